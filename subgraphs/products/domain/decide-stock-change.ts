import { fail } from '#platform/errors.ts';
import type { Failure } from '#platform/errors.ts';
import { QUANTITY_MAX } from './stock.ts';
import type { Stock } from './stock.ts';

/** The stock of a product, and how many pieces of it were sold and may still be returned. */
export interface StockToChange extends Stock {
  readonly returnable: number;
}

/** By how much the quantity on hand changes, or why the change is refused. */
export type StockDecision = { readonly onHandDelta: number } | Failure<'INSUFFICIENT_STOCK' | 'INVALID_INPUT'>;

/** Decides on a count of what is on hand. */
export const decideCount = (stock: StockToChange, onHand: number): StockDecision =>
  decide(stock, onHand - stock.onHand, 'input.onHand');

/** Decides on a change of what is on hand by `delta`. */
export const decideAdjustment = (stock: StockToChange, delta: number): StockDecision =>
  decide(stock, delta, 'input.delta');

/** What is on hand stays between what is reserved and what has room for all returns: then no commitment or return is refused for numbers. */
function decide({ onHand, reserved, returnable }: StockToChange, onHandDelta: number, field: string): StockDecision {
  if (onHand + onHandDelta < reserved) {
    const message = `${reserved} of the ${onHand} on hand are reserved: no fewer can be on hand.`;
    return fail('INSUFFICIENT_STOCK', message, field);
  }
  const onHandMax = QUANTITY_MAX - returnable;
  if (onHandDelta > 0 && onHand + onHandDelta > onHandMax) {
    const reason = returnable === 0 ? '' : `, since ${returnable} that were sold may be returned`;
    return fail('INVALID_INPUT', `At most ${onHandMax} can be on hand${reason}.`, field);
  }
  return { onHandDelta };
}
