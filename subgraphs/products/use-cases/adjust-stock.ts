import { z } from 'zod';
import { transaction } from '#platform/database.ts';
import { succeed } from '#platform/errors.ts';
import type { Outcome } from '#platform/errors.ts';
import { idempotent } from '#platform/idempotency.ts';
import { idempotencyKey, integer, optional, parseInput } from '#platform/input.ts';
import type { Caller } from '#platform/token.ts';
import type { Product } from '#prisma/products';
import type { Deps } from '../deps.ts';
import { decideAdjustment } from '../domain/decide-stock-change.ts';
import { QUANTITY_MAX } from '../domain/stock.ts';
import { knownSku } from '../input.ts';
import { changeStock } from './change-stock.ts';

const inputSchema = z.object({
  sku: knownSku,
  delta: integer(-QUANTITY_MAX, QUANTITY_MAX).refine((delta) => delta !== 0, 'must not be zero'),
  idempotencyKey: optional(idempotencyKey),
});

/** What may come of an adjustment. */
export type AdjustmentOutcome = Outcome<
  { product: Product },
  'NOT_FOUND' | 'INSUFFICIENT_STOCK' | 'INVALID_INPUT' | 'IDEMPOTENCY_CONFLICT'
>;

/**
 * Adds to what is on hand, or takes away from it, once per idempotency key. INSUFFICIENT_STOCK below what is reserved, INVALID_INPUT
 * beyond what can be counted.
 */
export async function adjustStock({ database }: Deps, caller: Caller, input: unknown): Promise<AdjustmentOutcome> {
  const { sku, delta, idempotencyKey: key } = parseInput(inputSchema, input);
  return transaction(database, (tx) =>
    idempotent(
      tx,
      { callerId: caller.id, operation: 'adjustStock', key, input: { sku, delta } },
      {
        run: () => changeStock(tx, sku, { kind: 'ADJUST', decide: (product) => decideAdjustment(product, delta) }),
        idOf: ({ product }) => product.id,
        load: async (id) => succeed({ product: await tx.product.findUniqueOrThrow({ where: { id } }) }),
      },
    ),
  );
}
