import { byId, signedIn, visibleUser } from '#platform/authorization.ts';
import type { OrderParent, UserParent } from './context.ts';
import { pollAfterMs, publicFailureOf } from './domain/presentation.ts';
import type { Resolvers } from './generated/resolvers.ts';
import { moneyOf, sagaOf } from './rows.ts';
import { cancelOrder, deliverOrder, shipOrder } from './use-cases/advance-orders.ts';
import { findOrder, listOrders, listOrdersOf, orderStatistics } from './use-cases/read-orders.ts';

/** All resolvers of the orders service. Other fields are read from the parent's row. */
export const resolvers = {
  Query: {
    order: (_parent, args, { load }) => findOrder(load, args),
    orders: (_parent, args, context) => listOrders(context.deps, signedIn(context), args),
    orderStatistics: (_parent, args, { deps }) => orderStatistics(deps, args),
  },
  Mutation: {
    placeOrder: (_parent, { input }, context) => context.deps.placeOrder(signedIn(context), input),
    cancelOrder: (_parent, { id }, context) => cancelOrder(context.deps, signedIn(context), id),
    shipOrder: (_parent, { id }, { deps }) => shipOrder(deps, id),
    deliverOrder: (_parent, { id }, { deps }) => deliverOrder(deps, id),
  },
  Order: {
    __resolveReference: (reference, { load }) => byId(reference, (id) => load.order.load(id)),
    customer: ({ customerId }) => ({ id: customerId }),
    lines: async ({ id, currency }, _args, { load }) =>
      (await load.lines.load(id)).map((line) => ({ ...line, currency })),
    total: (order) => sagaOf(order).total,
    failure: (order) => publicFailureOf(sagaOf(order)),
    timeline: ({ id }, _args, { load }) => load.timeline.load(id),
    pollAfterMs: ({ status, updatedAt }, _args, { deps }) =>
      pollAfterMs(status, deps.now().getTime() - updatedAt.getTime()),
  },
  OrderLine: {
    product: ({ productId }) => (productId === null ? null : { id: productId }),
    unitPrice: ({ unitPriceMinor, currency }) => moneyOf(unitPriceMinor, currency),
    lineTotal: ({ unitPriceMinor, quantity, currency }) =>
      moneyOf(unitPriceMinor && unitPriceMinor * BigInt(quantity), currency),
  },
  User: {
    __resolveReference: (reference, { caller }) => visibleUser(reference, caller),
    orders: ({ id }, args, { load }) => listOrdersOf(load, id, args),
  },
} satisfies Resolvers;

/** The owners of objects, for `@auth`. */
export const owners = {
  Order: ({ customerId }: OrderParent): string => customerId,
  User: ({ id }: UserParent): string => id,
};
