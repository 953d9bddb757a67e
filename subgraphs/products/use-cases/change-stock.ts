import { z } from 'zod';
import type { Tx } from '#platform/database.ts';
import { fail, succeed } from '#platform/errors.ts';
import { runOneOnce } from '#platform/idempotency.ts';
import { idempotencyKey, integer, optional, parseInput } from '#platform/input.ts';
import type { Caller } from '#platform/token.ts';
import type { Deps } from '../deps.ts';
import { decideAdjustment, decideCount } from '../domain/decide-stock-change.ts';
import type { StockDecision, StockToChange } from '../domain/decide-stock-change.ts';
import { QUANTITY_MAX } from '../domain/stock.ts';
import { productsByIds } from '../rows.ts';
import { lockProduct, moveStock, returnableOf } from '../stock.ts';
import { knownSku } from './read-products.ts';

const count = z.object({ sku: knownSku, onHand: integer(0, QUANTITY_MAX) });

/** Sets what is on hand to what was counted. */
export async function setStock({ database }: Deps, input: unknown) {
  const { sku, onHand } = parseInput(count, input);
  return database.transaction((tx) => changeStock(tx, sku, 'SET', (stock) => decideCount(stock, onHand)));
}

const adjustment = z.object({
  sku: knownSku,
  delta: integer(-QUANTITY_MAX, QUANTITY_MAX).refine((delta) => delta !== 0, 'must not be zero'),
  idempotencyKey: optional(idempotencyKey),
});

/** Changes what is on hand by a number of pieces, once per idempotency key. */
export async function adjustStock({ database }: Deps, caller: Caller, input: unknown) {
  const { idempotencyKey: key, ...wanted } = parseInput(adjustment, input);
  return runOneOnce(
    database,
    'adjustStock',
    { callerId: caller.id, key, input: wanted },
    {
      run: (tx) => changeStock(tx, wanted.sku, 'ADJUST', (stock) => decideAdjustment(stock, wanted.delta)),
      idOf: ({ product }) => product.id,
      load: async (tx, ids) => (await productsByIds(tx, ids)).map((product) => succeed({ product })),
    },
  );
}

/** Changes what is on hand of a product, as it is decided under its lock, and returns the product as it is then. */
async function changeStock(
  tx: Tx,
  sku: string,
  kind: 'SET' | 'ADJUST',
  decide: (stock: StockToChange) => StockDecision,
) {
  const product = await lockProduct(tx, sku);
  if (product === undefined) return fail('NOT_FOUND', `There is no product with the SKU “${sku}”.`, 'input.sku');
  const decision = decide({ ...product, returnable: await returnableOf(tx, product) });
  if ('userErrors' in decision) return decision;
  const { onHandDelta } = decision;
  const movement = { productId: product.id, kind, onHandDelta, reservedDelta: 0, reservationId: null };
  const [changed = product] = await moveStock(tx, onHandDelta === 0 ? [] : [movement]);
  return succeed({ product: changed });
}
