import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import DataLoader from 'dataloader';
import type { User } from '#prisma/users';
import { unauthenticated } from '#platform/errors.ts';
import type { RequestContext } from '#platform/subgraph.ts';
import type { Caller } from '#platform/token.ts';
import type { Deps } from './deps.ts';
import { userId } from './input.ts';

/** What a resolver of this service gets. */
export interface Context extends RequestContext {
  readonly deps: Deps;
  /** Where the client is, as the router tells it. */
  readonly clientAddress: string | undefined;
  readonly load: {
    /** The user with an id, where the caller may see them; else null, also for what is no id. */
    user(id: string): Promise<User | null>;
  };
}

/** The caller of a field that `@auth` keeps for those who are signed in. */
export function callerOf({ caller }: Context): Caller {
  if (caller === null) throw unauthenticated();
  return caller;
}

/** Makes what the resolvers of one request share. */
export function createContext(deps: Deps, request: RequestContext, incoming: IncomingMessage): Context {
  const maySee = (id: string): boolean => context.caller?.id === id || context.caller?.role === 'ADMIN';
  const users = new DataLoader<string, User | null>(async (ids) => {
    const visible = ids.filter((id) => userId.safeParse(id).success && maySee(id));
    const found = await deps.database.user.findMany({ where: { id: { in: visible } } });
    const byId = new Map(found.map((user) => [user.id, user]));
    return ids.map((id) => byId.get(id) ?? null);
  });
  const address = incoming.headers['x-client-address'];
  const context: Context = {
    ...request,
    deps,
    clientAddress: typeof address === 'string' && isIP(address) > 0 ? address : undefined,
    load: { user: (id) => users.load(id) },
  };
  return context;
}
