import { operationsRoutes, secretTest, secured, sendJson, startHttpServer } from '#platform/http-server.ts';
import type { Handler, HttpServer, Routes } from '#platform/http-server.ts';
import { missingOf } from '#platform/health.ts';
import type { Log } from '#platform/log.ts';
import { createRateLimit } from '#platform/rate-limit.ts';
import { watchTrust } from '#platform/trust.ts';
import type { Trust } from '#platform/trust.ts';
import type { RouterConfig } from './config.ts';
import { consoleRoutes } from './playground/console.ts';
import { loadGraph } from './engine/graph.ts';
import { createRecordAccess } from './http/access.ts';
import { createAnswerRequest } from './http/answer.ts';
import type { Manifest } from './http/find-operation.ts';
import { createGraphqlRoute } from './http/graphql-route.ts';
import { startPlanning } from './http/planning.ts';
import { createSubgraph } from './http/subgraph.ts';
import { createPlayground } from './playground/playground.ts';

/** What a router is started with. */
export interface RouterOptions {
  readonly config: RouterConfig;
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
  const subgraphs = new Map(graph.subgraphs.map((subgraph) => [subgraph.name, createSubgraph(subgraph, config, log)]));
  const limit = createRateLimit({
    name: 'requests',
    max: config.RATE_LIMIT_PER_MINUTE,
    windowSeconds: 60,
    queueUrl: config.QUEUE_URL,
    queuePrefix: config.QUEUE_PREFIX,
    log,
  });
  const trust = watchTrust(config, log, { intervalMs: options.revocationsIntervalMs });
  await trust.keys.refresh();
  const playground = config.PLAYGROUND ? createPlayground(config) : undefined;
  const graphql = createGraphqlRoute({
    config,
    log,
    trust,
    limit,
    answerRequest: createAnswerRequest(graph, planning.plan, subgraphs, options),
    recordAccess: createRecordAccess(manifest, log),
    playground: playground?.page,
  });

  const ready = Object.fromEntries([...subgraphs].map(([name, { isReady }]) => [name, isReady]));
  const { '/metrics': metrics, ...operations } = operationsRoutes(missingOf({ ...ready, ...trust.checks }));
  const redirectToGraph: Handler = (_, response) => void response.writeHead(302, { location: '/graphql' }).end();
  const pages = config.CONSOLE ? consoleRoutes(redirectToGraph) : {};
  const root = secured(pages['/'] ?? redirectToGraph);
  const routes: Routes = {
    ...operations,
    ...(metrics && config.METRICS_TOKEN !== undefined && { '/metrics': guarded(metrics, config.METRICS_TOKEN) }),
    '/.well-known/jwks.json': keysRoute(trust),
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
      // A browser at the bare address is shown a page; a client that was given it is answered, since a redirect would turn its POST into a GET.
      '/': (request, response, url) =>
        (request.method === 'GET' && url.search === '' ? root : graphql)(request, response, url),
    },
  });
  return {
    port: http.port,
    stop: async () => {
      await trust.stop();
      await http.stop();
      limit.close();
      await planning.stop();
      await Promise.all([...subgraphs.values()].map((subgraph) => subgraph.close()));
    },
  };
}

/** Metrics tell how busy the shop is, and the router's port is open to everybody: they are for requests with `Authorization: Bearer <token>`. */
function guarded(metrics: Handler, token: string): Handler {
  const isRight = secretTest(`Bearer ${token}`);
  return (request, response, url) => {
    if (isRight(request.headers.authorization)) return metrics(request, response, url);
    sendJson(response, 401, { error: 'This needs the token for metrics.' }, { 'www-authenticate': 'Bearer' });
  };
}

/** The issuer's public keys, also while it is away. */
const keysRoute =
  ({ keys }: Trust): Handler =>
  async (_, response) => {
    if (keys.document() === undefined) await keys.refresh();
    const document = keys.document();
    if (document === undefined) sendJson(response, 503, { error: 'The keys are not available right now.' });
    else
      sendJson(response, 200, document, { 'cache-control': 'public, max-age=60', 'access-control-allow-origin': '*' });
  };
