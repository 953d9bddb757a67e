import type { OrderResolvers } from '../generated/resolvers.ts';

/** What products adds to an order. */
export const Order: OrderResolvers = {
  __resolveReference: async ({ id }, { load }) => load.order.load(id),
  reservations: ({ id }, _, { load }) => load.reservations.load(id),
};
