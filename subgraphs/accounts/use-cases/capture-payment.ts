import { PaymentCaptured } from '#accounts/messages.ts';
import { send } from '#platform/outbox.ts';
import type { Deps, Tx } from '../deps.ts';
import { paymentToResolve } from '../domain/payment.ts';
import type { PaymentRequest } from '../domain/payment.ts';
import { findPayment } from '../ledger/find-payment.ts';
import { lockOwner } from '../ledger/lock-owner.ts';
import { recordTransfer } from '../ledger/record-transfer.ts';
import { resolvePayment } from '../ledger/resolve-payment.ts';

/** Takes the money that is held for an order. Asked again it answers again; throws where none was ever held. */
export async function capturePayment(deps: Deps, tx: Tx, request: PaymentRequest): Promise<void> {
  const { orderId, customerId } = request;
  await lockOwner(tx, deps, customerId);
  const payment = paymentToResolve('capture', await findPayment(tx, request));
  if (payment !== null) {
    const { accountId, amountMinor, currency } = payment;
    const at = deps.now();
    await resolvePayment(tx, payment, { status: 'CAPTURED', at });
    await recordTransfer(
      tx,
      { id: accountId, ownerId: customerId, currency },
      { type: 'PAYMENT', amountMinor, orderId, releasedMinor: amountMinor, at },
    );
  }
  await send(tx, PaymentCaptured, { orderId });
}
