import type { Resolvers } from '../generated/resolvers.ts';
import { Mutation } from './mutation.ts';
import { Query } from './query.ts';
import { User } from './user.ts';

/** Every resolver of this service. */
export const resolvers = { Query, Mutation, User } satisfies Resolvers;
