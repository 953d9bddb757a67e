import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import type { User } from '#prisma/users';
import { visibleUser } from '#platform/authorization.ts';
import { unauthenticated } from '#platform/errors.ts';
import { loader } from '#platform/loaders.ts';
import { withoutPort } from '#platform/network.ts';
import type { RequestContext } from '#platform/subgraph.ts';
import type { Deps } from './deps.ts';
import { isCurrent } from './domain/standing.ts';
import { findUsers } from './rows.ts';

export type { User as UserParent } from '#prisma/users';

/** The context of a resolver. */
export type Context = ReturnType<typeof createContext>;

/** Creates the context of one request. */
export function createContext(deps: Deps, request: RequestContext, incoming: IncomingMessage) {
  const users = loader('id', (ids) => findUsers(deps.database, ids));
  // The router learns of a deactivation a moment later than this service, which reads its own row in the same statement.
  const findCaller = async (): Promise<User | null> => {
    if (context.caller === null) return null;
    const { id, issuedAtS } = context.caller;
    const user = await users.load(id);
    return isCurrent(user, issuedAtS) ? user : null;
  };
  const insistOnCaller = async (): Promise<void> => {
    if ((await findCaller()) === null) throw unauthenticated();
  };
  const header = incoming.headers['x-client-address'];
  const address = typeof header === 'string' ? withoutPort(header) : '';
  const context = {
    ...request,
    deps,
    /** The client's network address, from the router. */
    clientAddress: isIP(address) > 0 ? address : undefined,
    load: {
      /** Returns the user with an id if the caller may see them; else null, also for an invalid id. */
      user: async (id: string): Promise<User | null> => {
        const visible = context.caller && (await visibleUser({ id }, context.caller));
        if (visible === null) return null;
        const [user] = await Promise.all([users.load(visible.id), insistOnCaller()]);
        return user;
      },
      /** Returns the caller; null for an anonymous one, and for one whose token was revoked. */
      caller: findCaller,
      /** Returns what `work` returns, for a caller with a valid token. Throws UNAUTHENTICATED for others. */
      asCaller: async <Result>(work: () => Promise<Result>): Promise<Result> => {
        const [result] = await Promise.all([work(), insistOnCaller()]);
        return result;
      },
    },
  };
  return context;
}
