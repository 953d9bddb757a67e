import { transaction } from '#platform/database.ts';
import { fail, succeed } from '#platform/errors.ts';
import type { Outcome } from '#platform/errors.ts';
import type { Prisma, Product } from '#prisma/products';
import type { Deps } from '../deps.ts';

/** What a change may be about: not the stock, which moveStock changes, and not the SKU, which never changes. */
export type ProductChange = Pick<
  Prisma.ProductUpdateManyMutationInput,
  'name' | 'description' | 'priceMinor' | 'currency' | 'status'
>;

/** Changes a product and gives it as it is then. A change to what it already is leaves its version and time as they are. */
export async function changeProduct(
  { database }: Deps,
  reference: { readonly id: string; readonly field: string },
  change: ProductChange,
): Promise<Outcome<{ product: Product }, 'NOT_FOUND'>> {
  const where = { id: reference.id };
  const product = await transaction(database, async (tx) => {
    if (Object.keys(change).length > 0) await tx.product.updateMany({ where, data: change });
    return tx.product.findUnique({ where });
  });
  return product === null ? fail('NOT_FOUND', 'There is no such product.', reference.field) : succeed({ product });
}
