import type { MessageOf } from '#platform/message.ts';
import { AMOUNT_MINOR_LIMIT, formatAmount, type Money } from '#platform/money.ts';
import type { ReserveStock, StockRejected, StockReserved } from '../messages.ts';
import { availableOf, productCalled, scarcityOf, type Called, type Stock } from './product.ts';

/** A line as it was ordered: a product by its id or by its SKU. */
export type WantedLine = MessageOf<typeof ReserveStock>['payload']['lines'][number];
type PricedLine = MessageOf<typeof StockReserved>['payload']['lines'][number];
type RejectionCode = MessageOf<typeof StockRejected>['payload']['code'];

/** A product as it is when the order is reserved. */
export interface OfferedProduct extends Stock, Called {
  readonly id: string;
  readonly name: string;
  readonly priceMinor: bigint;
  readonly currency: string;
  readonly status: 'ACTIVE' | 'ARCHIVED';
}

/** All lines are reserved at these prices, or none is; the reason is for the customer. */
export type ReservationDecision =
  | { readonly kind: 'reserve'; readonly lines: readonly PricedLine[]; readonly total: Money }
  | { readonly kind: 'reject'; readonly code: RejectionCode; readonly message: string };

const reject = (code: RejectionCode, message: string): ReservationDecision => ({ kind: 'reject', code, message });
const inWords = ({ amountMinor, currency }: Money): string => `${formatAmount(amountMinor, currency)} ${currency}`;

/** A product with the quantity of the line that means it. */
type Match = OfferedProduct & { readonly quantity: number };

// The first reason that applies is given, in the order of the contract: PRODUCT_NOT_FOUND, CURRENCY_MISMATCH, OUT_OF_STOCK, LIMIT_EXCEEDED,
// PRICE_CHANGED. Lines that mean the same product, one by its id and one by its SKU, need the stock together.
/** Decides whether the lines of an order can be reserved and what they cost. `products` are those that the lines mean, as they are now. */
export function decideReservation(
  lines: readonly WantedLine[],
  products: readonly OfferedProduct[],
  expectedTotal: Money | null,
): ReservationDecision {
  const matches: Match[] = [];
  for (const line of lines) {
    const product =
      line.sku === null ? products.find(({ id }) => id === line.productId) : productCalled(products, line.sku);
    if (product === undefined)
      return reject('PRODUCT_NOT_FOUND', `There is no product “${line.sku ?? line.productId}”.`);
    if (product.status === 'ARCHIVED') return reject('PRODUCT_NOT_FOUND', `“${product.name}” is no longer sold.`);
    matches.push({ ...product, quantity: line.quantity });
  }
  return mixedCurrencies(matches) ?? shortage(matches) ?? priced(matches, expectedTotal);
}

function mixedCurrencies(matches: readonly Match[]): ReservationDecision | undefined {
  const [first] = matches;
  const other = matches.find(({ currency }) => currency !== first?.currency);
  if (first === undefined || other === undefined) return undefined;
  return reject(
    'CURRENCY_MISMATCH',
    `“${first.name}” is sold in ${first.currency} and “${other.name}” in ${other.currency}: order them separately.`,
  );
}

function shortage(matches: readonly Match[]): ReservationDecision | undefined {
  const wanted = new Map<string, number>();
  for (const { id, quantity } of matches) wanted.set(id, (wanted.get(id) ?? 0) + quantity);
  const short = matches.find((match) => (wanted.get(match.id) ?? 0) > availableOf(match));
  return short && reject('OUT_OF_STOCK', scarcityOf(short));
}

function priced(matches: readonly Match[], expectedTotal: Money | null): ReservationDecision {
  const currency = matches[0]?.currency;
  if (currency === undefined) throw new RangeError('An order without lines cannot be reserved');
  const lines = matches.map(({ id: productId, sku, name, quantity, priceMinor: unitPriceMinor }) => {
    return { productId, sku, name, quantity, unitPriceMinor };
  });
  const amountMinor = lines.reduce((sum, { quantity, unitPriceMinor }) => sum + BigInt(quantity) * unitPriceMinor, 0n);
  if (amountMinor >= AMOUNT_MINOR_LIMIT)
    return reject('LIMIT_EXCEEDED', 'The total of this order is above the maximum.');
  const total = { amountMinor, currency };
  if (expectedTotal !== null && (expectedTotal.amountMinor !== amountMinor || expectedTotal.currency !== currency)) {
    return reject('PRICE_CHANGED', `The total is now ${inWords(total)}, not ${inWords(expectedTotal)}.`);
  }
  return { kind: 'reserve', lines, total };
}
