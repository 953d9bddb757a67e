import type { Resolvers } from '../generated/resolvers.ts';
import { Account } from './account.ts';
import { Money } from './money.ts';
import { Mutation } from './mutation.ts';
import { Operation } from './operation.ts';
import { Order } from './order.ts';
import { Payment } from './payment.ts';
import { User } from './user.ts';

/** The resolvers of accounts, by type. */
export const resolvers = { Account, Money, Mutation, Operation, Order, Payment, User } satisfies Resolvers;
