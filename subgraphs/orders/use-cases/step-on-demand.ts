import { transaction } from '#platform/database.ts';
import { fail, succeed } from '#platform/errors.ts';
import type { Outcome } from '#platform/errors.ts';
import { id, parseInput } from '#platform/input.ts';
import type { Order } from '#prisma/orders';
import type { Deps } from '../deps.ts';
import type { SagaEvent } from '../domain/decide.ts';
import { advanceOrder } from './advance-order.ts';
import { lockOrder } from './order-rows.ts';

/** The order after a demand, or why it was not met. */
export type DemandOutcome = Outcome<{ order: Order }, 'NOT_FOUND' | 'INVALID_STATE'>;

/**
 * Lets somebody's demand happen to an order. `eventOf` says which event it is for this order, or undefined where it is not the caller's
 * to demand, which looks as if there were no such order. Of two demands at once the second meets what the first has made.
 */
export async function stepOnDemand(
  deps: Deps,
  orderId: string,
  eventOf: (order: Order) => SagaEvent | undefined,
): Promise<DemandOutcome> {
  const wanted = parseInput(id, orderId, 'id');
  return transaction(deps.database, async (tx) => {
    const locked = await lockOrder(tx, wanted);
    const event = locked && eventOf(locked);
    if (locked === undefined || event === undefined) return fail('NOT_FOUND', 'There is no such order.', 'id');
    const { decision, order } = await advanceOrder(tx, locked, event);
    return decision.kind === 'refused' ? fail('INVALID_STATE', decision.message, 'id') : succeed({ order });
  });
}
