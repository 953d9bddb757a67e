import { id as idSchema } from '#platform/input.ts';
import type { UserResolvers } from '../generated/resolvers.ts';

/** What notifications adds to a user. Another's entity is nobody's, as if it did not exist. */
export const User: UserResolvers = {
  __resolveReference: async ({ id }, { caller }) =>
    idSchema.safeParse(id).success && (caller === null || caller.role === 'ADMIN' || caller.id === id) ? { id } : null,
  notifications: ({ id }, args, { load }) => load.notificationsOfUser(id, args),
};
