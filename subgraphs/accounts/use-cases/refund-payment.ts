import { PaymentRefunded } from '#accounts/messages.ts';
import { send } from '#platform/outbox.ts';
import type { Deps, Tx } from '../deps.ts';
import { paymentToResolve } from '../domain/payment.ts';
import type { PaymentRequest } from '../domain/payment.ts';
import { findPayment } from '../ledger/find-payment.ts';
import { lockOwner } from '../ledger/lock-owner.ts';
import { recordTransfer } from '../ledger/record-transfer.ts';
import { resolvePayment } from '../ledger/resolve-payment.ts';

/** Gives back the money that an order has paid, frozen account or not. Asked again it answers again; throws where none was taken. */
export async function refundPayment(deps: Deps, tx: Tx, request: PaymentRequest): Promise<void> {
  const { orderId, customerId } = request;
  await lockOwner(tx, deps, customerId);
  const payment = paymentToResolve('refund', await findPayment(tx, request));
  if (payment !== null) {
    const { accountId, amountMinor, currency } = payment;
    const at = deps.now();
    await resolvePayment(tx, payment, { status: 'REFUNDED', at });
    await recordTransfer(
      tx,
      { id: accountId, ownerId: customerId, currency },
      { type: 'REFUND', amountMinor, orderId, releasedMinor: 0n, at },
    );
  }
  await send(tx, PaymentRefunded, { orderId });
}
