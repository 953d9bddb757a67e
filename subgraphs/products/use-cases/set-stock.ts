import { z } from 'zod';
import { transaction } from '#platform/database.ts';
import type { Outcome } from '#platform/errors.ts';
import { integer, parseInput } from '#platform/input.ts';
import type { Product } from '#prisma/products';
import type { Deps } from '../deps.ts';
import { decideCount } from '../domain/decide-stock-change.ts';
import { QUANTITY_MAX } from '../domain/stock.ts';
import { knownSku } from '../input.ts';
import { changeStock } from './change-stock.ts';

const inputSchema = z.object({ sku: knownSku, onHand: integer(0, QUANTITY_MAX) });

/** Sets what is on hand to what was counted. INSUFFICIENT_STOCK below what is reserved. */
export async function setStock(
  { database }: Deps,
  input: unknown,
): Promise<Outcome<{ product: Product }, 'NOT_FOUND' | 'INSUFFICIENT_STOCK'>> {
  const { sku, onHand } = parseInput(inputSchema, input);
  return transaction(database, (tx) =>
    changeStock(tx, sku, { kind: 'SET', decide: (product) => decideCount(product, onHand) }),
  );
}
