import { readFile } from 'node:fs/promises';
import { ApolloServer } from '@apollo/server';
import { ApolloServerPluginInlineTraceDisabled } from '@apollo/server/plugin/disabled';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse } from 'graphql';
import type { Service } from '#platform/config.ts';
import { createLog } from '#platform/log.ts';
import { sendJson, startHttpServer } from '#platform/http-server.ts';
import { graphqlRoute } from '#platform/subgraph.ts';
import type { Handler, HttpServer, Routes } from '#platform/http-server.ts';
import { freePort } from '../../launcher/free-ports.ts';

type Module = Extract<
  Extract<Parameters<typeof buildSubgraphSchema>[0], readonly unknown[]>[number],
  { typeDefs: unknown }
>;
/** Resolvers by type and field. */
export type Resolvers = NonNullable<Module['resolvers']>;

/** A subgraph that a test can take away, or answer for. */
export interface TestSubgraph {
  readonly url: string;
  /** The headers of every GraphQL request that came in. */
  readonly received: Record<string, string | undefined>[];
  /** Answers every GraphQL request instead of the server, while it is set. */
  intercept: Handler | undefined;
  isReady: boolean;
  stop(): Promise<void>;
  /** Stops it while something is tried; then it serves again on the port that it had. */
  whileAway(attempt: () => Promise<void>): Promise<void>;
}

/** A service's real schema with a test's resolvers, on a port of its own. */
export async function startTestSubgraph(
  service: Service,
  resolvers: Resolvers,
  routes: Routes = {},
): Promise<TestSubgraph> {
  const sdl = await readFile(new URL(`../../subgraphs/${service}/schema.graphql`, import.meta.url), 'utf8');
  const server = new ApolloServer({
    schema: buildSubgraphSchema([{ typeDefs: parse(sdl), resolvers }]),
    csrfPrevention: false,
    includeStacktraceInErrorResponses: true,
    stopOnTerminationSignals: false,
    plugins: [ApolloServerPluginInlineTraceDisabled()],
  });
  await server.start();
  const answer = graphqlRoute(server, async () => ({}));
  const log = createLog(service, { LOG_LEVEL: 'silent' });
  const listen = (port: number): Promise<HttpServer> =>
    startHttpServer({
      host: '127.0.0.1',
      port,
      log,
      routes: {
        ...routes,
        '/ready': (_, response) => sendJson(response, subgraph.isReady ? 200 : 503, {}),
        '/graphql': (request, response, url) => {
          subgraph.received.push(
            Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)])),
          );
          return (subgraph.intercept ?? answer)(request, response, url);
        },
      },
    });
  let http = await listen(await freePort());
  const subgraph: TestSubgraph = {
    url: `http://127.0.0.1:${http.port}`,
    received: [],
    intercept: undefined,
    isReady: true,
    stop: () => http.stop(),
    whileAway: async (attempt) => {
      await http.stop();
      try {
        await attempt();
      } finally {
        http = await listen(http.port);
      }
    },
  };
  return subgraph;
}
