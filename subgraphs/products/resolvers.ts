import { byId, signedIn } from '#platform/authorization.ts';
import type { OrderParent, ReservationParent } from './context.ts';
import { availableOf } from './domain/product.ts';
import type { Resolvers } from './generated/resolvers.ts';
import { archiveProduct, createProduct, restoreProduct, updateProduct } from './use-cases/change-catalogue.ts';
import { findOrder, findProduct, findReservation, listProducts } from './use-cases/read-products.ts';
import { adjustStock, releaseByHand, reserveByHand, setStock } from './use-cases/stock-by-hand.ts';

/** Every resolver of products, by type. */
export const resolvers = {
  Query: {
    product: (_, args, { load }) => findProduct(load, args),
    products: (_, args, { deps }) => listProducts(deps, args),
    reservation: (_, { id }, { deps }) => findReservation(deps, id),
  },
  Mutation: {
    createProduct: (_, { input }, { deps }) => createProduct(deps, input),
    updateProduct: (_, { input }, { deps }) => updateProduct(deps, input),
    archiveProduct: (_, { id }, { deps }) => archiveProduct(deps, id),
    restoreProduct: (_, { id }, { deps }) => restoreProduct(deps, id),
    setStock: (_, { input }, { deps }) => setStock(deps, input),
    adjustStock: (_, { input }, context) => adjustStock(context.deps, signedIn(context), input),
    reserveStock: (_, { input }, context) => reserveByHand(context.deps, signedIn(context), input),
    releaseStock: (_, { reservationId }, { deps }) => releaseByHand(deps, reservationId),
  },
  Product: {
    __resolveReference: (reference, { load }) => byId(reference, (id) => load.product.load(id)),
    price: ({ priceMinor, currency }) => ({ amountMinor: priceMinor, currency }),
    stock: ({ onHand, reserved }) => ({ onHand, reserved, available: availableOf({ onHand, reserved }) }),
  },
  Reservation: {
    product: async ({ productId }, _, { load }) => (await load.product.load(productId)) ?? missing(productId),
    order: ({ orderId, customerId }) => (orderId === null ? null : { id: orderId, customerId }),
  },
  Order: {
    __resolveReference: (reference, { load, caller }) => findOrder(load, caller, reference),
    reservations: async ({ id, reservations }, _, { load }) =>
      reservations ?? (await load.order.load(id))?.reservations ?? [],
  },
} satisfies Resolvers;

const missing = (productId: string): never => {
  throw new Error(`Product ${productId} of a reservation is not there`);
};

/** The owners of objects, for `@auth`. */
export const owners = {
  Order: ({ customerId }: OrderParent): string | null => customerId,
  Reservation: ({ customerId }: ReservationParent): string | null => customerId,
};
