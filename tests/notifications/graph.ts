import { z } from 'zod';
import { createLog } from '#platform/log.ts';
import { startSubgraph } from '#platform/subgraph.ts';
import { createContext } from '../../subgraphs/notifications/context.ts';
import { owners, resolvers } from '../../subgraphs/notifications/resolvers.ts';
import { createIssuer } from '../kit/issuer.ts';
import type { World } from './world.ts';

const SECRET = 'a secret that the router and the subgraphs share';

/** Who asks: nobody, or somebody with a role. */
export type Asker = { readonly userId: string; readonly role?: 'CUSTOMER' | 'ADMIN' } | null;

const answerSchema = z.object({
  data: z.record(z.string(), z.unknown()).nullish(),
  errors: z.array(z.object({ message: z.string(), extensions: z.looseObject({ code: z.string() }) })).optional(),
});

/** An answer of GraphQL. */
export type Answer = z.infer<typeof answerSchema>;

/** The service's GraphQL endpoint over HTTP, with real tokens. */
export interface Graph {
  ask(asker: Asker, query: string, variables?: Record<string, unknown>): Promise<Answer>;
  /** Asks for an entity by its reference, as the router does. */
  entity(asker: Asker, reference: { __typename: string; id: string }, fields: string): Promise<Answer>;
  stop(): Promise<void>;
}

/** Serves the graph of a world. */
export async function serveGraph({ deps }: World): Promise<Graph> {
  const issuer = await createIssuer();
  const log = createLog('test', { LOG_LEVEL: 'silent', LOG_FORMAT: 'json' });
  const http = await startSubgraph({
    schemaFile: new URL('../../subgraphs/notifications/schema.graphql', import.meta.url),
    resolvers,
    owners,
    contextOf: (request) => createContext(deps, request),
    verify: issuer.verify,
    routerSecret: SECRET,
    host: '127.0.0.1',
    port: 0,
    log,
    readiness: () => Promise.resolve([]),
  });
  const ask = async (asker: Asker, query: string, variables: Record<string, unknown> = {}): Promise<Answer> => {
    const token =
      asker === null ? undefined : await issuer.token({ userId: asker.userId, role: asker.role ?? 'CUSTOMER' });
    const response = await fetch(`http://127.0.0.1:${http.port}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-router-secret': SECRET,
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify({ query, variables }),
    });
    return answerSchema.parse(await response.json());
  };
  return {
    ask,
    entity: (asker, reference, fields) =>
      ask(
        asker,
        `query ($references: [_Any!]!) { _entities(representations: $references) { ... on ${reference.__typename} { ${fields} } } }`,
        { references: [reference] },
      ),
    stop: () => http.stop(),
  };
}
