import { parseInput } from '#platform/input.ts';
import type { QueryResolvers } from '../generated/resolvers.ts';
import { userId } from '../input.ts';
import { listUsers } from '../use-cases/list-users.ts';

/** What can be asked of users. */
export const Query: QueryResolvers = {
  me: (_parent, _args, { caller, load }) => (caller === null ? null : load.user(caller.id)),
  user: (_parent, { id }, { load }) => load.user(parseInput(userId, id, 'id')),
  users: (_parent, args, { deps }) => listUsers(deps, args),
};
