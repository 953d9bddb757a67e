import type { Tx } from '../deps.ts';
import type { Payment, PaymentStatus } from '../domain/payment.ts';

/** Moves a payment on from the status it was read in. Throws where somebody else did: the customer was not locked. */
export async function resolvePayment(
  tx: Tx,
  { id, status: from }: Payment,
  to: { readonly status: PaymentStatus; readonly at: Date },
): Promise<void> {
  const { count } = await tx.payment.updateMany({
    where: { id, status: from },
    data: { status: to.status, updatedAt: to.at },
  });
  if (count !== 1) throw new Error(`Payment ${id} is no longer ${from}`);
}
