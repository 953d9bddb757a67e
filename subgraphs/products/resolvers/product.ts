import { availableOf } from '../domain/stock.ts';
import type { ProductResolvers } from '../generated/resolvers.ts';

/** Something that is sold. */
export const Product: ProductResolvers = {
  __resolveReference: async ({ id }, { load }) => load.product.load(id),
  price: ({ priceMinor, currency }) => ({ amountMinor: priceMinor, currency }),
  stock: ({ onHand, reserved }) => ({ onHand, reserved, available: availableOf({ onHand, reserved }) }),
};
