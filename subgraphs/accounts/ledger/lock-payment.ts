import type { Money } from '#platform/money.ts';
import type { Deps, Tx } from '../deps.ts';
import { checkRequest } from '../domain/payment.ts';
import type { Payment } from '../domain/payment.ts';
import { lockOwner } from './lock-owner.ts';

/** A request about the payment for an order. */
export interface PaymentRequest {
  readonly orderId: string;
  readonly customerId: string;
  /** What is to be paid, where the request says it. */
  readonly amount?: Money;
}

/**
 * Locks the customer and reads the order's payment, null where there is none yet. Throws a ContradictionError where it is not the
 * payment that the request speaks of.
 */
export async function lockPayment(tx: Tx, deps: Deps, request: PaymentRequest): Promise<Payment | null> {
  await lockOwner(tx, deps, request.customerId);
  const payment = await tx.payment.findUnique({ where: { orderId: request.orderId } });
  if (payment !== null) checkRequest(payment, request);
  return payment;
}
