import { v7 as uuidv7 } from 'uuid';
import { PaymentVoided } from '#accounts/messages.ts';
import { send } from '#platform/outbox.ts';
import type { Deps, Tx } from '../deps.ts';
import { newPayment, paymentToResolve } from '../domain/payment.ts';
import type { AuthorizationRequest } from '../domain/payment.ts';
import { findPayment } from '../ledger/find-payment.ts';
import { insertPayment } from '../ledger/insert-payment.ts';
import { lockOwner } from '../ledger/lock-owner.ts';
import { releaseHold } from '../ledger/release-hold.ts';
import { resolvePayment } from '../ledger/resolve-payment.ts';

/**
 * Lets go what is held for an order. Where the money was never asked for, it leaves a closed record, which a request that comes late
 * then finds. Asked again it answers again; throws where the money was taken.
 */
export async function voidPayment(deps: Deps, tx: Tx, request: AuthorizationRequest): Promise<void> {
  await lockOwner(tx, deps, request.customerId);
  const known = await findPayment(tx, request);
  const at = deps.now();
  if (known === null) {
    await insertPayment(
      tx,
      newPayment(request, { id: uuidv7(), at, status: 'VOIDED', accountId: null, declineCode: null }),
    );
  } else {
    const payment = paymentToResolve('void', known);
    if (payment !== null) {
      await resolvePayment(tx, payment, { status: 'VOIDED', at });
      await releaseHold(tx, payment);
    }
  }
  await send(tx, PaymentVoided, { orderId: request.orderId });
}
