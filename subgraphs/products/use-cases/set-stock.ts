import { z } from 'zod';
import { transaction } from '#platform/database.ts';
import { integer, parseInput } from '#platform/input.ts';
import type { Deps } from '../deps.ts';
import { QUANTITY_MAX } from '../domain/stock.ts';
import { knownSku } from '../input.ts';
import { changeStock } from './change-stock.ts';
import type { StockOutcome } from './change-stock.ts';

const inputSchema = z.object({ sku: knownSku, onHand: integer(0, QUANTITY_MAX) });

/** Sets what is on hand to what was counted. INSUFFICIENT_STOCK below what is reserved. */
export async function setStock({ database }: Deps, input: unknown): Promise<StockOutcome> {
  const { sku, onHand } = parseInput(inputSchema, input);
  return transaction(database, (tx) => changeStock(tx, sku, { onHand }));
}
