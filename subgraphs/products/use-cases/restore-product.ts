import type { Outcome } from '#platform/errors.ts';
import { id, parseInput } from '#platform/input.ts';
import type { Product } from '#prisma/products';
import type { Deps } from '../deps.ts';
import { changeProduct } from './change-product.ts';

/** Puts an archived product back into the catalogue; one that is there stays. */
export const restoreProduct = async (
  deps: Deps,
  productId: unknown,
): Promise<Outcome<{ product: Product }, 'NOT_FOUND'>> =>
  changeProduct(deps, { id: parseInput(id, productId, 'id'), field: 'id' }, { status: 'ACTIVE' });
