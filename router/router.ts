import { operationsRoutes, sendJson, startHttpServer } from '#platform/http-server.ts';
import type { Handler, HttpServer } from '#platform/http-server.ts';
import type { Log } from '#platform/log.ts';
import { createKeySource, createTokenVerifier, fetchKeys } from '#platform/token.ts';
import type { KeySource } from '#platform/token.ts';
import { createAuthenticate } from './authenticate.ts';
import type { RouterConfig } from './config.ts';
import { createCrossOrigin } from './cross-origin.ts';
import { createGateway } from './gateway.ts';
import { createGraphqlRoute } from './graphql-route.ts';
import { createLimitCheck } from './limits.ts';
import { createPlayground } from './playground.ts';
import { createReadiness } from './readiness.ts';
import { watchRevocations } from './revocations.ts';
import { withSecurityHeaders } from './security-headers.ts';
import { createGraphqlServer } from './server.ts';

/** Keys are asked for again this often, so that a request never has to wait for new ones. */
const KEYS_INTERVAL_MS = 2 * 60_000;

export interface RouterOptions {
  readonly config: RouterConfig;
  /** The composed graph. */
  readonly supergraphSdl: string;
  readonly log: Log;
  /** How often the revocations are read; a test does not want to wait. */
  readonly revocationsIntervalMs?: number;
}

/** Starts the router: it listens once the graph is loaded. Stopping it lets the requests that are under way finish. */
export async function startRouter({
  config,
  supergraphSdl,
  log,
  revocationsIntervalMs,
}: RouterOptions): Promise<HttpServer> {
  const keys = createKeySource(fetchKeys(config.USERS_URL), log);
  const revocations = watchRevocations({
    usersUrl: config.USERS_URL,
    routerSecret: config.ROUTER_SECRET,
    log,
    ...(revocationsIntervalMs !== undefined && { intervalMs: revocationsIntervalMs }),
  });
  const { gateway, subgraphs } = createGateway({
    supergraphSdl,
    hasIntrospection: config.INTROSPECTION,
    subgraphUrls: config.subgraphUrls,
    routerSecret: config.ROUTER_SECRET,
    timeoutMs: config.SUBGRAPH_TIMEOUT_MS,
    connectionsMax: config.SUBGRAPH_CONNECTIONS_MAX,
    log,
  });
  const server = createGraphqlServer({ gateway, hasIntrospection: config.INTROSPECTION, log });
  await Promise.all([server.start(), keys.refresh()]);
  const keysTimer = setInterval(() => void keys.refresh(), KEYS_INTERVAL_MS);

  const graphql = createGraphqlRoute({
    server,
    authenticate: createAuthenticate({
      verify: createTokenVerifier({ keys, issuer: config.TOKEN_ISSUER, audience: config.TOKEN_AUDIENCE }),
      keys,
      revocations,
    }),
    checkLimits: createLimitCheck({
      tokensMax: config.QUERY_TOKENS_MAX,
      depthMax: config.QUERY_DEPTH_MAX,
      fieldsMax: config.QUERY_FIELDS_MAX,
      aliasesMax: config.QUERY_ALIASES_MAX,
      rootFieldsMax: config.QUERY_ROOT_FIELDS_MAX,
    }),
    crossOrigin: createCrossOrigin(config.CORS_ORIGINS),
    bodyBytesMax: config.BODY_BYTES_MAX,
    trustedProxies: config.TRUSTED_PROXIES,
    playground: config.PLAYGROUND ? createPlayground() : undefined,
  });
  const http = await startHttpServer({
    host: config.HOST,
    port: config.PORT,
    log,
    routes: withSecurityHeaders({
      ...operationsRoutes(createReadiness({ subgraphs, keys, revocations })),
      '/.well-known/jwks.json': createKeysRoute(keys),
      '/graphql': graphql,
      '/': (_, response) => void response.writeHead(302, { location: '/graphql' }).end(),
    }),
  });
  return {
    port: http.port,
    stop: async () => {
      clearInterval(keysTimer);
      revocations.stop();
      await http.stop();
      await server.stop();
    },
  };
}

/** The issuer's public keys, also while it is away. */
function createKeysRoute(keys: KeySource): Handler {
  return async (_, response) => {
    if (keys.document() === undefined) await keys.refresh();
    const document = keys.document();
    if (document === undefined) sendJson(response, 503, { error: 'The keys are not available right now.' });
    else
      sendJson(response, 200, document, { 'cache-control': 'public, max-age=60', 'access-control-allow-origin': '*' });
  };
}
