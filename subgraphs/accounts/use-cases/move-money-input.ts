import { z } from 'zod';
import { idempotencyKey, optional } from '#platform/input.ts';
import { moneyInput } from '#platform/money.ts';

/** `MoveMoneyInput` of the graph: an amount above zero, and the key of this one intention where there is one. */
export const moveMoneyInput = z.object({ amount: moneyInput, idempotencyKey: optional(idempotencyKey) });
