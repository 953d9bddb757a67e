import { isUtf8 } from 'node:buffer';
import { randomUUID, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { RefusedError, badRequest, refusalOf, refused } from './errors.ts';
import type { Log } from './log.ts';
import { metricsText, registry } from './metrics.ts';
import { activeTraceparent, continueTrace } from './scope.ts';
import { createUnsentBound } from './unsent.ts';

/** Larger than any legitimate request: an order of 100 lines has some 10 KB. */
const BODY_BYTES_MAX = 1_000_000;
/** Time limit for a request's headers. */
const HEADERS_TIMEOUT_MS = 15_000;
const REQUEST_TIMEOUT_MS = 30_000;
/** A connection that is idle for so long during a request is closed: longer than the slowest page takes. */
const STALLED_TIMEOUT_MS = 60_000;
/** Longer than load balancers keep an idle connection, so that they close it first. */
const KEEP_ALIVE_MS = 65_000;
/** Of one process; each holds some 20 KB while it is idle. */
const CONNECTIONS_MAX = 5_000;

/** Handles a request. When it throws a RefusedError, the response says so; for all other errors it is 500 and the error is logged. */
export type Handler = (request: IncomingMessage, response: ServerResponse, url: URL) => Promise<void> | void;
export type Routes = Readonly<Record<string, Handler>>;

/** A server that listens on `port`, also where 0 was asked for. `stop` lets requests in progress finish. */
export type HttpServer = Readonly<{ port: number; stop: () => Promise<void> }>;

/** OWASP HTTP Headers Cheat Sheet, for what is no page. A page has a policy of its own. */
export const SECURITY_HEADERS = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
};

/** The same handler, with headers that restrict what browsers do with a response; a handler may set others. */
export const secured =
  (handler: Handler, headers: Readonly<Record<string, string>> = SECURITY_HEADERS): Handler =>
  (request, response, url) => {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    return handler(request, response, url);
  };

const boundUnsent = createUnsentBound();

/** Sends a response. `headers` is a flat array, which Node writes as it is: name, value, name, value. */
export function send(
  response: ServerResponse,
  status: number,
  headers: readonly string[],
  body: string | Buffer,
): void {
  response.writeHead(status, [...headers, 'content-length', String(Buffer.byteLength(body))]);
  response.end(body);
  boundUnsent(response, body.length);
}

/** Sends a JSON response. */
export const sendJson = (
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void => {
  const fixed = ['content-type', 'application/json; charset=utf-8'];
  send(response, status, [...fixed, ...Object.entries(headers).flat()], JSON.stringify(body));
};

/** Sends the response to a request that is not run. */
export const sendRefused = (response: ServerResponse, { status = 400, errors, headers }: RefusedError): void =>
  sendJson(response, status, { errors }, { 'cache-control': 'no-store', ...headers });

/** The value of a header; the first of several. */
export function headerOf(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

const REQUEST_ID = /^[\w.-]{1,100}$/;

/** The request's id: that of the incoming header, so that a request can be followed through every log, or a new one. Stable per request. */
export function requestIdOf(request: IncomingMessage): string {
  const given = headerOf(request, 'x-request-id');
  if (given !== undefined && REQUEST_ID.test(given)) return given;
  const made = randomUUID();
  request.headers['x-request-id'] = made;
  return made;
}

/** Where a request comes from: its id, and its trace, continued or begun. */
export const originOf = (request: IncomingMessage) => ({
  requestId: requestIdOf(request),
  traceparent: continueTrace(activeTraceparent() ?? headerOf(request, 'traceparent')),
});

/** Creates a constant-time comparison with a secret; only its length can be measured. */
export function secretTest(expected: string): (given: unknown) => boolean {
  const wanted = Buffer.from(expected);
  return (given) => {
    const bytes = Buffer.from(typeof given === 'string' ? given : '');
    return bytes.length === wanted.length && timingSafeEqual(bytes, wanted);
  };
}

/** The client aborted before its request was complete, so there is no response to send. */
class ClientLeftError extends Error {
  override readonly name = 'ClientLeftError';
}

/** Reads a body as text. Throws RefusedError past the limit and for what is not UTF-8 (RFC 8259, section 8.1), and ClientLeftError. */
export function readBody(request: IncomingMessage, bytesMax: number = BODY_BYTES_MAX): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      // A body that is too large is read to its end without being stored, so that the client gets the error.
      if (bytes <= bytesMax) chunks.push(chunk);
      else if (bytes - chunk.length <= bytesMax)
        reject(refused(413, 'BAD_REQUEST', `The body is larger than ${bytesMax} bytes, which is the limit.`));
    });
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      // Invalid bytes would all become one replacement character, and different texts equal.
      if (isUtf8(body)) resolve(body.toString('utf8'));
      else reject(badRequest('The body is not UTF-8.'));
    });
    request.on('error', reject);
    // Creating an Error captures the stack, which is too expensive for every successful request.
    request.on('close', () => {
      if (!request.readableEnded) reject(new ClientLeftError());
    });
  });
}

/** Reads a body as JSON. Throws RefusedError for one that is none, or is larger than it may be, and ClientLeftError. */
export async function readJson(request: IncomingMessage, bytesMax?: number): Promise<unknown> {
  const { 'content-type': type = '', 'content-encoding': encoding = 'identity' } = request.headers;
  // Only with this media type does a browser ask first whether a foreign page may send it.
  if (type !== 'application/json' && type.split(';')[0]?.trim().toLowerCase() !== 'application/json')
    throw refused(415, 'BAD_REQUEST', 'Send the query as JSON, with content-type: application/json.');
  if (encoding.toLowerCase() !== 'identity') throw refused(415, 'BAD_REQUEST', 'Send the body uncompressed.');
  const text = await readBody(request, bytesMax);
  try {
    return JSON.parse(text);
  } catch {
    throw badRequest('The body is not JSON.');
  }
}

/** What is missing for a process to serve; empty when it can. */
export type Readiness = () => Promise<readonly string[]>;

/** 200, or 503 with what is missing. */
export const readinessRoute =
  (readiness: Readiness): Handler =>
  async (_, response) => {
    const missing = await readiness();
    if (missing.length === 0) sendJson(response, 200, { status: 'ready' });
    else sendJson(response, 503, { status: 'unavailable', missing });
  };

/** `/health`, `/ready` and `/metrics`, which every process has. */
export const operationsRoutes = (readiness: Readiness): Routes => ({
  '/health': (_, response) => sendJson(response, 200, { status: 'ok' }),
  '/ready': readinessRoute(readiness),
  '/metrics': async (_, response) => {
    const text = await metricsText();
    response.writeHead(200, { 'content-type': registry.contentType });
    response.end(text);
  },
});

/** Listens and sends each request to the handler of its path. */
export async function startHttpServer(options: {
  host: string;
  port: number;
  routes: Routes;
  /** The handler of all other paths; default: 404. */
  fallback?: Handler;
  log: Log;
  stalledMs?: number;
}): Promise<HttpServer> {
  const { host, port, log, stalledMs = STALLED_TIMEOUT_MS } = options;
  const routes = new Map(Object.entries(options.routes));
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { url: target = '/' } = request;
    // Read against a base, the path "//x/metrics" is the path "/metrics" of a host x, past the rules of a proxy in front.
    const url = URL.parse(target.startsWith('/') ? `http://localhost${target}` : target);
    const handler = url === null ? undefined : (routes.get(url.pathname) ?? options.fallback);
    if (url === null || handler === undefined) return sendJson(response, 404, { error: 'There is nothing here.' });
    try {
      await handler(request, response, url);
    } catch (error) {
      if (error instanceof ClientLeftError || (request.destroyed && !request.complete)) return;
      if (!(error instanceof RefusedError)) log.error({ err: error, path: url.pathname }, 'a request failed');
      if (response.headersSent) response.destroy();
      else sendRefused(response, refusalOf(error));
    }
  };
  const server = createServer(
    { headersTimeout: HEADERS_TIMEOUT_MS, requestTimeout: REQUEST_TIMEOUT_MS, keepAliveTimeout: KEEP_ALIVE_MS },
    (request, response) => void answer(request, response),
  );
  server.setTimeout(stalledMs);
  server.maxConnections = CONNECTIONS_MAX;
  await once(server.listen(port, host), 'listening');
  server.on('error', (error) => log.error({ err: error }, 'a connection could not be accepted'));
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    stop: () => stopServer(server),
  };
}

/** At a stop idle connections are closed; responses in progress get this long. */
const DRAIN_LIMIT_MS = 5_000;
const DRAIN_CHECK_MS = 50;

async function stopServer(server: Server): Promise<void> {
  const closed = once(server.close(), 'close');
  const closeIdle = setInterval(() => server.closeIdleConnections(), DRAIN_CHECK_MS);
  const closeAll = setTimeout(() => server.closeAllConnections(), DRAIN_LIMIT_MS);
  await closed;
  clearInterval(closeIdle);
  clearTimeout(closeAll);
}
