import type { Tx } from '../deps.ts';
import { stepOf } from '../domain/order-stock.ts';
import { answerOrder } from './answer-order.ts';
import { closeReservations } from './close-reservations.ts';
import { lockOrder } from './lock-order.ts';
import type { OrderOf } from './record-order.ts';

/** Turns what an order reserved into a sale: the pieces leave the shelf. */
export async function commitForOrder(tx: Tx, { orderId, customerId }: OrderOf): Promise<void> {
  const known = await lockOrder(tx, orderId, customerId);
  const step = stepOf('COMMIT', known?.status);
  if (step !== 'ACT') return answerOrder(tx, orderId, step, known?.answer);

  await closeReservations(tx, orderId, 'COMMIT');
  await tx.orderStock.update({ where: { orderId }, data: { status: 'COMMITTED' } });
  return answerOrder(tx, orderId, 'COMMITTED', known?.answer);
}
