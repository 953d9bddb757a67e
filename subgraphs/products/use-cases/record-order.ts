import { z } from 'zod';
import type { MessageType } from '#platform/message.ts';
import type { Tx } from '../deps.ts';
import type { OrderStockStatus } from '../domain/order-stock.ts';

/** An order, and whose it is. */
export interface OrderOf {
  readonly orderId: string;
  readonly customerId: string;
}

/** The message that answers a request, and what it says. */
export interface Answer<Payload> {
  readonly type: MessageType<Payload>;
  readonly payload: Payload;
}

/** Keeps what was done for an order the first time, and what was answered, for whenever the request comes again. */
export async function recordOrder<Payload>(
  tx: Tx,
  { orderId, customerId }: OrderOf,
  status: OrderStockStatus,
  answer: Answer<Payload> | null,
): Promise<void> {
  const stored = answer && JSON.stringify(z.encode(answer.type.payload, answer.payload));
  await tx.$executeRaw`
    INSERT INTO order_stock (order_id, customer_id, status, answer)
    VALUES (${orderId}::uuid, ${customerId}::uuid, ${status}::order_stock_status, ${stored}::jsonb)`;
}
