import { z } from 'zod';
import { createLog } from '#platform/log.ts';
import { startSubgraph } from '#platform/subgraph.ts';
import type { Caller } from '#platform/token.ts';
import { createContext } from '../../subgraphs/accounts/context.ts';
import { owners, resolvers } from '../../subgraphs/accounts/resolvers.ts';
import { createIssuer } from '../kit/issuer.ts';
import type { World } from './world.ts';

const ROUTER_SECRET = 'the secret that the router and its subgraphs share';

/** The accounts subgraph over HTTP, asked as the router asks. */
export interface Graph {
  /** Data, and of each error the code and the field. */
  ask(
    caller: Caller | null,
    query: string,
    variables?: Record<string, unknown>,
  ): Promise<{ readonly data: unknown; readonly faults: readonly string[] }>;
  stop(): Promise<void>;
}

const bodySchema = z.object({
  data: z.unknown(),
  errors: z.array(z.object({ extensions: z.object({ code: z.string(), field: z.string().optional() }) })).default([]),
});

/** Starts the subgraph of a world on a free port. */
export async function startGraph({ deps }: World): Promise<Graph> {
  const issuer = await createIssuer();
  const server = await startSubgraph({
    schemaFile: new URL('../../subgraphs/accounts/schema.graphql', import.meta.url),
    resolvers,
    owners,
    contextOf: (request) => createContext(deps, request),
    verify: issuer.verify,
    routerSecret: ROUTER_SECRET,
    host: '127.0.0.1',
    port: 0,
    log: createLog('test', { LOG_LEVEL: 'silent', LOG_FORMAT: 'json' }),
    readiness: async () => [],
  });
  return {
    ask: async (caller, query, variables = {}) => {
      const token = caller && (await issuer.token({ userId: caller.id, role: caller.role }));
      const response = await fetch(`http://127.0.0.1:${server.port}/graphql`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'x-router-secret': ROUTER_SECRET,
          ...(token !== null && { authorization: `Bearer ${token}` }),
        },
        body: JSON.stringify({ query, variables }),
      });
      const { data, errors } = bodySchema.parse(await response.json());
      return { data, faults: errors.map(({ extensions }) => [extensions.code, extensions.field].join(' ').trim()) };
    },
    stop: () => server.stop(),
  };
}
