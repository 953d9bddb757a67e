import { signedIn } from '../context.ts';
import type { MutationResolvers } from '../generated/resolvers.ts';
import { adjustStock } from '../use-cases/adjust-stock.ts';
import { archiveProduct } from '../use-cases/archive-product.ts';
import { createProduct } from '../use-cases/create-product.ts';
import { releaseStock } from '../use-cases/release-stock.ts';
import { reserveStock } from '../use-cases/reserve-stock.ts';
import { restoreProduct } from '../use-cases/restore-product.ts';
import { setStock } from '../use-cases/set-stock.ts';
import { updateProduct } from '../use-cases/update-product.ts';

/** What administrators can do to the catalogue and its stock. */
export const Mutation: MutationResolvers = {
  createProduct: (_, { input }, { deps }) => createProduct(deps, input),
  updateProduct: (_, { input }, { deps }) => updateProduct(deps, input),
  archiveProduct: (_, { id }, { deps }) => archiveProduct(deps, id),
  restoreProduct: (_, { id }, { deps }) => restoreProduct(deps, id),
  setStock: (_, { input }, { deps }) => setStock(deps, input),
  adjustStock: (_, { input }, { deps, caller }) => adjustStock(deps, signedIn(caller), input),
  reserveStock: (_, { input }, { deps, caller }) => reserveStock(deps, signedIn(caller), input),
  releaseStock: (_, { reservationId }, { deps }) => releaseStock(deps, reservationId),
};
