import type { Resolvers } from '../generated/resolvers.ts';
import type { OrderParent, UserParent } from '../mappers.ts';
import { Money } from './money.ts';
import { Mutation } from './mutation.ts';
import { OrderLine } from './order-line.ts';
import { Order } from './order.ts';
import { Query } from './query.ts';
import { User } from './user.ts';

/** All resolvers of the orders service. */
export const resolvers = { Query, Mutation, Order, OrderLine, User, Money } satisfies Resolvers;

/** Whose an object is, for `@auth`. */
export const owners = {
  Order: ({ customerId }: OrderParent): string => customerId,
  User: ({ id }: UserParent): string => id,
};
