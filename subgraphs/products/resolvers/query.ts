import type { QueryResolvers } from '../generated/resolvers.ts';
import { findProduct } from '../use-cases/find-product.ts';
import { findReservation } from '../use-cases/find-reservation.ts';
import { listProducts } from '../use-cases/list-products.ts';

/** What can be asked of the catalogue. */
export const Query: QueryResolvers = {
  product: (_, args, { deps }) => findProduct(deps, args),
  products: (_, args, { deps }) => listProducts(deps, args),
  reservation: (_, { id }, { deps }) => findReservation(deps, id),
};
