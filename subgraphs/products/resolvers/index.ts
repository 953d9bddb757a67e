import type { Resolvers } from '../generated/resolvers.ts';
import { Money } from './money.ts';
import { Mutation } from './mutation.ts';
import { Order } from './order.ts';
import { Product } from './product.ts';
import { Query } from './query.ts';
import { Reservation } from './reservation.ts';

/** Every resolver of products, by type. */
export const resolvers = { Query, Mutation, Product, Reservation, Order, Money } satisfies Resolvers;
