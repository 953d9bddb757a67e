import type { Tx } from '../deps.ts';
import { stepOf } from '../domain/order-stock.ts';
import { answerOrder } from './answer-order.ts';
import { closeReservations } from './close-reservations.ts';
import { lockOrder } from './lock-order.ts';
import type { OrderOf } from './record-order.ts';

/** Puts back on the shelf what an order had taken from it. */
export async function returnForOrder(tx: Tx, { orderId, customerId }: OrderOf): Promise<void> {
  const known = await lockOrder(tx, orderId, customerId);
  const step = stepOf('RETURN', known?.status);
  if (step !== 'ACT') return answerOrder(tx, orderId, step, known?.answer);

  await closeReservations(tx, orderId, 'RETURN');
  await tx.orderStock.update({ where: { orderId }, data: { status: 'RETURNED' } });
  return answerOrder(tx, orderId, 'RETURNED', known?.answer);
}
