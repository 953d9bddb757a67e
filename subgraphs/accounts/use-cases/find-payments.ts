import type { Caller } from '#platform/token.ts';
import type { Deps } from '../deps.ts';
import type { Payment } from '../domain/payment.ts';

/** The payment for each of some orders, null where there is none. A caller who is no administrator sees their own alone. */
export async function findPayments(
  { database }: Deps,
  caller: Caller | null,
  orderIds: readonly string[],
): Promise<(Payment | null)[]> {
  if (caller === null) return orderIds.map(() => null);
  const payments = await database.payment.findMany({
    where: { orderId: { in: [...orderIds] }, ...(caller.role === 'ADMIN' ? {} : { customerId: caller.id }) },
  });
  const byOrder = new Map(payments.map((payment) => [payment.orderId, payment]));
  return orderIds.map((orderId) => byOrder.get(orderId) ?? null);
}
