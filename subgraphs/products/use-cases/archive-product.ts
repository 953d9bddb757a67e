import type { Outcome } from '#platform/errors.ts';
import { id, parseInput } from '#platform/input.ts';
import type { Product } from '#prisma/products';
import type { Deps } from '../deps.ts';
import { changeProduct } from './change-product.ts';

/** Takes a product out of the catalogue; one that is archived stays so. What is reserved of it stays reserved. */
export const archiveProduct = async (
  deps: Deps,
  productId: unknown,
): Promise<Outcome<{ product: Product }, 'NOT_FOUND'>> =>
  changeProduct(deps, { id: parseInput(id, productId, 'id'), field: 'id' }, { status: 'ARCHIVED' });
