import type { IncomingMessage, ServerResponse } from 'node:http';
import { HeaderMap } from '@apollo/server';
import type { ApolloServer } from '@apollo/server';
import { GraphQLError } from 'graphql';
import { v7 as uuidv7 } from 'uuid';
import { BodyTooLargeError, readBody, sendJson } from '#platform/http-server.ts';
import type { Handler } from '#platform/http-server.ts';
import { continueTrace, inScope } from '#platform/scope.ts';
import type { Authenticate } from './authenticate.ts';
import { Notes } from './context.ts';
import type { RouterContext } from './context.ts';
import type { CrossOrigin } from './cross-origin.ts';
import type { LimitCheck } from './limits.ts';
import { negotiate } from './negotiate.ts';
import type { AnswerType } from './negotiate.ts';
import { RefusedError } from './refused.ts';

export interface GraphqlRouteOptions {
  readonly server: ApolloServer<RouterContext>;
  readonly authenticate: Authenticate;
  readonly checkLimits: LimitCheck;
  readonly crossOrigin: CrossOrigin;
  readonly bodyBytesMax: number;
  /** How many proxies of one's own stand before the router, each of which adds its client to `x-forwarded-for`. */
  readonly trustedProxies: number;
  /** Answers a browser that opens the address; undefined where there is no playground. */
  readonly playground: Handler | undefined;
}

const JSON_TYPES = ['application/graphql-response+json', 'application/json'] as const;
const METHODS = 'GET, POST, OPTIONS';
const REQUEST_ID = /^[\w.-]{1,100}$/;

/**
 * GraphQL over HTTP (https://graphql.github.io/graphql-over-http/draft/). A token that is not right is refused before anything else is
 * looked at, and what is larger than it may be before it is understood.
 */
export function createGraphqlRoute(options: GraphqlRouteOptions): Handler {
  return async (request, response, url) => {
    const requestId = requestIdOf(request);
    response.setHeader('x-request-id', requestId);
    options.crossOrigin.allow(request, response);
    if (request.method === 'OPTIONS') {
      response.writeHead(204, { allow: METHODS }).end();
      return;
    }
    const type = negotiate(request.headers.accept, JSON_TYPES);
    const traceparent = continueTrace(headerOf(request, 'traceparent'));
    try {
      await inScope({ requestId, traceparent }, () =>
        answer({ request, response, url, type, requestId, traceparent }, options),
      );
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      const body = { errors: [{ message: error.message, extensions: { code: error.code } }] };
      sendJson(response, error.status, body, {
        'content-type': contentType(type),
        'cache-control': 'no-store',
        ...error.headers,
      });
    }
  };
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
  /** Undefined for a client that takes no answer of ours. */
  readonly type: AnswerType | undefined;
  readonly requestId: string;
  readonly traceparent: string;
}

async function answer(exchange: Exchange, options: GraphqlRouteOptions): Promise<void> {
  const { request, response, url, type, requestId, traceparent } = exchange;
  await options.authenticate(request.headers.authorization);
  if (
    options.playground !== undefined &&
    request.method === 'GET' &&
    negotiate(request.headers.accept, [...JSON_TYPES, 'text/html']) === 'text/html'
  ) {
    return options.playground(request, response, url);
  }
  if (request.method !== 'GET' && request.method !== 'POST')
    throw new RefusedError(405, 'BAD_REQUEST', `Use one of ${METHODS}.`, { allow: METHODS });
  if (type === undefined) throw new RefusedError(406, 'BAD_REQUEST', `The answer can be ${JSON_TYPES.join(' or ')}.`);
  if (request.method === 'GET') options.crossOrigin.refuseForeignGet(request);

  const body = request.method === 'POST' ? await readJson(request, options.bodyBytesMax) : undefined;
  refuseLarge(body === undefined ? url.searchParams.get('query') : queryOf(body), options.checkLimits);

  const notes = new Notes();
  const context: RouterContext = {
    authorization: request.headers.authorization || undefined,
    clientAddress: clientAddressOf(request, options.trustedProxies),
    requestId,
    traceparent,
    abandoned: abandonedSignal(response),
    notes,
  };
  const result = await options.server.executeHTTPGraphQLRequest({
    httpGraphQLRequest: { method: request.method, headers: headersOf(request, type), search: url.search, body },
    context: async () => context,
  });
  if (result.body.kind === 'chunked') throw new Error('Incremental delivery is not served here.');
  const text = result.body.string;
  // In JSON, a well-formed request is answered with 200 whatever became of it; the other type says it by the status as well.
  const status = notes.isRefused && type === 'application/json' ? 200 : (result.status ?? 200);
  response.writeHead(status, {
    ...Object.fromEntries(result.headers),
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
  });
  response.end(text);
}

/** Reads a body of JSON. Only with this media type does a browser ask first whether a foreign page may send it. */
async function readJson(request: IncomingMessage, bytesMax: number): Promise<unknown> {
  const mediaType = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase();
  if (mediaType !== 'application/json')
    throw new RefusedError(415, 'BAD_REQUEST', 'Send the query as JSON, with content-type: application/json.');
  if ((request.headers['content-encoding'] ?? 'identity') !== 'identity')
    throw new RefusedError(415, 'BAD_REQUEST', 'Send the body uncompressed.');
  let text: string;
  try {
    text = await readBody(request, bytesMax);
  } catch (error) {
    throw error instanceof BodyTooLargeError
      ? new RefusedError(413, 'BAD_REQUEST', `The body is larger than ${bytesMax} bytes, which is the limit.`)
      : error;
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new RefusedError(400, 'BAD_REQUEST', 'The body is not JSON.');
  }
}

const queryOf = (body: unknown): unknown =>
  typeof body === 'object' && body !== null && 'query' in body ? body.query : undefined;

function refuseLarge(query: unknown, checkLimits: LimitCheck): void {
  const fault = typeof query === 'string' ? checkLimits(query) : undefined;
  if (fault instanceof GraphQLError) throw new RefusedError(400, String(fault.extensions['code']), fault.message);
}

/** The server chooses the media type by these again, and would refuse the simple requests that were let through here. */
function headersOf(request: IncomingMessage, type: AnswerType): HeaderMap {
  const headers = new HeaderMap([['accept', type]]);
  const mediaType = request.headers['content-type'];
  if (mediaType !== undefined) headers.set('content-type', mediaType);
  return headers;
}

/** Aborted when the connection goes before the answer is complete. */
function abandonedSignal(response: ServerResponse): AbortSignal {
  const abandoned = new AbortController();
  response.once('close', () => {
    if (!response.writableEnded) abandoned.abort();
  });
  return abandoned.signal;
}

const contentType = (type: AnswerType | undefined): string => `${type ?? 'application/json'}; charset=utf-8`;

function headerOf(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

/** The client's address: what the outermost proxy of one's own saw. Addresses further left can be made up by anybody. */
function clientAddressOf(request: IncomingMessage, trustedProxies: number): string | undefined {
  if (trustedProxies === 0) return request.socket.remoteAddress;
  const forwarded = (headerOf(request, 'x-forwarded-for') ?? '').split(',').map((address) => address.trim());
  return forwarded.at(-trustedProxies) || request.socket.remoteAddress;
}

function requestIdOf(request: IncomingMessage): string {
  const given = headerOf(request, 'x-request-id');
  return given !== undefined && REQUEST_ID.test(given) ? given : uuidv7();
}
