import type { OrderResolvers } from '../generated/resolvers.ts';
import { pollAfterMs } from '../domain/poll-after.ts';
import { publicFailureOf } from '../domain/public-failure.ts';
import { sagaOf } from '../use-cases/order-rows.ts';

/** An order; what is not named here is read from its row. */
export const Order: OrderResolvers = {
  __resolveReference: async ({ id }, { load }) => load.order(id),
  customer: ({ customerId }) => ({ id: customerId }),
  lines: (order, _args, { load }) => load.lines(order),
  total: (order) => sagaOf(order).total,
  failure: (order) => publicFailureOf(sagaOf(order)),
  timeline: (order, _args, { load }) => load.timeline(order),
  pollAfterMs: ({ status, updatedAt }, _args, { deps }) =>
    pollAfterMs(status, deps.now().getTime() - updatedAt.getTime()),
};
