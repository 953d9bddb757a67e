import { fail } from '#platform/errors.ts';
import type { Failure } from '#platform/errors.ts';
import { QUANTITY_MAX } from './stock.ts';
import type { Stock } from './stock.ts';

/** The change that an administrator makes to what is on hand. */
export type StockChange = { readonly onHand: number } | { readonly delta: number };

/**
 * Decides by how much the quantity on hand changes. INSUFFICIENT_STOCK where it would fall below what is reserved, INVALID_INPUT where
 * it would grow beyond what can be counted.
 */
export function decideStockChange(
  stock: Stock,
  change: StockChange,
): { readonly onHandDelta: number } | Failure<'INSUFFICIENT_STOCK' | 'INVALID_INPUT'> {
  const [onHand, field] =
    'onHand' in change ? [change.onHand, 'input.onHand'] : [stock.onHand + change.delta, 'input.delta'];
  if (onHand > QUANTITY_MAX) return fail('INVALID_INPUT', `There can be at most ${QUANTITY_MAX} on hand.`, field);
  if (onHand < stock.reserved) {
    return fail(
      'INSUFFICIENT_STOCK',
      `There are ${stock.onHand} on hand, ${stock.reserved} of them reserved: no fewer can be on hand.`,
      field,
    );
  }
  return { onHandDelta: onHand - stock.onHand };
}
