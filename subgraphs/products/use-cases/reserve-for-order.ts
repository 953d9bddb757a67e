import { v7 as uuidv7 } from 'uuid';
import type { z } from 'zod';
import { send } from '#platform/outbox.ts';
import type { Tx } from '../deps.ts';
import { decideReservation } from '../domain/decide-reservation.ts';
import type { PricedLine } from '../domain/decide-reservation.ts';
import { stepOf } from '../domain/order-stock.ts';
import { deltasOf } from '../domain/stock.ts';
import { StockRejected, StockReserved } from '../messages.ts';
import type { ReserveStock } from '../messages.ts';
import { answerOrder } from './answer-order.ts';
import { lockOrder } from './lock-order.ts';
import { lockProducts } from './lock-products.ts';
import { moveStock } from './move-stock.ts';
import { recordOrder } from './record-order.ts';
import type { OrderOf } from './record-order.ts';

/** Reserves and prices all lines of an order, or none, and tells the saga which: StockReserved or StockRejected. */
export async function reserveForOrder(tx: Tx, request: z.output<typeof ReserveStock.payload>): Promise<void> {
  const { orderId, customerId, lines, expectedTotal } = request;
  const known = await lockOrder(tx, orderId, customerId);
  const step = stepOf('RESERVE', known?.status);
  if (step !== 'ACT') return answerOrder(tx, orderId, step, known?.answer);

  const products = await lockProducts(tx, {
    ids: lines.flatMap(({ productId }) => productId ?? []),
    skus: lines.flatMap(({ sku }) => sku ?? []),
  });
  const decision = decideReservation(lines, products, expectedTotal);
  if (decision.kind === 'reject') {
    const rejection = { orderId, code: decision.code, message: decision.message };
    await recordOrder(tx, request, 'REJECTED', { type: StockRejected, payload: rejection });
    return send(tx, StockRejected, rejection);
  }
  const reservation = { orderId, lines: [...decision.lines], total: decision.total };
  await recordOrder(tx, request, 'RESERVED', { type: StockReserved, payload: reservation });
  await reserveLines(tx, request, decision.lines, decision.total.currency);
  return send(tx, StockReserved, reservation);
}

async function reserveLines(
  tx: Tx,
  { orderId, customerId }: OrderOf,
  lines: readonly PricedLine[],
  currency: string,
): Promise<void> {
  const reservations = lines.map(({ productId, quantity, unitPriceMinor }, lineIndex) => ({
    id: uuidv7(),
    productId,
    orderId,
    customerId,
    lineIndex,
    quantity,
    unitPriceMinor,
    currency,
  }));
  await tx.reservation.createMany({ data: reservations });
  await moveStock(
    tx,
    reservations.map(({ id, productId, quantity }) => ({
      productId,
      kind: 'RESERVE',
      reservationId: id,
      ...deltasOf('RESERVE', quantity),
    })),
  );
}
