import { v7 as uuidv7 } from 'uuid';
import { PaymentAuthorized, PaymentDeclined, PaymentVoided } from '#accounts/messages.ts';
import type { Money } from '#platform/money.ts';
import { send } from '#platform/outbox.ts';
import type { Deps, Tx } from '../deps.ts';
import { checkRequest, declineCodeOf, declineMessage } from '../domain/payment.ts';
import type { Payment } from '../domain/payment.ts';
import { limitMinorOf } from '../domain/payment-limits.ts';
import { changeHeld } from '../ledger/change-held.ts';
import { lockAccount } from '../ledger/lock-account.ts';

/** Asks for an order's total to be held. */
export interface AuthorizationRequest {
  readonly orderId: string;
  readonly customerId: string;
  readonly amount: Money;
}

/**
 * Holds an order's total on the customer's account, or declines. Asked again it gives the answer of the payment that it finds; one
 * that was voided, be it before it was ever asked for, stays closed.
 */
export async function authorizePayment(deps: Deps, tx: Tx, request: AuthorizationRequest): Promise<void> {
  const { amount, orderId, customerId } = request;
  const locked = await lockAccount(tx, deps, { ownerId: customerId, currency: amount.currency });
  const known = await tx.payment.findUnique({ where: { orderId } });
  if (known !== null) {
    checkRequest(known, request);
    return answer(tx, known);
  }
  const limitMinor = limitMinorOf(deps.paymentLimits, amount.currency);
  const declineCode = declineCodeOf({ ...locked, limitMinor, amountMinor: amount.amountMinor });
  const at = deps.now();
  const payment: Payment = {
    ...amount,
    id: uuidv7(),
    orderId,
    customerId,
    accountId: locked.account?.id ?? null,
    status: declineCode === null ? 'AUTHORIZED' : 'DECLINED',
    declineCode,
    createdAt: at,
    updatedAt: at,
  };
  await tx.payment.create({ data: payment });
  if (locked.account !== null && declineCode === null) await changeHeld(tx, locked.account.id, amount.amountMinor);
  return answer(tx, payment);
}

function answer(tx: Tx, payment: Payment): Promise<void> {
  const { orderId, status, declineCode } = payment;
  if (status === 'VOIDED') return send(tx, PaymentVoided, { orderId });
  if (declineCode === null) return send(tx, PaymentAuthorized, { orderId });
  return send(tx, PaymentDeclined, { orderId, code: declineCode, message: declineMessage(declineCode, payment) });
}
