import { send } from '#platform/outbox.ts';
import type { Tx } from '../deps.ts';
import type { OrderStockStatus } from '../domain/order-stock.ts';
import {
  ReservationsCommitted,
  ReservationsReleased,
  StockRejected,
  StockReserved,
  StockReturned,
} from '../messages.ts';

/**
 * Tells the saga that an order has come to a status. `stored` is the payload that answered ReserveStock the first time, as it was
 * stored: it is given again word for word.
 */
export function answerOrder(tx: Tx, orderId: string, status: OrderStockStatus, stored: unknown): Promise<void> {
  switch (status) {
    case 'RESERVED':
      return send(tx, StockReserved, StockReserved.payload.parse(stored));
    case 'REJECTED':
      return send(tx, StockRejected, StockRejected.payload.parse(stored));
    case 'COMMITTED':
      return send(tx, ReservationsCommitted, { orderId });
    case 'RELEASED':
      return send(tx, ReservationsReleased, { orderId });
    case 'RETURNED':
      return send(tx, StockReturned, { orderId });
    default:
      return status satisfies never;
  }
}
