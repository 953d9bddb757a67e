import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { ApolloServer } from '@apollo/server';
import type { BaseContext } from '@apollo/server';
import { unwrapResolverError } from '@apollo/server/errors';
import * as disabled from '@apollo/server/plugin/disabled';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { GraphQLError, isObjectType, parse } from 'graphql';
import type { GraphQLFormattedError, GraphQLSchema } from 'graphql';
import { z } from 'zod';
import { enforceAuthorization } from './authorization.ts';
import type { CallerContext, Owners } from './authorization.ts';
import { createCompiledQueries } from './compiled-queries.ts';
import type { CompiledQueries } from './compiled-queries.ts';
import { isBusy, isUnavailable } from './database-errors.ts';
import { RefusedError, badRequest, internalError, refused, serviceUnavailable } from './errors.ts';
import {
  operationsRoutes,
  originOf,
  readJson,
  requestIdOf,
  secretTest,
  sendJson,
  sendRefused,
  startHttpServer,
} from './http-server.ts';
import type { Handler, HttpServer, Readiness, Routes } from './http-server.ts';
import type { Log } from './log.ts';
import { requestSeconds } from './metrics.ts';
import { scalars, sharedTypes } from './scalars.ts';
import { currentScope, inScope } from './scope.ts';
import { authenticate } from './token.ts';
import type { TokenVerifier } from './token.ts';

/** The context of a resolver, without the service's additions. */
export interface RequestContext extends CallerContext {
  readonly requestId: string;
}

/** Resolvers by type and field. */
export type ResolverMap = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

export interface SubgraphOptions<Context extends RequestContext> {
  readonly schemaFile: URL;
  /** The service's resolvers, typed by the generated `Resolvers`. */
  readonly resolvers: ResolverMap;
  readonly owners: Owners;
  readonly contextOf: (request: RequestContext, incoming: IncomingMessage) => Context;
  readonly verify: TokenVerifier;
  readonly routerSecret: string;
  readonly host: string;
  readonly port: number;
  readonly log: Log;
  readonly readiness: Readiness;
  readonly routes?: Routes;
}

/** Builds an executable subgraph schema; throws for resolvers that match nothing, which the library would ignore, and for root fields without one. */
export function buildSubgraph(sdl: string, resolvers: ResolverMap, owners: Owners): GraphQLSchema {
  const schema = buildSubgraphSchema([
    { typeDefs: parse(sdl), resolvers: { ...scalars, ...sharedTypes, ...resolvers } },
  ]);
  for (const [typeName, fields] of Object.entries(resolvers)) {
    const type = schema.getType(typeName);
    if (type === undefined) throw new Error(`Resolvers name the type ${typeName}, which the schema does not have`);
    if (!isObjectType(type)) continue;
    for (const name of Object.keys(fields)) {
      if (!name.startsWith('__') && type.getFields()[name] === undefined)
        throw new Error(`Resolvers name ${typeName}.${name}, which the schema does not have`);
    }
  }
  for (const root of [schema.getQueryType(), schema.getMutationType()]) {
    for (const field of Object.values(root?.getFields() ?? {})) {
      if (!field.name.startsWith('_') && field.resolve === undefined)
        throw new Error(`${root?.name}.${field.name} has no resolver`);
    }
  }
  enforceAuthorization(schema, owners);
  return schema;
}

/** Errors as clients see them: expected ones pass, an outage of the database is SERVICE_UNAVAILABLE, a bug is logged and masked. */
const createErrorMask =
  (log: Log) =>
  (formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError => {
    const original = unwrapResolverError(error);
    const code = original instanceof GraphQLError ? original.extensions['code'] : undefined;
    if (code !== undefined && code !== 'INTERNAL_SERVER_ERROR') return formatted;
    const isAway = isUnavailable(original); // The database has logged that, once.
    if (!isAway) log.error({ err: original, path: formatted.path }, 'a field failed');
    const { message, extensions } = isAway || isBusy(original) ? serviceUnavailable() : internalError();
    return { message, ...(formatted.path && { path: formatted.path }), extensions };
  };

const requestSchema = z.object({
  query: z.string(),
  operationName: z.string().nullish(),
  variables: z.record(z.string(), z.unknown()).nullish(),
});

/** Handles GraphQL requests, JSON by POST, without Apollo's costly HTTP layer. `contextOf` may throw RefusedError. */
export function graphqlRoute<Context extends BaseContext>(
  server: ApolloServer<Context>,
  contextOf: (request: IncomingMessage) => Promise<Context>,
  queries?: CompiledQueries,
): Handler {
  const answerRequest = async (request: IncomingMessage, response: ServerResponse, seen: { hasErrors: boolean }) => {
    if (request.method !== 'POST') throw refused(405, 'BAD_REQUEST', 'Use POST.');
    const { data: body } = requestSchema.safeParse(await readJson(request));
    if (body === undefined) throw badRequest('The body is no GraphQL request.');
    const run = async (): Promise<void> => {
      const contextValue = await contextOf(request);
      const compiled = await queries?.find(body)?.(contextValue, body.variables);
      if (compiled !== undefined) return sendJson(response, 200, compiled, NOT_STORED);
      const { query, operationName, variables } = body;
      const answer = await server.executeOperation(
        { query, ...(operationName != null && { operationName }), ...(variables != null && { variables }) },
        { contextValue },
      );
      if (answer.body.kind === 'incremental') throw new Error('Incremental delivery is not served here.');
      const { singleResult } = answer.body;
      seen.hasErrors = singleResult.errors !== undefined;
      if (!seen.hasErrors) queries?.noteAnswered(body);
      sendJson(response, answer.http.status ?? 200, singleResult, NOT_STORED);
    };
    const scope = currentScope();
    // Mutations run to their end, also after the client has disconnected.
    const isEnded = scope === undefined || MUTATION.test(body.query);
    await (isEnded ? run() : inScope({ ...scope, isAbandoned: () => response.destroyed }, run));
  };
  return async (request, response) => {
    const begun = performance.now();
    const seen = { hasErrors: false };
    try {
      await answerRequest(request, response, seen);
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      sendRefused(response, error);
    } finally {
      const outcome = seen.hasErrors ? 'with_errors' : outcomeOf(response);
      requestSeconds.observe({ outcome }, (performance.now() - begun) / 1_000);
    }
  };
}

const outcomeOf = ({ headersSent, statusCode }: ServerResponse): string => {
  if (!headersSent || statusCode === 500) return 'failed';
  if (statusCode < 400) return 'answered';
  return statusCode < 500 ? 'refused' : 'unavailable';
};

/** The route; responds 503 while the database is down, which has logged that once. */
const orUnavailable =
  (route: Handler): Handler =>
  async (request, response, url) => {
    try {
      await route(request, response, url);
    } catch (error) {
      if (!isUnavailable(error)) throw error;
      const { message } = serviceUnavailable();
      throw refused(503, 'SERVICE_UNAVAILABLE', message);
    }
  };

const NOT_STORED = { 'cache-control': 'no-store' };
const MUTATION = /^\s*mutation\b/;

/** Starts a service's GraphQL endpoint: it requires the router's secret, verifies the caller's token again and enforces `@auth`. */
export async function startSubgraph<Context extends RequestContext>(
  options: SubgraphOptions<Context>,
): Promise<HttpServer> {
  const { verify, routerSecret, log } = options;
  const schema = buildSubgraph(await readFile(options.schemaFile, 'utf8'), options.resolvers, options.owners);
  const server = new ApolloServer<Context>({
    schema,
    introspection: true,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    // Each would be called at every field.
    plugins: [disabled.ApolloServerPluginInlineTraceDisabled(), disabled.ApolloServerPluginCacheControlDisabled()],
    persistedQueries: false,
    formatError: createErrorMask(log),
    logger: log,
  });
  await server.start();

  const contextOf = async (incoming: IncomingMessage): Promise<Context> => {
    const caller = (await authenticate(verify, incoming.headers.authorization)) ?? null;
    return options.contextOf({ caller, requestId: requestIdOf(incoming) }, incoming);
  };
  const answer = graphqlRoute(server, contextOf, createCompiledQueries(schema));
  const isRouter = secretTest(routerSecret);
  const http = await startHttpServer({
    host: options.host,
    port: options.port,
    log,
    routes: {
      ...operationsRoutes(options.readiness),
      ...Object.fromEntries(Object.entries(options.routes ?? {}).map(([path, route]) => [path, orUnavailable(route)])),
      '/graphql': (request, response, url) => {
        if (!isRouter(request.headers['x-router-secret']))
          throw refused(401, 'UNAUTHENTICATED', 'Only the router may ask here.');
        return inScope(originOf(request), () => answer(request, response, url));
      },
    },
  });
  return { port: http.port, stop: () => http.stop().then(() => server.stop()) };
}
