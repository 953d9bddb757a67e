import { z } from 'zod';
import { folded } from '#platform/folding.ts';
import { id, idempotencyKey, integer, optional, orNull, text } from '#platform/input.ts';
import { moneyInput } from '#platform/money.ts';

/** An order of more lines is split; it keeps the transaction that reserves them all short. */
const LINES_MAX = 100;
/** Above any real order of one product, and far below the limit of a sum of prices. */
const QUANTITY_MAX = 1_000_000;
const SKU_LENGTH_MAX = 100;

const line = z
  .object({ productId: orNull(id), sku: orNull(text(SKU_LENGTH_MAX)), quantity: integer(1, QUANTITY_MAX) })
  .refine(({ productId, sku }) => (productId === null) !== (sku === null), {
    message: 'must have exactly one of productId and sku',
  });

/** What a customer orders, parsed; the shape of the graph's PlaceOrderInput. */
export const placement = z.object({
  lines: z
    .array(line)
    .min(1, 'must hold at least one line')
    .max(LINES_MAX, `must hold at most ${LINES_MAX} lines`)
    .superRefine(refuseRepetitions),
  expectedTotal: optional(moneyInput),
  idempotencyKey: optional(idempotencyKey),
});

/** What a customer orders. */
export type Placement = z.output<typeof placement>;

function refuseRepetitions(lines: readonly z.output<typeof line>[], context: z.RefinementCtx): void {
  const seen = new Set<string>();
  for (const [index, { productId, sku }] of lines.entries()) {
    const field = productId === null ? 'sku' : 'productId';
    const reference = `${field}:${productId ?? folded(sku ?? '')}`;
    if (seen.has(reference)) {
      context.addIssue({
        code: 'custom',
        path: [index, field],
        message: 'is in an earlier line already: order it once, with the total quantity',
      });
    }
    seen.add(reference);
  }
}
