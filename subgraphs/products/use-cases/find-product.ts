import { badUserInput } from '#platform/errors.ts';
import { id as idSchema, parseInput } from '#platform/input.ts';
import type { Product } from '#prisma/products';
import type { Deps } from '../deps.ts';
import { knownSku } from '../input.ts';

/** A product by id or by SKU, archived or not. BAD_USER_INPUT unless it is exactly one of the two. */
export async function findProduct(
  { database }: Deps,
  { id, sku }: { readonly id?: string | null | undefined; readonly sku?: string | null | undefined },
): Promise<Product | null> {
  if ((id == null) === (sku == null)) throw badUserInput('id', 'give either an id or a SKU');
  return database.product.findUnique({
    where: id == null ? { sku: parseInput(knownSku, sku, 'sku') } : { id: parseInput(idSchema, id, 'id') },
  });
}
