import { operationsRoutes, sendJson, startHttpServer } from '#platform/http-server.ts';
import type { Handler, HttpServer, Routes } from '#platform/http-server.ts';
import type { Log } from '#platform/log.ts';
import type { KeySource } from '#platform/token.ts';
import { createAnswerQuestion } from './answer.ts';
import type { AnswerQuestion } from './answer.ts';
import { createInputCheck } from './check-input.ts';
import type { RouterConfig } from './config.ts';
import { consoleRoutes } from './console.ts';
import { createCrossOrigin } from './cross-origin.ts';
import { createDocuments } from './documents.ts';
import { loadGraph } from './engine/graph.ts';
import type { Graph } from './engine/graph.ts';
import { createRun } from './engine/run.ts';
import { createGraphqlRoute } from './graphql-route.ts';
import { createLimitCheck } from './limits.ts';
import { guardMetrics } from './guard-metrics.ts';
import { prepareOperations } from './operations.ts';
import { createFindListedQuery, createFindQuery } from './persisted-queries.ts';
import type { Manifest } from './persisted-queries.ts';
import { createPlayground } from './playground/playground.ts';
import { connectRedisCounter, createLocalCounter, createRateLimit } from './rate-limit.ts';
import type { RateCounter } from './rate-limit.ts';
import { createReadiness } from './readiness.ts';
import { giveScalarsTheirParsers } from './scalars.ts';
import { withSecurityHeaders } from './security-headers.ts';
import { createSubgraph } from './subgraph.ts';
import type { Subgraph } from './subgraph.ts';
import { trustEverybody, watchTrust } from './trust.ts';

export interface RouterOptions {
  readonly config: RouterConfig;
  /** The composed graph. */
  readonly supergraphSdl: string;
  /** The operations that clients of ours send. */
  readonly manifest: Manifest;
  readonly log: Log;
  /** How often the revocations are read; a test does not want to wait. */
  readonly revocationsIntervalMs?: number;
}

/** Starts the router: it listens once the graph is loaded. Stopping it lets the requests that are under way finish. */
export async function startRouter(options: RouterOptions): Promise<HttpServer> {
  const { config, supergraphSdl, log } = options;
  const graph = await loadGraph(supergraphSdl, log);
  giveScalarsTheirParsers(graph.schema);
  const subgraphs = graph.subgraphs.map(({ name, url }) => connect(name, url, config, log));
  const counter = createCounter(options);
  const limitRate = createRateLimit(config.RATE_LIMIT_PER_MINUTE, counter);
  const trust = config.AUDIT_MODE ? trustEverybody() : await watchTrust({ ...options, limitRate });

  const playground = config.PLAYGROUND ? createPlayground(config.playground) : undefined;
  const graphql = createGraphqlRoute({
    answerQuestion: createAnswers(graph, subgraphs, options),
    authenticate: trust.authenticate,
    limitRate,
    crossOrigin: createCrossOrigin(config.CORS_ORIGINS),
    bodyBytesMax: config.BODY_BYTES_MAX,
    trustedProxies: config.TRUSTED_PROXIES,
    playground: playground?.page,
  });
  const routes: Routes = {
    ...guardMetrics(operationsRoutes(createReadiness({ subgraphs, ...trust })), config.METRICS_TOKEN),
    '/.well-known/jwks.json': createKeysRoute(trust.keys),
    ...playground?.routes,
    '/': toGraphql,
    ...(config.CONSOLE ? consoleRoutes(toGraphql) : {}),
  };
  const http = await startHttpServer({
    host: config.HOST,
    port: config.PORT,
    log,
    routes: { ...withSecurityHeaders(routes), '/graphql': graphql },
  });
  return {
    port: http.port,
    stop: async () => {
      trust.stop();
      await http.stop();
      counter.close();
      await Promise.all(subgraphs.map((subgraph) => subgraph.close()));
    },
  };
}

/** Whoever comes to the root with a question, by whatever method, is answered at the graph's own address. */
const toGraphql: Handler = (_, response) => void response.writeHead(307, { location: '/graphql' }).end();

/** Counts in Redis where there is one and something is to be counted. */
const createCounter = ({ config, log }: RouterOptions): RateCounter =>
  config.redisUrl === undefined || config.RATE_LIMIT_PER_MINUTE === 0
    ? createLocalCounter()
    : connectRedisCounter({ url: config.redisUrl, prefix: config.QUEUE_PREFIX, log });

const connect = (name: string, url: string, config: RouterConfig, log: Log): Subgraph =>
  createSubgraph({
    name,
    url: config.subgraphUrls[name] === undefined ? url : `${config.subgraphUrls[name]}/graphql`,
    routerSecret: config.ROUTER_SECRET,
    timeoutMs: config.SUBGRAPH_TIMEOUT_MS,
    connectionsMax: config.SUBGRAPH_CONNECTIONS_MAX,
    log,
  });

function createAnswers(
  graph: Graph,
  subgraphs: readonly Subgraph[],
  { config, manifest, log }: RouterOptions,
): AnswerQuestion {
  const { schema } = graph;
  const operations = {
    graph,
    run: createRun(graph),
    checkInput: createInputCheck(schema, {
      hideSuggestions: !config.INTROSPECTION,
      ...(config.AUDIT_MODE && { checkRules: () => undefined }),
    }),
  };
  return createAnswerQuestion({
    findQuery: config.PERSISTED_OPERATIONS_ONLY ? createFindListedQuery(manifest) : createFindQuery(manifest),
    findDocument: createDocuments({
      schema,
      tokensMax: config.QUERY_TOKENS_MAX,
      checkLimits: createLimitCheck({
        depthMax: config.QUERY_DEPTH_MAX,
        fieldsMax: config.QUERY_FIELDS_MAX,
        aliasesMax: config.QUERY_ALIASES_MAX,
        rootFieldsMax: config.QUERY_ROOT_FIELDS_MAX,
      }),
      hasIntrospection: config.INTROSPECTION,
      prepare: (document) => prepareOperations(document, operations),
    }),
    costMax: config.QUERY_COST_MAX,
    subgraphs: new Map(subgraphs.map((subgraph) => [subgraph.name, subgraph])),
    log,
  });
}

/** The issuer's public keys, also while it is away. */
function createKeysRoute(keys: Pick<KeySource, 'document' | 'refresh'>): Handler {
  return async (_, response) => {
    if (keys.document() === undefined) await keys.refresh();
    const document = keys.document();
    if (document === undefined) sendJson(response, 503, { error: 'The keys are not available right now.' });
    else
      sendJson(response, 200, document, { 'cache-control': 'public, max-age=60', 'access-control-allow-origin': '*' });
  };
}
