import { ApolloServer } from '@apollo/server';
import type { ApolloServerOptionsWithGateway, ApolloServerPlugin } from '@apollo/server';
import { ApolloServerErrorCode } from '@apollo/server/errors';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import type { GraphQLError } from 'graphql';
import type { Log } from '#platform/log.ts';
import type { RouterContext } from './context.ts';
import { isForClients, maskError } from './errors.ts';
import { pathOfValue } from './literals.ts';

export interface ServerOptions {
  readonly gateway: ApolloServerOptionsWithGateway<RouterContext>['gateway'];
  /** Whether clients may ask for the schema, and are told of near misses in a query. */
  readonly hasIntrospection: boolean;
  readonly log: Log;
}

/** The GraphQL server over the gateway: parsing, validation, persisted queries and the shape of answers. It is not yet started. */
export const createGraphqlServer = ({ gateway, hasIntrospection, log }: ServerOptions): ApolloServer<RouterContext> =>
  new ApolloServer<RouterContext>({
    gateway,
    introspection: hasIntrospection,
    hideSchemaDetailsFromClientErrors: !hasIntrospection,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    allowBatchedHttpRequests: false,
    // The route refuses foreign pages itself, by the header that browsers send for that.
    csrfPrevention: false,
    formatError: maskError,
    logger: log,
    stringifyResult: (result) => JSON.stringify(result),
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      createErrorPlugin(log),
    ],
  });

/** Codes of requests that are well formed and name a query that cannot be run. */
const REFUSALS: ReadonlySet<unknown> = new Set([
  ApolloServerErrorCode.GRAPHQL_PARSE_FAILED,
  ApolloServerErrorCode.GRAPHQL_VALIDATION_FAILED,
  ApolloServerErrorCode.BAD_USER_INPUT,
  ApolloServerErrorCode.OPERATION_RESOLUTION_FAILURE,
]);

/** Writes bugs to the log, says of wrong literals which field they are of, and notes what the HTTP status depends on. */
function createErrorPlugin(log: Log): ApolloServerPlugin<RouterContext> {
  return {
    requestDidStart: async () => ({
      didEncounterErrors: async ({ errors, document, contextValue }) => {
        for (const error of errors) {
          const node = error.nodes?.[0];
          if (
            error.extensions['code'] === ApolloServerErrorCode.GRAPHQL_VALIDATION_FAILED &&
            node !== undefined &&
            document !== undefined
          ) {
            const field = pathOfValue(document, node);
            if (field !== undefined) error.extensions['field'] = field;
          }
          if (!isForClients(error))
            log.error({ ...describe(error), requestId: contextValue.requestId }, 'a request failed');
        }
      },
      willSendResponse: async ({ response, errors, contextValue }) => {
        if (errors === undefined || response.body.kind !== 'single' || response.body.singleResult.data !== undefined)
          return;
        contextValue.notes.isRefused = errors.every(({ extensions }) => REFUSALS.has(extensions['code']));
        if (errors.some((error) => !isForClients(error))) response.http.status = 500;
      },
    }),
  };
}

/** What the log needs to find a bug: the errors of subgraphs come without a stack that would help. */
const describe = (error: GraphQLError): Record<string, unknown> => {
  const subgraph = error.extensions['serviceName'];
  return subgraph === undefined
    ? { err: error.originalError ?? error, path: error.path }
    : { subgraph, code: error.extensions['code'], reason: error.message, path: error.path };
};
