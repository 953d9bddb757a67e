import { fail, succeed } from '#platform/errors.ts';
import type { Outcome } from '#platform/errors.ts';
import type { Product } from '#prisma/products';
import type { Tx } from '../deps.ts';
import { decideStockChange } from '../domain/decide-stock-change.ts';
import type { StockChange } from '../domain/decide-stock-change.ts';
import { lockProducts } from './lock-products.ts';
import { moveStock } from './move-stock.ts';

/** What may come of a change of stock. */
export type StockOutcome = Outcome<{ product: Product }, 'NOT_FOUND' | 'INSUFFICIENT_STOCK' | 'INVALID_INPUT'>;

/** Changes what is on hand of a product and gives it as it is then. */
export async function changeStock(tx: Tx, sku: string, change: StockChange): Promise<StockOutcome> {
  const [product] = await lockProducts(tx, { skus: [sku] });
  if (product === undefined) return fail('NOT_FOUND', `There is no product with the SKU “${sku}”.`, 'input.sku');
  const decision = decideStockChange(product, change);
  if ('userErrors' in decision) return decision;
  const { onHandDelta } = decision;
  if (onHandDelta === 0) return succeed({ product });
  const kind = 'onHand' in change ? 'SET' : 'ADJUST';
  await moveStock(tx, [{ productId: product.id, kind, onHandDelta, reservedDelta: 0, reservationId: null }]);
  return succeed({ product: await tx.product.findUniqueOrThrow({ where: { id: product.id } }) });
}
