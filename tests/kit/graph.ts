import { z } from 'zod';
import type { HttpServer } from '#platform/http-server.ts';
import type { Log } from '#platform/log.ts';
import type { Caller, TokenVerifier } from '#platform/token.ts';
import { createIssuer } from './issuer.ts';
import type { Server } from './service-definitions.ts';

export const ROUTER_SECRET = 'the secret that the router and its subgraphs share';

/** Who asks a graph: an anonymous caller, a user, or the user that a token names. */
export type Who = null | { readonly id: string; readonly role?: Caller['role'] } | { readonly token: string };

/** What a graph returned: its data, and of each error the code and the field. */
export interface Answer {
  readonly data: Record<string, unknown> | null | undefined;
  readonly faults: readonly string[];
}

/** A subgraph over HTTP, asked as the router asks. */
export interface Graph {
  readonly url: string;
  ask(who: Who, query: string, variables?: object, headers?: Record<string, string>): Promise<Answer>;
  /** Asks for entities by references, as the router does; `selection` begins with `... on`. */
  entities(who: Who, references: readonly { __typename: string; id: string }[], selection: string): Promise<Answer>;
}

const bodySchema = z.object({
  data: z.record(z.string(), z.unknown()).nullish(),
  errors: z.array(z.object({ extensions: z.object({ code: z.string(), field: z.string().optional() }) })).default([]),
});

function askerOf(port: number, tokenOf: (who: Who) => Promise<string | undefined>): Graph {
  const url = `http://127.0.0.1:${port}`;
  const ask: Graph['ask'] = async (who, query, variables = {}, headers = {}) => {
    const token = await tokenOf(who);
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-router-secret': ROUTER_SECRET,
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...headers,
      },
      body: JSON.stringify({ query, variables }),
    });
    const { data, errors } = bodySchema.parse(await response.json());
    return { data, faults: errors.map(({ extensions: { code, field } }) => [code, field].join(' ').trim()) };
  };
  return {
    url,
    ask,
    entities: (who, of, selection) =>
      ask(who, `query ($of: [_Any!]!) { _entities(representations: $of) { ${selection} } }`, { of }),
  };
}

/** Serves a subgraph that believes an issuer of the test, or `verify`. */
export async function serveGraph(
  serve: (server: Server) => Promise<HttpServer>,
  log: Log,
  verify?: TokenVerifier,
): Promise<{ readonly graph: Graph; readonly stop: () => Promise<unknown> }> {
  const issuer = await createIssuer();
  const server = await serve({
    verify: verify ?? issuer.verify,
    routerSecret: ROUTER_SECRET,
    host: '127.0.0.1',
    port: 0,
    log,
    readiness: async () => [],
  });
  const graph = askerOf(server.port, async (who) => {
    if (who === null) return undefined;
    return 'token' in who ? who.token : issuer.token({ userId: who.id, role: who.role ?? 'CUSTOMER' });
  });
  return { graph, stop: () => server.stop() };
}
