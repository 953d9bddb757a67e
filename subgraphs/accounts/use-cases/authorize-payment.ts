import { v7 as uuidv7 } from 'uuid';
import { PaymentAuthorized, PaymentDeclined, PaymentVoided } from '#accounts/messages.ts';
import { send } from '#platform/outbox.ts';
import type { Deps, Tx } from '../deps.ts';
import { declineCodeOf, declineMessage, newPayment } from '../domain/payment.ts';
import type { AuthorizationRequest, Payment } from '../domain/payment.ts';
import { limitMinorOf } from '../domain/payment-limits.ts';
import { findPayment } from '../ledger/find-payment.ts';
import { insertPayment } from '../ledger/insert-payment.ts';
import { lockAccount } from '../ledger/lock-account.ts';

/**
 * Holds an order's total on the customer's account, or declines. Asked again it gives the answer of the payment that it finds; one
 * that was voided, be it before it was ever asked for, stays closed.
 */
export async function authorizePayment(deps: Deps, tx: Tx, request: AuthorizationRequest): Promise<void> {
  const { customerId: ownerId, amount } = request;
  const { owner, account } = await lockAccount(tx, deps, { ownerId, currency: amount.currency });
  const known = await findPayment(tx, request);
  if (known !== null) return answer(tx, known);
  const limitMinor = limitMinorOf(deps.paymentLimits, amount.currency);
  const declineCode = declineCodeOf({ owner, account, limitMinor, amountMinor: amount.amountMinor });
  const payment = newPayment(request, {
    id: uuidv7(),
    at: deps.now(),
    status: declineCode === null ? 'AUTHORIZED' : 'DECLINED',
    accountId: account?.id ?? null,
    declineCode,
  });
  await insertPayment(tx, payment);
  return answer(tx, payment);
}

function answer(tx: Tx, payment: Payment): Promise<void> {
  const { orderId, status, declineCode } = payment;
  if (status === 'VOIDED') return send(tx, PaymentVoided, { orderId });
  if (declineCode === null) return send(tx, PaymentAuthorized, { orderId });
  return send(tx, PaymentDeclined, { orderId, code: declineCode, message: declineMessage(declineCode, payment) });
}
