import { signedIn } from '../context.ts';
import type { QueryResolvers } from '../generated/resolvers.ts';
import { findOrder } from '../use-cases/find-order.ts';
import { listOrders } from '../use-cases/list-orders.ts';
import { countOrders } from '../use-cases/order-statistics.ts';

/** What can be asked about orders. */
export const Query: QueryResolvers = {
  order: (_parent, args, context) => findOrder(context.deps, signedIn(context), args),
  orders: (_parent, args, context) => listOrders(context.deps, signedIn(context), args),
  orderStatistics: (_parent, args, { deps }) => countOrders(deps, args),
};
