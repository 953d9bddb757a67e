import { fail } from '#platform/errors.ts';
import type { Failure } from '#platform/errors.ts';
import { QUANTITY_MAX } from './stock.ts';
import type { Stock } from './stock.ts';

/** By how much the quantity on hand changes. */
export interface StockChange {
  readonly onHandDelta: number;
}

const tooFew = ({ onHand, reserved }: Stock, field: string): Failure<'INSUFFICIENT_STOCK'> =>
  fail('INSUFFICIENT_STOCK', `${reserved} of the ${onHand} on hand are reserved: no fewer can be on hand.`, field);

/** Decides on a count of what is on hand: it cannot be below what is reserved. */
export const decideCount = (stock: Stock, onHand: number): StockChange | Failure<'INSUFFICIENT_STOCK'> =>
  onHand < stock.reserved ? tooFew(stock, 'input.onHand') : { onHandDelta: onHand - stock.onHand };

/** Decides on a change of what is on hand: it cannot fall below what is reserved, nor grow beyond what can be counted. */
export function decideAdjustment(
  stock: Stock,
  delta: number,
): StockChange | Failure<'INSUFFICIENT_STOCK' | 'INVALID_INPUT'> {
  const onHand = stock.onHand + delta;
  if (onHand > QUANTITY_MAX) return fail('INVALID_INPUT', `At most ${QUANTITY_MAX} can be on hand.`, 'input.delta');
  return onHand < stock.reserved ? tooFew(stock, 'input.delta') : { onHandDelta: delta };
}
