import type { IncomingMessage } from 'node:http';
import type { Handler } from '#platform/http-server.ts';
import { RefusedError } from '../errors.ts';

/** OWASP HTTP Headers Cheat Sheet, as far as it is about an API. The playground sets a policy of its own instead of this one. */
export const SECURITY_HEADERS = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
};

/** The same handler, with headers that keep browsers from doing more with an answer than it is for. */
export const secured =
  (handler: Handler): Handler =>
  (request, response, url) => {
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value);
    return handler(request, response, url);
  };

/** What pages of other origins may do. */
export interface CrossOrigin {
  /** The CORS headers as a flat array (name, value, name, value): whether the page's origin is one that may ask. */
  headersFor(request: IncomingMessage): readonly string[];
  /** Throws RefusedError for a GET that a foreign page made a browser send, which it does without asking first. */
  refuseForeignGet(request: IncomingMessage): void;
}

/** What well-known clients send: Apollo Client with its name, urql, and the tracing of OpenTelemetry and Sentry. */
const HEADERS_ALLOWED = [
  'authorization',
  'content-type',
  'x-request-id',
  'apollo-require-preflight',
  'x-apollo-operation-name',
  'apollographql-client-name',
  'apollographql-client-version',
  'traceparent',
  'tracestate',
  'baggage',
  'sentry-trace',
].join(', ');
const VARY = ['vary', 'origin, accept'];
const EXPOSED = ['access-control-expose-headers', 'x-request-id, retry-after'];
const PREFLIGHT = [
  'access-control-allow-methods',
  'GET, POST',
  'access-control-allow-headers',
  HEADERS_ALLOWED,
  'access-control-max-age',
  '7200', // The longest that browsers keep it, in seconds.
];
/** Headers that a page can only send after the browser has asked whether it may. */
const PREFLIGHTED = ['apollo-require-preflight', 'x-apollo-operation-name'];

/**
 * Cross-origin rules: only `origins` may ask from a browser, none by default; `*` means all. There are no cookies, so credentials
 * are never allowed.
 */
export function createCrossOrigin(origins: readonly string[]): CrossOrigin {
  const isAllowed = (origin: string): boolean => origins.includes('*') || origins.includes(origin);
  return {
    headersFor: ({ method, headers: { origin } }) => {
      if (origin === undefined || !isAllowed(origin)) return VARY;
      const headers = [...VARY, 'access-control-allow-origin', origin, ...EXPOSED];
      return method === 'OPTIONS' ? [...headers, ...PREFLIGHT] : headers;
    },
    refuseForeignGet: ({ headers }) => {
      const site = headers['sec-fetch-site'];
      const isForeign = site === 'cross-site' || site === 'same-site';
      const isAnswered = headers.origin !== undefined && isAllowed(headers.origin);
      if (!isForeign || isAnswered || PREFLIGHTED.some((name) => (headers[name] ?? '') !== '')) return;
      const message = 'A page of another origin may not ask this way (cross-site request forgery).';
      throw new RefusedError(403, 'BAD_REQUEST', message);
    },
  };
}
