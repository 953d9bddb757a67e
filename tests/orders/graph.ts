import { z } from 'zod';
import { startSubgraph } from '#platform/subgraph.ts';
import type { Caller } from '#platform/token.ts';
import { createContext } from '../../subgraphs/orders/context.ts';
import { owners, resolvers } from '../../subgraphs/orders/resolvers.ts';
import { createIssuer } from '../kit/issuer.ts';
import type { World } from './world.ts';

const ROUTER_SECRET = 'a secret that only the router knows';

/** What the subgraph answered. */
export interface Answer {
  readonly status: number;
  readonly data: Record<string, unknown> | null;
  /** Code and field of each error. */
  readonly faults: unknown[];
}

/** The orders subgraph over HTTP, asked as the router asks. */
export interface Graph {
  readonly ask: (caller: Caller | null, query: string, variables?: Record<string, unknown>) => Promise<Answer>;
  readonly askWithout: (header: string) => Promise<number>;
  readonly stop: () => Promise<void>;
}

const bodySchema = z.object({
  data: z.record(z.string(), z.unknown()).nullish(),
  errors: z.array(z.object({ extensions: z.object({ code: z.string(), field: z.string().optional() }) })).default([]),
});

/** Starts the subgraph of a world on a free port. */
export async function startGraph({ deps }: World): Promise<Graph> {
  const issuer = await createIssuer();
  const server = await startSubgraph({
    schemaFile: new URL('../../subgraphs/orders/schema.graphql', import.meta.url),
    resolvers,
    owners,
    contextOf: (request) => createContext(deps, request),
    verify: issuer.verify,
    routerSecret: ROUTER_SECRET,
    host: '127.0.0.1',
    port: 0,
    log: deps.log,
    readiness: async () => [],
  });
  const post = (headers: Record<string, string>, body: unknown): Promise<Response> =>
    fetch(`http://127.0.0.1:${server.port}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  return {
    ask: async (caller, query, variables = {}) => {
      const token = caller && (await issuer.token({ userId: caller.id, role: caller.role }));
      const response = await post(
        { 'x-router-secret': ROUTER_SECRET, ...(token !== null && { authorization: `Bearer ${token}` }) },
        { query, variables },
      );
      const body = bodySchema.parse(await response.json());
      const faults = body.errors.map(({ extensions: { code, field } }) =>
        field === undefined ? code : `${code} ${field}`,
      );
      return { status: response.status, data: body.data ?? null, faults };
    },
    askWithout: async (header) => {
      const headers: Record<string, string> = { 'x-router-secret': ROUTER_SECRET };
      delete headers[header];
      return (await post(headers, { query: '{ __typename }' })).status;
    },
    stop: () => server.stop(),
  };
}
