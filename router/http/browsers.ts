import type { IncomingMessage } from 'node:http';
import { refused } from '#platform/errors.ts';

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
 * Cross-origin rules: only pages of `origins` may send requests from a browser, none by default; `*` means all. There are no cookies, so
 * credentials are never allowed.
 */
export function createCrossOrigin(origins: readonly string[]) {
  const isAllowed = (origin: string | undefined): origin is string =>
    origin !== undefined && (origins.includes('*') || origins.includes(origin));
  return {
    /** The CORS headers as a flat array: name, value, name, value. */
    headersFor: ({ method, headers: { origin } }: IncomingMessage): readonly string[] => {
      if (!isAllowed(origin)) return VARY;
      return [...VARY, 'access-control-allow-origin', origin, ...EXPOSED, ...(method === 'OPTIONS' ? PREFLIGHT : [])];
    },
    /** Throws RefusedError for a GET that a foreign page made a browser send, which it does without a preflight. */
    refuseForeignGet: ({ headers }: IncomingMessage): void => {
      const site = headers['sec-fetch-site'];
      const isForeign = site === 'cross-site' || site === 'same-site';
      if (!isForeign || isAllowed(headers.origin) || PREFLIGHTED.some((name) => headers[name])) return;
      throw refused(403, 'BAD_REQUEST', 'A page of another origin may not ask this way (cross-site request forgery).');
    },
  };
}
