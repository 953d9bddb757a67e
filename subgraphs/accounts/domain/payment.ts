import { formatAmount } from '#platform/money.ts';
import type { Money } from '#platform/money.ts';
import { availableMinor } from './account.ts';
import type { Account, Owner } from './account.ts';

/** How far a payment has come. While it is AUTHORIZED, its amount is held. */
export type PaymentStatus = 'AUTHORIZED' | 'CAPTURED' | 'DECLINED' | 'VOIDED' | 'REFUNDED';

/** Why a payment was declined; where several apply it is the first of these. */
export type DeclineCode = 'ACCOUNT_NOT_FOUND' | 'ACCOUNT_FROZEN' | 'LIMIT_EXCEEDED' | 'INSUFFICIENT_FUNDS';

/** The payment for one order; there is never a second one. */
export interface Payment extends Money {
  readonly id: string;
  readonly orderId: string;
  readonly customerId: string;
  /** Null where it was declined for want of an account, and where it was voided before it was ever asked for. */
  readonly accountId: string | null;
  readonly status: PaymentStatus;
  readonly declineCode: DeclineCode | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** What a decision about a new payment rests on. */
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

/** Why a payment was declined, for the customer. It rests on what is stored alone, so that asking again gives the same answer. */
export const declineMessage = (code: DeclineCode, { amountMinor, currency }: Money): string =>
  DECLINE_SENTENCES[code](`${formatAmount(amountMinor, currency)} ${currency}`, currency);

/** Raised when a request contradicts what is stored. It is a bug of whoever asks, not something that happens to a customer. */
export class ContradictionError extends Error {
  override readonly name = 'ContradictionError';
}

/** A request about the payment for an order. */
export interface PaymentRequest {
  readonly orderId: string;
  readonly customerId: string;
  /** What is to be paid, where the request says it. */
  readonly amount?: Money;
}

/** Asks for an order's total to be held, or never to be. */
export interface AuthorizationRequest extends PaymentRequest {
  readonly amount: Money;
}

/** What a new payment is, beside what was asked for. */
export interface Beginning extends Pick<Payment, 'id' | 'accountId' | 'status' | 'declineCode'> {
  readonly at: Date;
}

/** The payment that a request begins. */
export const newPayment = (
  { orderId, customerId, amount }: AuthorizationRequest,
  { at, ...beginning }: Beginning,
): Payment => ({
  ...beginning,
  orderId,
  customerId,
  amountMinor: amount.amountMinor,
  currency: amount.currency,
  createdAt: at,
  updatedAt: at,
});

/** Throws where a request names another customer or another amount than its order's payment has. */
export function checkRequest(payment: Payment, { customerId, amount }: PaymentRequest): void {
  if (payment.customerId !== customerId) {
    throw new ContradictionError(`The payment of order ${payment.orderId} is not of customer ${customerId}`);
  }
  if (amount && (payment.amountMinor !== amount.amountMinor || payment.currency !== amount.currency)) {
    throw new ContradictionError(`The payment of order ${payment.orderId} is of another amount`);
  }
}

/** A payment that holds or has moved money, and so has an account. */
export interface FundedPayment extends Payment {
  readonly accountId: string;
}

/** What may be asked of a payment once it was authorised. */
export type Resolution = 'capture' | 'void' | 'refund';

// What each resolution means for a payment of each status: the step is taken, or it was before and is only answered again, or
// whoever asks is mistaken.
const RESOLUTIONS = {
  capture: { AUTHORIZED: 'TAKE', CAPTURED: 'AGAIN', REFUNDED: 'AGAIN', VOIDED: 'REFUSE', DECLINED: 'REFUSE' },
  void: { AUTHORIZED: 'TAKE', CAPTURED: 'REFUSE', REFUNDED: 'REFUSE', VOIDED: 'AGAIN', DECLINED: 'AGAIN' },
  refund: { AUTHORIZED: 'REFUSE', CAPTURED: 'TAKE', REFUNDED: 'AGAIN', VOIDED: 'REFUSE', DECLINED: 'REFUSE' },
} as const satisfies Record<Resolution, Record<PaymentStatus, 'TAKE' | 'AGAIN' | 'REFUSE'>>;

/**
 * The payment on which a resolution is to be carried out; null where it was carried out before, or there is nothing to void, so that
 * the answer alone is given again. Throws a ContradictionError where it cannot be: only what was authorised is captured, only what
 * was captured is refunded, and what was captured is not voided.
 */
export function paymentToResolve(resolution: Resolution, payment: Payment | null): FundedPayment | null {
  if (payment === null) throw new ContradictionError(`There is no payment to ${resolution}`);
  const { accountId, orderId, status } = payment;
  const meaning = RESOLUTIONS[resolution][status];
  if (meaning === 'AGAIN') return null;
  if (meaning === 'REFUSE' || accountId === null) {
    throw new ContradictionError(`The payment of order ${orderId} is ${status}: there is nothing to ${resolution}`);
  }
  return { ...payment, accountId };
}
