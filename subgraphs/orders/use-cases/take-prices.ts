import type { Money } from '#platform/money.ts';
import type { Deps, Tx } from '../deps.ts';
import { takeAnswer } from './take-answer.ts';

/** What the products service says of the lines of an order, in the order they were asked for. */
export interface StockReservedAnswer {
  readonly orderId: string;
  readonly lines: readonly {
    readonly productId: string;
    readonly sku: string;
    readonly quantity: number;
    readonly unitPriceMinor: bigint;
  }[];
  readonly total: Money;
}

/**
 * Takes the answer that the stock is reserved: fixes the total and the price of each line. Throws for an order that does not exist and
 * for prices that are not those of its lines, since both are bugs of somebody.
 */
export async function takePrices(
  deps: Pick<Deps, 'answerTimes'>,
  tx: Tx,
  { orderId, lines, total }: StockReservedAnswer,
): Promise<void> {
  const decision = await takeAnswer(deps, tx, orderId, { type: 'StockReserved', total });
  if (decision.kind !== 'moved') return;
  const sum = lines.reduce((amount, line) => amount + BigInt(line.quantity) * line.unitPriceMinor, 0n);
  if (sum !== total.amountMinor)
    throw new Error(`The lines of order ${orderId} come to ${sum}, not to ${total.amountMinor}`);
  await priceLines(tx, orderId, lines);
}

async function priceLines(tx: Tx, orderId: string, lines: StockReservedAnswer['lines']): Promise<void> {
  const [counts] = await tx.$queryRaw<{ ordered: number; priced: number }[]>`
    WITH priced AS (
      UPDATE order_lines SET product_id = answer.product_id, sku = answer.sku, unit_price_minor = answer.unit_price_minor
      FROM unnest(${lines.map(({ productId }) => productId)}::uuid[], ${lines.map(({ sku }) => sku)}::text[], ${lines.map(({ quantity }) => quantity)}::int[],
                  ${lines.map(({ unitPriceMinor }) => unitPriceMinor.toString())}::bigint[])
        WITH ORDINALITY AS answer (product_id, sku, quantity, unit_price_minor, place)
      WHERE order_lines.order_id = ${orderId}::uuid AND order_lines.index = answer.place - 1 AND order_lines.quantity = answer.quantity
        AND coalesce(order_lines.product_id = answer.product_id, order_lines.sku = answer.sku)
      RETURNING 1)
    SELECT (SELECT count(*)::int FROM priced) AS priced,
           (SELECT count(*)::int FROM order_lines WHERE order_id = ${orderId}::uuid) AS ordered`;
  if (counts?.priced !== lines.length || counts.ordered !== lines.length)
    throw new Error(`StockReserved prices other lines than order ${orderId} has`);
}
