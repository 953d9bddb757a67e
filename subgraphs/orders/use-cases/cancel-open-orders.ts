import type { Order } from '#prisma/orders';
import type { Tx } from '../deps.ts';
import { advanceOrder } from './advance-order.ts';
import { ORDER_COLUMNS } from './order-rows.ts';

/** Some hundred short statements: a fraction of a second, far from a transaction's limit. The sweeper does what is left. */
export const CANCEL_BATCH_MAX = 100;

/** Cancels what customers who are shut out have under way and not confirmed, up to a batch of it. Answers how many orders that were. */
export async function cancelOpenOrders(tx: Tx, customerIds: readonly string[]): Promise<number> {
  const orders = await tx.$queryRaw<Order[]>`
    SELECT ${ORDER_COLUMNS} FROM orders
    WHERE customer_id = ANY(${customerIds}::uuid[]) AND status IN ('PENDING', 'AWAITING_PAYMENT')
    ORDER BY id LIMIT ${CANCEL_BATCH_MAX} FOR UPDATE`;
  for (const order of orders) await advanceOrder(tx, order, { type: 'CancelAsked', by: 'SHUT_OUT' });
  return orders.length;
}
