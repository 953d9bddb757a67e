import { fail, type Failure } from '#platform/errors.ts';
import { availableOf, QUANTITY_MAX, scarcityOf, type Stock } from './product.ts';

/** The stock of a product, and how many pieces of it were sold and may still be returned. */
export type StockToChange = Stock & { readonly returnable: number };

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

/** Why pieces cannot be set aside by hand; undefined where they can. */
export function refusalToReserve(product: Stock & Readonly<{ name: string; status: string }>, quantity: number) {
  if (product.status === 'ARCHIVED') return fail('INVALID_STATE', `“${product.name}” is archived.`, 'input.sku');
  if (quantity > availableOf(product)) return fail('INSUFFICIENT_STOCK', scarcityOf(product), 'input.quantity');
  return undefined;
}

/** Why a reservation cannot be released by hand; undefined where it can. Those of an order are closed by the order alone. */
export function refusalToRelease({ orderId, status }: Readonly<{ orderId: string | null; status: string }>) {
  if (orderId !== null)
    return fail('INVALID_STATE', 'This reservation belongs to an order, which alone can close it.', 'reservationId');
  if (status === 'ACTIVE') return undefined;
  return fail('RESERVATION_CLOSED', `This reservation is already ${status.toLowerCase()}.`, 'reservationId');
}
