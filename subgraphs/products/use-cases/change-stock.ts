import { fail, succeed } from '#platform/errors.ts';
import type { Failure, Outcome, UserErrorCode } from '#platform/errors.ts';
import type { Product } from '#prisma/products';
import type { Tx } from '../deps.ts';
import type { StockChange } from '../domain/decide-stock-change.ts';
import { lockProducts } from './lock-products.ts';
import { moveStock } from './move-stock.ts';

/** A change that an administrator makes: what kind of movement it is, and the decision on the stock as it is. */
export interface StockDecision<Code extends UserErrorCode> {
  readonly kind: 'SET' | 'ADJUST';
  readonly decide: (product: Product) => StockChange | Failure<Code>;
}

/** Changes what is on hand of a product, as it is decided under its lock, and gives the product as it is then. */
export async function changeStock<Code extends UserErrorCode>(
  tx: Tx,
  sku: string,
  { kind, decide }: StockDecision<Code>,
): Promise<Outcome<{ product: Product }, Code | 'NOT_FOUND'>> {
  const [product] = await lockProducts(tx, { skus: [sku] });
  if (product === undefined) return fail('NOT_FOUND', `There is no product with the SKU “${sku}”.`, 'input.sku');
  const decision = decide(product);
  if ('userErrors' in decision) return decision;
  const { onHandDelta } = decision;
  if (onHandDelta === 0) return succeed({ product });
  await moveStock(tx, [{ productId: product.id, kind, onHandDelta, reservedDelta: 0, reservationId: null }]);
  return succeed({ product: await tx.product.findUniqueOrThrow({ where: { id: product.id } }) });
}
