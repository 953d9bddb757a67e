import type { Sql } from '#platform/database.ts';
import type { Payment, PaymentStatus } from '../domain/payment.ts';

/** Moves a payment on from the status it was read in. Throws where somebody else did: the customer was not locked. */
export async function resolvePayment(
  tx: Sql,
  { id, status: from }: Payment,
  to: { readonly status: PaymentStatus; readonly at: Date },
): Promise<void> {
  const moved = await tx.$executeRaw`
    UPDATE payments SET status = ${to.status}::payment_status, updated_at = ${to.at}::timestamptz
    WHERE id = ${id}::uuid AND status = ${from}::payment_status`;
  if (moved !== 1) throw new Error(`Payment ${id} is no longer ${from}`);
}
