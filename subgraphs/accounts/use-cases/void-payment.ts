import { v7 as uuidv7 } from 'uuid';
import { PaymentVoided } from '#accounts/messages.ts';
import { send } from '#platform/outbox.ts';
import type { Deps, Tx } from '../deps.ts';
import { paymentToResolve } from '../domain/payment.ts';
import { changeHeld } from '../ledger/change-held.ts';
import { lockPayment } from '../ledger/lock-payment.ts';
import { resolvePayment } from '../ledger/resolve-payment.ts';
import type { AuthorizationRequest } from './authorize-payment.ts';

/**
 * Lets go what is held for an order. Where the money was never asked for, it leaves a closed record, which a request that comes late
 * then finds. Asked again it answers again; throws where the money was taken.
 */
export async function voidPayment(deps: Deps, tx: Tx, request: AuthorizationRequest): Promise<void> {
  const { orderId, customerId, amount } = request;
  const known = await lockPayment(tx, deps, request);
  const at = deps.now();
  if (known === null) {
    const stamps = { createdAt: at, updatedAt: at };
    await tx.payment.create({ data: { ...amount, ...stamps, id: uuidv7(), orderId, customerId, status: 'VOIDED' } });
  } else {
    const payment = paymentToResolve('void', known);
    if (payment !== null) {
      await resolvePayment(tx, payment, { status: 'VOIDED', at });
      await changeHeld(tx, payment.accountId, -payment.amountMinor);
    }
  }
  await send(tx, PaymentVoided, { orderId });
}
