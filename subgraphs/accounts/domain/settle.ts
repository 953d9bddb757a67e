import { accountOf, ownerOf, post, putAccount } from './books.ts';
import type { Books } from './books.ts';
import type { Account } from './account.ts';
import { checkRequest, ContradictionError, declineCodeOf, newPayment, paymentToResolve } from './payment.ts';
import type { AuthorizationRequest, FundedPayment, Payment, PaymentRequest, PaymentStatus } from './payment.ts';
import { limitMinorOf } from './payment-limits.ts';
import type { PaymentLimits } from './payment-limits.ts';

/** The payment for a request's order, null where there is none yet. Throws a ContradictionError where the request is about another payment. */
function paymentOf({ payments }: Books, request: PaymentRequest): Payment | null {
  const payment = payments.get(request.orderId) ?? null;
  if (payment !== null) checkRequest(payment, request);
  return payment;
}

const putPayment = ({ payments }: Books, payment: Payment): Payment => {
  payments.set(payment.orderId, payment);
  return payment;
};

const hold = (books: Books, account: Account, byMinor: bigint): Account =>
  putAccount(books, { ...account, heldMinor: account.heldMinor + byMinor });

/** Moves a payment on, and returns the account that it is about. */
function resolve(books: Books, payment: FundedPayment, status: PaymentStatus): Account {
  const account = accountOf(books, payment.customerId, payment.currency);
  if (account?.id !== payment.accountId) throw new ContradictionError(`Account ${payment.accountId} is not locked`);
  putPayment(books, { ...payment, status, updatedAt: books.at });
  return account;
}

/**
 * Holds an order's total on the customer's account, or declines. Asked again it returns the payment as it is; one that was voided, even before
 * it was asked for, stays closed.
 */
export function authorizePayment(books: Books, request: AuthorizationRequest, limits: PaymentLimits): Payment {
  const known = paymentOf(books, request);
  if (known !== null) return known;
  const { customerId, amount } = request;
  const { amountMinor, currency } = amount;
  const [owner, account] = [ownerOf(books, customerId), accountOf(books, customerId, currency)];
  const declineCode = declineCodeOf({ owner, account, limitMinor: limitMinorOf(limits, currency), amountMinor });
  if (account !== null && declineCode === null) hold(books, account, amountMinor);
  const status = declineCode === null ? 'AUTHORIZED' : 'DECLINED';
  const beginning = { id: books.newId(), at: books.at, status, accountId: account?.id ?? null, declineCode } as const;
  return putPayment(books, newPayment(request, beginning));
}

/** Takes the money that is held for an order. Does nothing when asked again; throws where none was ever held. */
export function capturePayment(books: Books, request: PaymentRequest): void {
  const payment = paymentToResolve('capture', paymentOf(books, request));
  if (payment === null) return;
  const { amountMinor, orderId } = payment;
  post(books, resolve(books, payment, 'CAPTURED'), { type: 'PAYMENT', amountMinor, orderId });
}

/** Returns the money that an order has paid, frozen account or not. Does nothing when asked again; throws where none was taken. */
export function refundPayment(books: Books, request: PaymentRequest): void {
  const payment = paymentToResolve('refund', paymentOf(books, request));
  if (payment === null) return;
  const { amountMinor, orderId } = payment;
  post(books, resolve(books, payment, 'REFUNDED'), { type: 'REFUND', amountMinor, orderId });
}

/**
 * Releases what is held for an order. Where the money was never asked for it leaves a closed record, which a late request finds. Does nothing
 * when asked again; throws where the money was taken.
 */
export function voidPayment(books: Books, request: AuthorizationRequest): void {
  const known = paymentOf(books, request);
  if (known === null) {
    const beginning = { id: books.newId(), at: books.at, accountId: null, declineCode: null };
    putPayment(books, newPayment(request, { ...beginning, status: 'VOIDED' }));
    return;
  }
  const payment = paymentToResolve('void', known);
  if (payment !== null) hold(books, resolve(books, payment, 'VOIDED'), -payment.amountMinor);
}
