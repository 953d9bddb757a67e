import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { ApolloServer, BaseContext } from '@apollo/server';
import { HeaderMap } from '@apollo/server';
import type { Log } from './log.ts';
import { metricsText } from './metrics.ts';

/** Larger than any honest request: an order of 100 lines has some 10 KB. */
const BODY_BYTES_MAX = 1_000_000;
/** A client that sends its headers slower than this is not waited for. */
const HEADERS_TIMEOUT_MS = 15_000;
const REQUEST_TIMEOUT_MS = 30_000;

/** Answers one request. */
export type Handler = (request: IncomingMessage, response: ServerResponse, url: URL) => Promise<void> | void;
/** Handlers by path. */
export type Routes = Readonly<Record<string, Handler>>;

export interface HttpServer {
  /** The port that it listens on, also where 0 was asked for. */
  readonly port: number;
  /** Stops taking connections, lets what is under way finish, closes. */
  stop(): Promise<void>;
}

/** Answers with JSON. */
export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    ...headers,
  });
  response.end(text);
}

/** Answers with a well-formed GraphQL error. */
export const sendGraphqlError = (response: ServerResponse, status: number, code: string, message: string): void =>
  sendJson(response, status, { errors: [{ message, extensions: { code } }] }, { 'cache-control': 'no-store' });

/** Raised for a body larger than BODY_BYTES_MAX. */
class BodyTooLargeError extends Error {}

/** Reads a body as text; throws BodyTooLargeError past the limit. */
function readBody(request: IncomingMessage, bytesMax: number = BODY_BYTES_MAX): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > bytesMax) {
        request.removeAllListeners('data');
        request.resume();
        reject(new BodyTooLargeError());
      } else chunks.push(chunk);
    });
    request.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
    request.on('error', reject);
    request.on('close', () => reject(new Error('the client left')));
  });
}

/**
 * Serves GraphQL over HTTP by an Apollo Server. `contextOf` may throw a GraphQLError with `extensions.http.status`.
 */
export function graphqlRoute<Context extends BaseContext>(
  server: ApolloServer<Context>,
  contextOf: (request: IncomingMessage) => Promise<Context>,
): Handler {
  return async (request, response, url) => {
    let body: unknown;
    if (request.method === 'POST') {
      let raw: string;
      try {
        raw = await readBody(request);
      } catch (error) {
        if (!(error instanceof BodyTooLargeError)) throw error;
        return sendGraphqlError(response, 413, 'BAD_REQUEST', `The body is larger than ${BODY_BYTES_MAX} bytes.`);
      }
      try {
        body = JSON.parse(raw);
      } catch {
        return sendGraphqlError(response, 400, 'BAD_REQUEST', 'The body is not JSON.');
      }
    }
    const headers = new HeaderMap();
    for (const [name, value] of Object.entries(request.headers)) {
      if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
    }
    const answer = await server.executeHTTPGraphQLRequest({
      httpGraphQLRequest: { method: request.method ?? 'GET', headers, search: url.search, body },
      context: () => contextOf(request),
    });
    if (answer.body.kind === 'chunked') throw new Error('Incremental delivery is not served here.');
    const text = answer.body.string;
    response.writeHead(answer.status ?? 200, {
      ...Object.fromEntries(answer.headers),
      'content-length': Buffer.byteLength(text),
    });
    response.end(text);
  };
}

/** What is missing for a process to serve; empty when it can. */
export type Readiness = () => Promise<readonly string[]>;

/** `/health`, `/ready` and `/metrics`, which every process has. */
export const operationsRoutes = (readiness: Readiness): Routes => ({
  '/health': (_, response) => sendJson(response, 200, { status: 'ok' }),
  '/ready': async (_, response) => {
    const missing = await readiness();
    sendJson(
      response,
      missing.length === 0 ? 200 : 503,
      missing.length === 0 ? { status: 'ready' } : { status: 'unavailable', missing },
    );
  },
  '/metrics': async (_, response) => {
    const { contentType, text } = await metricsText();
    response.writeHead(200, { 'content-type': contentType });
    response.end(text);
  },
});

/** Listens and sends each request to the handler of its path. A handler that throws is answered with 500 and nothing of the error. */
export async function startHttpServer(options: {
  host: string;
  port: number;
  routes: Routes;
  log: Log;
}): Promise<HttpServer> {
  const { host, port, routes, log } = options;
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = URL.parse(request.url ?? '/', 'http://localhost');
    const handler = url === null ? undefined : Object.hasOwn(routes, url.pathname) ? routes[url.pathname] : undefined;
    if (url === null || handler === undefined) return sendJson(response, 404, { error: 'There is nothing here.' });
    try {
      await handler(request, response, url);
    } catch (error) {
      if (request.destroyed && !request.complete) return;
      log.error({ err: error, path: url.pathname }, 'a request failed');
      if (response.headersSent) response.destroy();
      else sendGraphqlError(response, 500, 'INTERNAL_SERVER_ERROR', 'Internal server error');
    }
  };
  const server = createServer(
    { headersTimeout: HEADERS_TIMEOUT_MS, requestTimeout: REQUEST_TIMEOUT_MS, keepAliveTimeout: 65_000 },
    (request, response) => void answer(request, response),
  );
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return { port: portOf(server), stop: () => stopServer(server) };
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server does not listen on a port');
  return address.port;
}

/** A client that keeps its connection open is not waited for; one whose answer is under way is, for this long. */
const DRAIN_LIMIT_MS = 5_000;
const DRAIN_CHECK_MS = 50;

function stopServer(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    const closeIdle = setInterval(() => server.closeIdleConnections(), DRAIN_CHECK_MS);
    const closeAll = setTimeout(() => server.closeAllConnections(), DRAIN_LIMIT_MS);
    server.close((error) => {
      clearInterval(closeIdle);
      clearTimeout(closeAll);
      if (error === undefined) resolve();
      else reject(error);
    });
    server.closeIdleConnections();
  });
}
