import type { ReservationResolvers } from '../generated/resolvers.ts';

/** Pieces that are set aside. */
export const Reservation: ReservationResolvers = {
  product: async ({ productId }, _, { load }) => (await load.product.load(productId)) ?? missing(productId),
  order: ({ orderId, customerId }) => (orderId === null ? null : { id: orderId, customerId }),
};

const missing = (productId: string): never => {
  throw new Error(`Product ${productId} of a reservation is not there`);
};
