import { id as idSchema } from '#platform/input.ts';
import type { UserResolvers } from '../generated/resolvers.ts';

/** What this service adds to a user. Another's reference is nobody's, as if they did not exist; no word of it but the id is believed. */
export const User: UserResolvers = {
  __resolveReference: async (reference, { caller }) => {
    const id = idSchema.safeParse(reference.id).data;
    const isVisible = caller === null || caller.role === 'ADMIN' || caller.id === id;
    return id !== undefined && isVisible ? { id } : null;
  },
  orders: (user, args, { load }) => load.ordersOf(user, args),
};
