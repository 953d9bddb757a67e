import type { UserResolvers } from '../generated/resolvers.ts';

/** A user, also as other services refer to them. A reference is nobody's word: who may not see the user finds nobody. */
export const User: UserResolvers = {
  __resolveReference: async ({ id }, { load }) => load.user(id),
};
