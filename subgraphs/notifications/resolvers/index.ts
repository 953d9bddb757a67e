import type { Resolvers } from '../generated/resolvers.ts';
import { Mutation } from './mutation.ts';
import { Notification } from './notification.ts';
import { Order } from './order.ts';
import { User } from './user.ts';

/** Every resolver of the notifications service, by type. */
export const resolvers = { Mutation, Notification, Order, User } satisfies Resolvers;
