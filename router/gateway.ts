import { ApolloGateway } from '@apollo/gateway';
import type { ApolloServerOptionsWithGateway } from '@apollo/server';
import { GraphQLError } from 'graphql';
import type { GraphQLSchema } from 'graphql';
import type { Log } from '#platform/log.ts';
import { createInputCheck } from './check-input.ts';
import type { InputCheck } from './check-input.ts';
import { Notes } from './context.ts';
import type { RouterContext } from './context.ts';
import { createDataSource } from './data-source.ts';
import type { DataSourceOptions, SubgraphDataSource } from './data-source.ts';
import { tellNulls } from './missing.ts';
import { giveScalarsTheirParsers } from './scalars.ts';

type Gateway = ApolloServerOptionsWithGateway<RouterContext>['gateway'];
type Execute = NonNullable<Awaited<ReturnType<Gateway['load']>>['executor']>;

export interface GatewayOptions extends Pick<
  DataSourceOptions,
  'routerSecret' | 'timeoutMs' | 'connectionsMax' | 'log'
> {
  readonly supergraphSdl: string;
  /** Whether clients are told of near misses in their variables. */
  readonly hasIntrospection: boolean;
  /** Base addresses by subgraph, without a path. Others are where the supergraph says. */
  readonly subgraphUrls: Readonly<Record<string, string>>;
}

export interface SubgraphGateway {
  /** What the GraphQL server runs its operations with. */
  readonly gateway: Gateway;
  /** The subgraphs of the supergraph, there once it is loaded. */
  readonly subgraphs: readonly SubgraphDataSource[];
}

/**
 * The federation engine over a fixed supergraph. It asks nothing outside but the subgraphs, refuses wrong input before anything runs,
 * and tells as errors what the engine itself only hints at.
 */
export function createGateway(options: GatewayOptions): SubgraphGateway {
  const { supergraphSdl, subgraphUrls, log } = options;
  const subgraphs: SubgraphDataSource[] = [];
  let schema: GraphQLSchema | undefined;
  let checkInput: InputCheck | undefined;

  withoutTelemetry();
  const engine = new ApolloGateway({
    supergraphSdl,
    logger: engineLog(log),
    __exposeQueryPlanExperimental: false,
    buildService: ({ name, url }) => {
      const base = subgraphUrls[name];
      const subgraph = createDataSource({
        ...options,
        name,
        url: base === undefined ? (url ?? '') : `${base}/graphql`,
        schema: () => schema,
      });
      subgraphs.push(subgraph);
      return subgraph;
    },
  });
  engine.onSchemaLoadOrUpdate(({ apiSchema }) => {
    giveScalarsTheirParsers(apiSchema);
    schema = apiSchema;
    checkInput = createInputCheck(apiSchema, !options.hasIntrospection);
  });

  const guarded =
    (run: Execute): Execute =>
    async (request) => {
      const { operation, document } = request;
      // The server calls even where the query has no operation of the name that was asked for.
      if ((operation ?? null) === null)
        return { errors: [new GraphQLError('The query has no such operation, or several and none is named.')] };
      const faults = checkInput?.(document, operation, request.request.variables ?? {}) ?? [];
      if (faults.length > 0) return { errors: faults };
      const notes: unknown = request.context['notes'];
      return tellNulls(await run(request), notes instanceof Notes ? notes.missingAt : new Set());
    };

  return {
    subgraphs,
    gateway: {
      onSchemaLoadOrUpdate: (callback) => engine.onSchemaLoadOrUpdate(callback),
      load: async (loadOptions) => {
        const { executor } = await engine.load(loadOptions);
        return { executor: executor === null ? null : guarded(executor) };
      },
      stop: async () => {
        await engine.stop();
        await Promise.all(subgraphs.map((subgraph) => subgraph.close()));
      },
    },
  };
}

/** Otherwise the engine reports to its makers, and asks cloud metadata addresses where it runs. It reads this when it is made. */
function withoutTelemetry(): void {
  process.env['APOLLO_TELEMETRY_DISABLED'] = '1';
}

/** What the engine tells about its start is for those who look for a fault in it. */
function engineLog(log: Log): Record<'debug' | 'info' | 'warn' | 'error', (message?: unknown) => void> {
  return {
    debug: (message) => log.trace(String(message)),
    info: (message) => log.debug(String(message)),
    warn: (message) => log.warn(String(message)),
    error: (message) => log.error(String(message)),
  };
}
