import type { MessageOf } from '#platform/message.ts';
import { formatAmount, type Money } from '#platform/money.ts';
import { availableMinor, type Account, type Owner } from './account.ts';
import type { PaymentDeclined } from '../messages.ts';

/** A payment's status. While it is AUTHORIZED, its amount is held. */
export type PaymentStatus = 'AUTHORIZED' | 'CAPTURED' | 'DECLINED' | 'VOIDED' | 'REFUNDED';

/** Why a payment was declined; where several apply it is the first of these. */
export type DeclineCode = MessageOf<typeof PaymentDeclined>['payload']['code'];

/** The payment for one order; there is never a second one. */
export interface Payment extends Money {
  readonly id: string;
  readonly orderId: string;
  readonly customerId: string;
  /** Null if it was declined without an account, or voided before it was requested. */
  readonly accountId: string | null;
  readonly status: PaymentStatus;
  readonly declineCode: DeclineCode | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** The facts for the decision about a new payment. */
export interface AuthorizationFacts {
  readonly owner: Owner;
  readonly account: Account | null;
  /** The largest single payment in this currency, itself allowed. */
  readonly limitMinor: bigint;
  readonly amountMinor: bigint;
}

/** Why a payment is declined; null when its amount is to be held. */
export function declineCodeOf({ owner, account, limitMinor, amountMinor }: AuthorizationFacts): DeclineCode | null {
  if (account === null) return 'ACCOUNT_NOT_FOUND';
  if (owner.frozen) return 'ACCOUNT_FROZEN';
  if (amountMinor > limitMinor) return 'LIMIT_EXCEEDED';
  return amountMinor > availableMinor(account) ? 'INSUFFICIENT_FUNDS' : null;
}

const DECLINE_SENTENCES: Readonly<Record<DeclineCode, (total: string, currency: string) => string>> = {
  ACCOUNT_NOT_FOUND: (_, currency) => `You have no account in ${currency}. Deposit ${currency} to open one.`,
  ACCOUNT_FROZEN: () => 'Your account is frozen.',
  LIMIT_EXCEEDED: (total) => `The total of ${total} is above the largest single payment allowed.`,
  INSUFFICIENT_FUNDS: (total) => `There is not enough money available in your account for the total of ${total}.`,
};

/** Why a payment was declined, for the customer. Depends on what is stored alone, so that a repetition returns the same. */
export const declineMessage = (code: DeclineCode, { amountMinor, currency }: Money): string =>
  DECLINE_SENTENCES[code](`${formatAmount(amountMinor, currency)} ${currency}`, currency);

/** Thrown when a request contradicts what is stored: a bug of the caller. */
export class ContradictionError extends Error {
  override readonly name = 'ContradictionError';
}

/** A request about the payment for an order, of an amount where it says one. */
export type PaymentRequest = Readonly<{ orderId: string; customerId: string; amount?: Money }>;

/** Throws where a request names another customer or another amount than its order's payment has. */
export function checkRequest(payment: Payment, { customerId, amount }: PaymentRequest): void {
  if (payment.customerId !== customerId) {
    throw new ContradictionError(`The payment of order ${payment.orderId} is not of customer ${customerId}`);
  }
  if (amount && (payment.amountMinor !== amount.amountMinor || payment.currency !== amount.currency)) {
    throw new ContradictionError(`The payment of order ${payment.orderId} is of another amount`);
  }
}

/** The requests for an authorised payment. */
export type Resolution = 'capture' | 'void' | 'refund';

// The step is taken; or it was taken before, and is only replied to again; or it is a contradiction.
const RESOLUTIONS = {
  capture: { AUTHORIZED: 'TAKE', CAPTURED: 'AGAIN', REFUNDED: 'AGAIN', VOIDED: 'REFUSE', DECLINED: 'REFUSE' },
  void: { AUTHORIZED: 'TAKE', CAPTURED: 'REFUSE', REFUNDED: 'REFUSE', VOIDED: 'AGAIN', DECLINED: 'AGAIN' },
  refund: { AUTHORIZED: 'REFUSE', CAPTURED: 'TAKE', REFUNDED: 'AGAIN', VOIDED: 'REFUSE', DECLINED: 'REFUSE' },
} as const satisfies Record<Resolution, Record<PaymentStatus, 'TAKE' | 'AGAIN' | 'REFUSE'>>;

/** Returns the payment to resolve; null where it was resolved so before, or nothing was held to void. Throws a ContradictionError otherwise. */
export function paymentToResolve(resolution: Resolution, payment: Payment | null): Payment | null {
  if (payment === null) throw new ContradictionError(`There is no payment to ${resolution}`);
  const { accountId, orderId, status } = payment;
  const meaning = RESOLUTIONS[resolution][status];
  if (meaning === 'AGAIN') return null;
  if (meaning === 'REFUSE' || accountId === null) {
    throw new ContradictionError(`The payment of order ${orderId} is ${status}: there is nothing to ${resolution}`);
  }
  return payment;
}
