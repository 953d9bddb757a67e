import type { User } from '#prisma/users';

/** What resolvers of a user's fields get. */
export type UserParent = User;
