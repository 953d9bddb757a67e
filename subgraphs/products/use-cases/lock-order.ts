import type { OrderStock } from '#prisma/products';
import type { Tx } from '../deps.ts';

/**
 * Lets the requests for an order in one at a time until the transaction ends, also before there is anything of it to lock, and reads
 * what was done for it. This lock is taken before any product's. Throws when the order is known as another customer's: nobody's word
 * is taken for whose an order is.
 */
export async function lockOrder(tx: Tx, orderId: string, customerId: string): Promise<OrderStock | null> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${orderId}, 0))`;
  const order = await tx.orderStock.findUnique({ where: { orderId } });
  if (order !== null && order.customerId !== customerId) throw new Error(`Order ${orderId} is another customer's`);
  return order;
}
