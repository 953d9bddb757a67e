import type { IncomingMessage } from 'node:http';
import Negotiator from 'negotiator';
import { RefusedError, refusalOf, refused } from '#platform/errors.ts';
import { SECURITY_HEADERS, readJson, secured, send } from '#platform/http-server.ts';
import type { Handler } from '#platform/http-server.ts';
import type { Log } from '#platform/log.ts';
import type { RateLimit } from '#platform/rate-limit.ts';
import { authenticate } from '#platform/token.ts';
import type { Trust } from '#platform/trust.ts';
import type { RouterConfig } from '../config.ts';
import { rateLimited } from '../errors.ts';
import type { createRecordAccess } from './access.ts';
import type { createAnswerRequest } from './answer.ts';
import { createCrossOrigin } from './browsers.ts';
import { contextOf } from './context.ts';
import type { RequestContext } from './context.ts';
import { readRequest, readSearch } from './read-request.ts';
import type { GraphqlRequest } from './read-request.ts';

/** What the route takes from the rest of the router. The playground is for browsers that open the address. */
export interface GraphqlRouteOptions {
  readonly config: RouterConfig;
  readonly log: Log;
  readonly trust: Trust;
  readonly limit: RateLimit;
  readonly answerRequest: ReturnType<typeof createAnswerRequest>;
  readonly recordAccess: ReturnType<typeof createRecordAccess>;
  readonly playground: Handler | undefined;
}

const JSON_TYPE = 'application/json; charset=utf-8';
const TYPES = [JSON_TYPE, 'application/graphql-response+json; charset=utf-8'];
const PAGE_TYPE = 'text/html; charset=utf-8';
const METHODS = 'GET, POST, OPTIONS';
/** Flat header array: name, value, name, value. */
const FIXED_HEADERS = [...Object.entries(SECURITY_HEADERS).flat(), 'cache-control', 'no-store'];

/** The type that a client prefers; undefined where it takes none. */
const negotiate = ({ headers: { accept } }: IncomingMessage, types: readonly string[]): string | undefined =>
  new Negotiator({ headers: { accept: accept?.trim() || '*/*' } }).mediaType(types);

/**
 * GraphQL over HTTP (https://graphql.github.io/graphql-over-http/draft/). A wrong token is refused before anything else is looked at,
 * and what is too large before it is parsed.
 */
export function createGraphqlRoute(options: GraphqlRouteOptions): Handler {
  const { config, log, trust, limit, answerRequest, recordAccess, playground } = options;
  const crossOrigin = createCrossOrigin(config.CORS_ORIGINS);

  const limitRate = async (who: string): Promise<void> => {
    const seconds = await limit.take(who);
    if (seconds > 0) throw rateLimited(`Too many attempts. Try again in ${seconds} seconds.`, seconds);
  };
  const admit = async (context: RequestContext): Promise<void> => {
    try {
      const caller = await authenticate(trust.verify, context.authorization);
      if (caller !== undefined) Object.assign(context, { callerId: caller.id, who: `user:${caller.id}` });
    } catch (error) {
      // Attempts to guess a token are counted; one that cannot be checked now may be right.
      if (error instanceof RefusedError && error.status === 401) await limitRate(context.who);
      throw error;
    }
    await limitRate(context.who);
  };
  const read = async (request: IncomingMessage, url: URL, type: string | undefined): Promise<GraphqlRequest> => {
    const isGet = request.method === 'GET';
    if (!isGet && request.method !== 'POST')
      throw refused(405, 'BAD_REQUEST', `Use one of ${METHODS}.`, { allow: METHODS });
    if (type === undefined)
      throw refused(406, 'BAD_REQUEST', 'The answer can be application/json or application/graphql-response+json.');
    if (isGet) crossOrigin.refuseForeignGet(request);
    return isGet ? readSearch(url) : readRequest(await readJson(request, config.BODY_BYTES_MAX));
  };

  return async (request, response, url) => {
    const begun = performance.now();
    const context = contextOf(request, response, config.TRUSTED_PROXIES);
    const headers = [...FIXED_HEADERS, ...crossOrigin.headersFor(request), 'x-request-id', context.requestId];
    if (request.method === 'OPTIONS') {
      response.writeHead(204, [...headers, 'allow', METHODS]).end();
      return;
    }
    const type = negotiate(request, TYPES);
    headers.push('content-type', type ?? JSON_TYPE);
    let outcome = 'failed';
    try {
      await admit(context);
      if (context.isGet && playground && negotiate(request, [...TYPES, PAGE_TYPE]) === PAGE_TYPE) {
        await secured(playground)(request, response, url);
        outcome = 'playground';
        return;
      }
      const { body, kind } = await answerRequest(await read(request, url, type), context);
      send(response, 200, headers, body);
      outcome = response.destroyed ? 'abandoned' : kind;
    } catch (error) {
      // Aborts the requests to subgraphs.
      context.abandon();
      if (request.destroyed && !request.complete) {
        outcome = 'abandoned';
        return;
      }
      const { errors, status, code, headers: more } = refusalOf(error);
      if (error instanceof RefusedError) outcome = code === 'PERSISTED_QUERY_NOT_FOUND' ? 'unknown_hash' : 'refused';
      else log.error({ err: error, requestId: context.requestId }, 'a request failed');
      // In JSON, a well-formed request within the limits is answered with 200; the other type says by the status what became of it.
      const statusOfType = type === JSON_TYPE && code !== 'QUERY_TOO_LARGE' ? 200 : 400;
      send(response, status ?? statusOfType, [...headers, ...Object.entries(more).flat()], JSON.stringify({ errors }));
    } finally {
      recordAccess(context, response.statusCode, outcome, performance.now() - begun);
    }
  };
}
