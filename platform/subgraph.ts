import { readFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { ApolloServer, HeaderMap } from '@apollo/server';
import type { BaseContext } from '@apollo/server';
import { unwrapResolverError } from '@apollo/server/errors';
import { ApolloServerPluginInlineTraceDisabled } from '@apollo/server/plugin/disabled';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { GraphQLError, isObjectType, parse } from 'graphql';
import type { GraphQLFormattedError, GraphQLSchema } from 'graphql';
import { enforceAuthorization } from './authorization.ts';
import type { CallerContext, Owners } from './authorization.ts';
import { isUnavailable } from './database.ts';
import { internalError, serviceUnavailable } from './errors.ts';
import {
  BodyTooLargeError,
  headerOf,
  operationsRoutes,
  readBody,
  requestIdOf,
  secretTest,
  sendGraphqlError,
  startHttpServer,
} from './http-server.ts';
import type { Handler, HttpServer, Readiness, Routes } from './http-server.ts';
import type { Log } from './log.ts';
import { scalars } from './scalars.ts';
import { continueTrace, inScope } from './scope.ts';
import { bearerToken } from './token.ts';
import type { Caller, TokenVerifier } from './token.ts';

/** What a resolver knows of the request, beside what its service adds. */
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

/** Compares without telling by its time how much was right. */
export const sameSecret = (given: unknown, expected: string): boolean => secretTest(expected)(given);

/** Builds an executable subgraph schema; throws for resolvers that match nothing, which the library would ignore, and for root fields without one. */
export function buildSubgraph(sdl: string, resolvers: ResolverMap, owners: Owners): GraphQLSchema {
  const schema = buildSubgraphSchema([{ typeDefs: parse(sdl), resolvers: { ...scalarsOf(sdl), ...resolvers } }]);
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

const scalarsOf = (sdl: string): Partial<typeof scalars> =>
  Object.fromEntries(Object.entries(scalars).filter(([name]) => new RegExp(`^scalar ${name}\\b`, 'm').test(sdl)));

/** Errors as clients may see them: what was meant for them passes, a database that is away says so, a bug is logged and says nothing. */
function createErrorMask(log: Log) {
  return (formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError => {
    const original = unwrapResolverError(error);
    const isOurs =
      original instanceof GraphQLError &&
      original.extensions['code'] !== undefined &&
      original.extensions['code'] !== 'INTERNAL_SERVER_ERROR';
    const { stacktrace: _, ...extensions } = formatted.extensions ?? {};
    if (isOurs) return { ...formatted, extensions };
    const replacement = isUnavailable(original) ? serviceUnavailable() : internalError();
    log.error({ err: original, path: formatted.path }, 'a field failed');
    return {
      message: replacement.message,
      ...(formatted.path && { path: formatted.path }),
      extensions: replacement.extensions,
    };
  };
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
        return sendGraphqlError(response, 413, 'BAD_REQUEST', error.message);
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

/** Starts a service's GraphQL endpoint: it asks for the router's secret, verifies the caller's token again and enforces `@auth`. */
export async function startSubgraph<Context extends RequestContext>(
  options: SubgraphOptions<Context>,
): Promise<HttpServer> {
  const { verify, routerSecret, log } = options;
  const schema = buildSubgraph(await readFile(options.schemaFile, 'utf8'), options.resolvers, options.owners);
  const server = new ApolloServer<Context>({
    schema,
    introspection: true,
    csrfPrevention: false,
    allowBatchedHttpRequests: false,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    plugins: [ApolloServerPluginInlineTraceDisabled()],
    formatError: createErrorMask(log),
    logger: log,
  });
  await server.start();

  const answer = graphqlRoute(server, async (incoming) => {
    const token = bearerToken(incoming.headers.authorization);
    const caller: Caller | null = token === undefined ? null : await verify(token).catch(refuseWith401);
    return options.contextOf({ caller, requestId: requestIdOf(incoming) }, incoming);
  });
  const isRouter = secretTest(routerSecret);
  const http = await startHttpServer({
    host: options.host,
    port: options.port,
    log,
    routes: {
      ...operationsRoutes(options.readiness),
      ...options.routes,
      '/graphql': (request, response, url) => {
        if (!isRouter(request.headers['x-router-secret'])) {
          return sendGraphqlError(response, 401, 'UNAUTHENTICATED', 'Only the router may ask here.');
        }
        const scope = { requestId: requestIdOf(request), traceparent: continueTrace(headerOf(request, 'traceparent')) };
        return inScope(scope, () => answer(request, response, url));
      },
    },
  });
  return {
    port: http.port,
    stop: async () => {
      await http.stop();
      await server.stop();
    },
  };
}

/** A wrong token is refused as HTTP 401, whatever was asked. */
function refuseWith401(error: unknown): never {
  if (error instanceof GraphQLError)
    throw new GraphQLError(error.message, { extensions: { ...error.extensions, http: { status: 401 } } });
  throw error;
}
