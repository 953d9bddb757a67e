import type { Tx } from '#platform/database.ts';
import type { MessageOf } from '#platform/message.ts';
import { send } from '#platform/outbox.ts';
import type { Origin } from '#platform/scope.ts';
import type { UserDeactivated, UserReactivated, UserRegistered } from '#users/messages.ts';
import type { Deps } from '../deps.ts';
import { setFrozen, type Books } from '../domain/books.ts';
import { declineMessage, type Payment } from '../domain/payment.ts';
import { authorizePayment, resolvePayment, voidPayment } from '../domain/settle.ts';
import { keepBooks } from '../ledger.ts';
import { PaymentAuthorized, PaymentCaptured, PaymentDeclined, PaymentRefunded, PaymentVoided } from '../messages.ts';
import type { AuthorizePayment, CapturePayment, RefundPayment, VoidPayment } from '../messages.ts';

type AccountsMessage =
  | MessageOf<typeof AuthorizePayment | typeof CapturePayment | typeof VoidPayment | typeof RefundPayment>
  | MessageOf<typeof UserRegistered | typeof UserDeactivated | typeof UserReactivated>;

/** Applies messages in order and answers the requests among them, repeated ones too. Throws a ContradictionError for one that contradicts the books. */
export function applyMessages(deps: Deps, tx: Tx, messages: readonly AccountsMessage[]): Promise<unknown> {
  const payloads = messages.map(({ payload }) => payload);
  const touched = {
    ownerIds: payloads.map((payload) => ('userId' in payload ? payload.userId : payload.customerId)),
    orderIds: payloads.flatMap((payload) => ('orderId' in payload ? payload.orderId : [])),
  };
  return keepBooks(tx, deps, touched, (books) => {
    for (const message of messages) {
      const orderId = 'orderId' in message.payload ? message.payload.orderId : '';
      const before = books.payments.get(orderId);
      applyOne(deps, tx, books, message);
      const payment = books.payments.get(orderId);
      // A request that comes again changes nothing.
      if (payment === undefined || payment === before) continue;
      const about = { orderId, userId: payment.customerId, reason: payment.declineCode };
      tx.event(`payment ${payment.status.toLowerCase()}`, about, message);
    }
  });
}

function applyOne({ paymentLimits }: Deps, tx: Tx, books: Books, message: AccountsMessage): void {
  const { name, payload } = message;
  switch (name) {
    case 'UserRegistered':
      return; // Locking has opened the account.
    case 'UserDeactivated':
    case 'UserReactivated':
      return setFrozen(books, { ...payload, frozen: name === 'UserDeactivated' });
    case 'AuthorizePayment':
      return answerAuthorization(tx, authorizePayment(books, payload, paymentLimits), message);
    case 'CapturePayment':
      resolvePayment(books, 'capture', payload);
      return send(tx, PaymentCaptured, { orderId: payload.orderId }, message);
    case 'VoidPayment':
      voidPayment(books, payload);
      return send(tx, PaymentVoided, { orderId: payload.orderId }, message);
    case 'RefundPayment':
      resolvePayment(books, 'refund', payload);
      return send(tx, PaymentRefunded, { orderId: payload.orderId }, message);
    default:
      return name satisfies never;
  }
}

function answerAuthorization(tx: Tx, payment: Payment, origin: Origin): void {
  const { orderId, status, declineCode } = payment;
  if (status === 'VOIDED') return send(tx, PaymentVoided, { orderId }, origin);
  if (declineCode === null) return send(tx, PaymentAuthorized, { orderId }, origin);
  const message = declineMessage(declineCode, payment);
  return send(tx, PaymentDeclined, { orderId, code: declineCode, message }, origin);
}
