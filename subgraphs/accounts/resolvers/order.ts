import type { OrderResolvers } from '../generated/resolvers.ts';
import { storedId } from './visible-id.ts';

/** What accounts adds to an order. */
export const Order: OrderResolvers = {
  __resolveReference: async ({ id: reference }, { caller }) => {
    const id = storedId(reference);
    return id === undefined ? null : { id, viewerId: caller?.id ?? null };
  },
  payment: ({ id }, _args, { load }) => load.payment.load(id),
};
