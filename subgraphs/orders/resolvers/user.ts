import { id as idSchema } from '#platform/input.ts';
import type { UserResolvers } from '../generated/resolvers.ts';

/** What this service adds to a user. Who may read it depends on the id alone, so no word of the reference is believed. */
export const User: UserResolvers = {
  __resolveReference: async ({ id }) => (idSchema.safeParse(id).success ? { id } : null),
  orders: (user, args, { load }) => load.ordersOf(user, args),
};
