import type { Tx } from '../deps.ts';
import { stepOf } from '../domain/order-stock.ts';
import { answerOrder } from './answer-order.ts';
import { closeReservations } from './close-reservations.ts';
import { lockOrder } from './lock-order.ts';
import { recordOrder } from './record-order.ts';
import type { OrderOf } from './record-order.ts';

/**
 * Gives back what an order reserved. Where nothing was reserved yet, the order is recorded as released, so that a reservation that
 * comes late finds it closed.
 */
export async function releaseForOrder(tx: Tx, { orderId, customerId }: OrderOf): Promise<void> {
  const known = await lockOrder(tx, orderId, customerId);
  const step = stepOf('RELEASE', known?.status);
  if (step !== 'ACT') return answerOrder(tx, orderId, step, known?.answer);

  if (known === null) await recordOrder(tx, { orderId, customerId }, 'RELEASED', null);
  else {
    await closeReservations(tx, orderId, 'RELEASE');
    await tx.orderStock.update({ where: { orderId }, data: { status: 'RELEASED' } });
  }
  return answerOrder(tx, orderId, 'RELEASED', null);
}
