import { accountOf, ownerOf, post, putAccount, type Books } from './books.ts';
import { checkRequest, ContradictionError, declineCodeOf, paymentToResolve } from './payment.ts';
import type { Payment, PaymentRequest, Resolution } from './payment.ts';
import { limitMinorOf, type PaymentLimits } from './payment-limits.ts';

/** Returns the payment for a request's order, null where there is none yet. Throws a ContradictionError where the request is about another payment. */
function paymentOf({ payments }: Books, request: PaymentRequest): Payment | null {
  const payment = payments.get(request.orderId) ?? null;
  if (payment !== null) checkRequest(payment, request);
  return payment;
}

function begin(
  { payments, newId, at }: Books,
  { orderId, customerId, amount }: Required<PaymentRequest>,
  beginning: Pick<Payment, 'accountId' | 'status' | 'declineCode'>,
): Payment {
  const payment = { ...beginning, ...amount, id: newId(), orderId, customerId, createdAt: at, updatedAt: at };
  payments.set(orderId, payment);
  return payment;
}

/** Holds an order's total, or declines. A repetition returns the payment as it is; one that was voided, even before, stays closed. */
export function authorizePayment(books: Books, request: Required<PaymentRequest>, limits: PaymentLimits): Payment {
  const known = paymentOf(books, request);
  if (known !== null) return known;
  const { amountMinor, currency } = request.amount;
  const owner = ownerOf(books, request.customerId);
  const account = accountOf(books, request.customerId, currency);
  const declineCode = declineCodeOf({ owner, account, limitMinor: limitMinorOf(limits, currency), amountMinor });
  const status = declineCode === null ? 'AUTHORIZED' : 'DECLINED';
  if (account !== null && declineCode === null)
    putAccount(books, { ...account, heldMinor: account.heldMinor + amountMinor });
  return begin(books, request, { status, accountId: account?.id ?? null, declineCode });
}

// The payment's new status, and its transfer; a void only releases the hold.
const EFFECTS = {
  capture: { status: 'CAPTURED', type: 'PAYMENT' },
  void: { status: 'VOIDED', type: null },
  refund: { status: 'REFUNDED', type: 'REFUND' },
} as const;

/** Takes, releases or returns the money for an order, also of a frozen account. A repetition does nothing; throws as paymentToResolve does. */
export function resolvePayment(books: Books, resolution: Resolution, request: PaymentRequest): void {
  const payment = paymentToResolve(resolution, paymentOf(books, request));
  if (payment === null) return;
  const { orderId, customerId, accountId, amountMinor, currency } = payment;
  const account = accountOf(books, customerId, currency);
  if (account?.id !== accountId) throw new ContradictionError(`Account ${accountId} is not locked`);
  const { status, type } = EFFECTS[resolution];
  books.payments.set(orderId, { ...payment, status, updatedAt: books.at });
  if (type === null) putAccount(books, { ...account, heldMinor: account.heldMinor - amountMinor });
  else post(books, account, { type, amountMinor, orderId });
}

/** Releases what is held for an order. If the money was not requested yet it leaves a closed record, which a late request finds. */
export function voidPayment(books: Books, request: Required<PaymentRequest>): void {
  if (books.payments.has(request.orderId)) resolvePayment(books, 'void', request);
  else begin(books, request, { status: 'VOIDED', accountId: null, declineCode: null });
}
