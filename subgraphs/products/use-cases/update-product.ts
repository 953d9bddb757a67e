import { z } from 'zod';
import type { Outcome } from '#platform/errors.ts';
import { id, optional, parseInput } from '#platform/input.ts';
import { moneyInput } from '#platform/money.ts';
import type { Product } from '#prisma/products';
import type { Deps } from '../deps.ts';
import { productDescription, productName } from '../input.ts';
import { changeProduct } from './change-product.ts';

const inputSchema = z.object({
  id,
  name: optional(productName),
  description: productDescription.nullish(),
  price: optional(moneyInput),
});

/**
 * Changes what a product is called, how it is described, or what it costs, also in another currency. Null clears the description, and
 * leaves the others. What is reserved keeps its price.
 */
export async function updateProduct(deps: Deps, input: unknown): Promise<Outcome<{ product: Product }, 'NOT_FOUND'>> {
  const { id: productId, name, description, price } = parseInput(inputSchema, input);
  return changeProduct(
    deps,
    { id: productId, field: 'input.id' },
    {
      ...(name !== undefined && { name }),
      ...(description !== undefined && { description }),
      ...(price && { priceMinor: price.amountMinor, currency: price.currency }),
    },
  );
}
