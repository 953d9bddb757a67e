import { operationsRoutes, secretTest, sendJson, startHttpServer } from '#platform/http-server.ts';
import type { Handler, HttpServer, Routes } from '#platform/http-server.ts';
import type { Log } from '#platform/log.ts';
import { createRateLimit } from '#platform/rate-limit.ts';
import { giveScalarsTheirParsers } from './admission/input.ts';
import { trustEverybody, watchTrust } from './admission/trust.ts';
import type { Trust } from './admission/trust.ts';
import type { RouterConfig } from './config.ts';
import { consoleRoutes } from './console.ts';
import { loadGraph } from './engine/graph.ts';
import { rateLimited } from './errors.ts';
import { RECEIVED_FACTOR, createAnswerQuestion } from './http/answer.ts';
import { createRecordAccess } from './http/access.ts';
import { createCrossOrigin, secured } from './http/browsers.ts';
import { createGraphqlRoute, networkName } from './http/graphql-route.ts';
import type { Manifest } from './http/find-operation.ts';
import { startPlanning } from './http/planning.ts';
import { createSubgraph } from './http/subgraph.ts';
import type { Subgraph } from './http/subgraph.ts';
import { createPlayground } from './playground/playground.ts';

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
  const { config, supergraphSdl, manifest, log } = options;
  const planning = await startPlanning({ supergraphSdl, hasIntrospection: config.INTROSPECTION }, log);
  const graph = loadGraph(supergraphSdl, planning.clientSdl);
  giveScalarsTheirParsers(graph.schema);
  const subgraphs = graph.subgraphs.map(({ name, url }) => connect(name, url, config, log));
  const limit = createRateLimit({
    name: 'requests',
    max: config.RATE_LIMIT_PER_MINUTE,
    windowSeconds: 60,
    queueUrl: config.QUEUE_URL,
    queuePrefix: config.QUEUE_PREFIX,
    log,
  });
  const limitRate = async (who: string): Promise<void> => {
    const seconds = await limit.take(who);
    if (seconds > 0) throw rateLimited(`Too many attempts. Try again in ${seconds} seconds.`, seconds);
  };
  const countFailure = (address: string | undefined): Promise<void> => limitRate(networkName(address));
  const trust = config.AUDIT_MODE ? trustEverybody() : await watchTrust({ ...options, countFailure });

  const playground = config.PLAYGROUND ? createPlayground(config) : undefined;
  const graphql = createGraphqlRoute({
    answerQuestion: createAnswerQuestion({ graph, plan: planning.plan, subgraphs, config, manifest, log }),
    authenticate: trust.authenticate,
    recordAccess: createRecordAccess(manifest, log),
    limitRate,
    crossOrigin: createCrossOrigin(config.CORS_ORIGINS),
    bodyBytesMax: config.BODY_BYTES_MAX,
    trustedProxies: config.TRUSTED_PROXIES,
    playground: playground?.page,
  });
  const pages = config.CONSOLE ? consoleRoutes(redirectToGraph) : {};
  const routes: Routes = {
    ...guardMetrics(operationsRoutes(createReadiness(subgraphs, trust)), config.METRICS_TOKEN),
    '/.well-known/jwks.json': createKeysRoute(trust),
    ...playground?.routes,
    ...pages,
  };
  const http = await startHttpServer({
    host: config.HOST,
    port: config.PORT,
    log,
    routes: {
      ...Object.fromEntries(Object.entries(routes).map(([path, handler]) => [path, secured(handler)])),
      '/graphql': graphql,
      '/': atRoot(graphql, pages['/'] ?? redirectToGraph),
    },
  });
  return {
    port: http.port,
    stop: async () => {
      await trust.stop();
      await http.stop();
      limit.close();
      await planning.stop();
      await Promise.all(subgraphs.map((subgraph) => subgraph.close()));
    },
  };
}

/** A browser at the bare address is shown `page`; a client that was given it is answered, since a redirect would turn its POST into a GET. */
const atRoot =
  (graphql: Handler, page: Handler): Handler =>
  (request, response, url) => {
    const isBrowser = request.method === 'GET' && url.search === '';
    return isBrowser ? secured(page)(request, response, url) : graphql(request, response, url);
  };
const redirectToGraph: Handler = (_, response) => void response.writeHead(302, { location: '/graphql' }).end();

const connect = (name: string, url: string, config: RouterConfig, log: Log): Subgraph =>
  createSubgraph({
    name,
    url: config.subgraphUrls[name] === undefined ? url : `${config.subgraphUrls[name]}/graphql`,
    routerSecret: config.ROUTER_SECRET,
    timeoutMs: config.SUBGRAPH_TIMEOUT_MS,
    connectionsMax: config.SUBGRAPH_CONNECTIONS_MAX,
    answerBytesMax: RECEIVED_FACTOR * config.ANSWER_BYTES_MAX,
    log,
  });

/** What the router cannot do without: every subgraph ready, and what tokens are checked with. */
const createReadiness = (subgraphs: readonly Subgraph[], trust: Trust) => async (): Promise<readonly string[]> => {
  const names = await Promise.all(subgraphs.map(async ({ name, isReady }) => ((await isReady()) ? [] : [name])));
  return [...names.flat(), ...trust.missing()];
};

/**
 * The same routes, with `/metrics` for those alone who send `Authorization: Bearer <token>`; without a token in the settings there is none
 * at all. The router's port is open to everybody, and its metrics tell how much is asked of the shop.
 */
function guardMetrics(routes: Routes, token: string | undefined): Routes {
  const { '/metrics': metrics, ...open } = routes;
  if (metrics === undefined || token === undefined) return open;
  const isRight = secretTest(`Bearer ${token}`);
  const guarded: Handler = (request, response, url) => {
    if (isRight(request.headers.authorization)) return metrics(request, response, url);
    sendJson(response, 401, { error: 'This needs the token for metrics.' }, { 'www-authenticate': 'Bearer' });
  };
  return { ...open, '/metrics': guarded };
}

/** The issuer's public keys, also while it is away. */
function createKeysRoute({ keys }: Pick<Trust, 'keys'>): Handler {
  return async (_, response) => {
    if (keys.document() === undefined) await keys.refresh();
    const document = keys.document();
    if (document === undefined) sendJson(response, 503, { error: 'The keys are not available right now.' });
    else
      sendJson(response, 200, document, { 'cache-control': 'public, max-age=60', 'access-control-allow-origin': '*' });
  };
}
