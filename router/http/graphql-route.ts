import type { IncomingMessage, ServerResponse } from 'node:http';
import { headerOf, requestIdOf } from '#platform/http-server.ts';
import type { Handler } from '#platform/http-server.ts';
import { networkOf } from '#platform/network.ts';
import { activeTraceparent, continueTrace } from '#platform/scope.ts';
import type { Authenticate } from '../admission/trust.ts';
import type { RecordAccess } from './access.ts';
import type { Answer, AnswerQuestion } from './answer.ts';
import { SECURITY_HEADERS, secured } from './browsers.ts';
import type { CrossOrigin } from './browsers.ts';
import { RefusedError } from '../errors.ts';
import { negotiate } from './negotiate.ts';
import type { AnswerType } from './negotiate.ts';
import { readJson, readRequest, readSearch } from './read-request.ts';
import type { RequestContext } from './subgraph.ts';
import { createUnsentBound } from './unsent.ts';

export interface GraphqlRouteOptions {
  readonly answerQuestion: AnswerQuestion;
  readonly authenticate: Authenticate;
  readonly recordAccess: RecordAccess;
  /** Counts a request of a caller or a network. Throws RefusedError above the limit. */
  readonly limitRate: (who: string) => Promise<void>;
  readonly crossOrigin: CrossOrigin;
  readonly bodyBytesMax: number;
  /** How many proxies of one's own are in front of the router, each of which adds its client to `x-forwarded-for`. */
  readonly trustedProxies: number;
  /** Serves a browser that opens the address; undefined where there is no playground. */
  readonly playground: Handler | undefined;
}

const JSON_TYPES = ['application/graphql-response+json', 'application/json'] as const;
const METHODS = 'GET, POST, OPTIONS';
/** Flat header array: name, value, name, value. */
const FIXED_HEADERS = [...Object.entries(SECURITY_HEADERS).flat(), 'cache-control', 'no-store'];

/**
 * GraphQL over HTTP (https://graphql.github.io/graphql-over-http/draft/). A token that is not right is refused before anything else is
 * looked at, and what is larger than it may be before it is understood.
 */
export function createGraphqlRoute(options: GraphqlRouteOptions): Handler {
  return async (request, response, url) => {
    const begun = performance.now();
    const context = contextOf(request, response, options.trustedProxies);
    const exchange: Exchange = {
      request,
      response,
      url,
      type: negotiate(request.headers.accept, JSON_TYPES),
      context,
      headers: [...FIXED_HEADERS, ...options.crossOrigin.headersFor(request), 'x-request-id', context.requestId],
    };
    if (request.method === 'OPTIONS') {
      response.writeHead(204, [...exchange.headers, 'allow', METHODS]).end();
      return;
    }
    let outcome = 'failed';
    try {
      outcome = await answer(exchange, options);
    } catch (error) {
      if (request.destroyed && !request.complete) outcome = 'abandoned';
      if (!(error instanceof RefusedError)) throw error;
      outcome = 'refused';
      const { status, message, extensions, headers } = error;
      send(exchange, status, JSON.stringify({ errors: [{ message, extensions }] }), Object.entries(headers).flat());
    } finally {
      options.recordAccess(exchange, outcome, performance.now() - begun);
    }
  };
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
  /** Undefined for a client that takes no answer of ours. */
  readonly type: AnswerType | undefined;
  readonly context: RequestContext;
  /** Who asked for what, as far as it is known. */
  callerId?: string;
  operation?: string | undefined;
  /** Of every answer. */
  readonly headers: readonly string[];
}

/** Sends the response; returns its outcome for the metrics. */
async function answer(exchange: Exchange, options: GraphqlRouteOptions): Promise<string> {
  const { request, response, url, type, context } = exchange;
  const caller = await options.authenticate(request.headers.authorization, context.clientAddress);
  if (caller !== undefined) exchange.callerId = caller.id;
  const who = caller === undefined ? networkName(context.clientAddress) : `user:${caller.id}`;
  await options.limitRate(who);
  const isGet = request.method === 'GET';
  if (isGet && options.playground && negotiate(request.headers.accept, [...JSON_TYPES, 'text/html']) === 'text/html') {
    await secured(options.playground)(request, response, url);
    return 'playground';
  }
  if (!isGet && request.method !== 'POST')
    throw new RefusedError(405, 'BAD_REQUEST', `Use one of ${METHODS}.`, { headers: { allow: METHODS } });
  if (type === undefined) throw new RefusedError(406, 'BAD_REQUEST', `The answer can be ${JSON_TYPES.join(' or ')}.`);
  if (isGet) options.crossOrigin.refuseForeignGet(request);

  const question = isGet ? readSearch(url.searchParams) : readRequest(await readJson(request, options.bodyBytesMax));
  const onOperation = (name: string | undefined): void => void (exchange.operation = name);
  const { body, kind } = await options.answerQuestion(question, { context, who, isGet, onOperation });
  send(exchange, statusOf(kind, type), body);
  return response.destroyed ? 'abandoned' : kind;
}

/** The name by which anonymous callers of an address are counted. */
export const networkName = (address = 'unknown'): string => `network:${networkOf(address)}`;

/** In JSON, a well-formed request is answered with 200 whatever became of it; the other type says it by the status as well. */
function statusOf(kind: Answer['kind'], type: AnswerType): number {
  if (kind === 'failed') return 500;
  return kind === 'refused' && type !== 'application/json' ? 400 : 200;
}

function send({ response, type, headers }: Exchange, status: number, body: string | Buffer, more: string[] = []): void {
  const contentType = `${type ?? 'application/json'}; charset=utf-8`;
  const length = String(Buffer.byteLength(body));
  response.writeHead(status, [...headers, 'content-type', contentType, 'content-length', length, ...more]);
  response.end(body);
  boundUnsent(response, body.length);
}

const boundUnsent = createUnsentBound();

function contextOf(request: IncomingMessage, response: ServerResponse, trustedProxies: number): RequestContext {
  const client = new AbortController();
  response.once('close', () => {
    if (!response.writableEnded) client.abort();
  });
  return {
    authorization: request.headers.authorization || undefined,
    clientAddress: clientAddressOf(request, trustedProxies),
    requestId: requestIdOf(request),
    traceparent: continueTrace(activeTraceparent() ?? headerOf(request, 'traceparent')),
    signal: client.signal,
    abandon: () => client.abort(),
  };
}

/** The client's address: what the outermost proxy of one's own saw. Addresses further left can be made up by anybody. */
function clientAddressOf(request: IncomingMessage, trustedProxies: number): string | undefined {
  if (trustedProxies === 0) return request.socket.remoteAddress;
  const forwarded = (headerOf(request, 'x-forwarded-for') ?? '').split(',').map((address) => address.trim());
  return forwarded.at(-trustedProxies) || request.socket.remoteAddress;
}
