import type { Tx } from '#platform/database.ts';
import type { MessageOf } from '#platform/message.ts';
import { send } from '#platform/outbox.ts';
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
    for (const message of messages) applyOne(deps, tx, books, message);
  });
}

function applyOne({ paymentLimits }: Deps, tx: Tx, books: Books, message: AccountsMessage): void {
  const { name, payload, traceparent } = message;
  switch (name) {
    case 'UserRegistered':
      return; // Locking has opened the account.
    case 'UserDeactivated':
    case 'UserReactivated':
      return setFrozen(books, { ...payload, frozen: name === 'UserDeactivated' });
    case 'AuthorizePayment':
      return answerAuthorization(tx, authorizePayment(books, payload, paymentLimits), traceparent);
    case 'CapturePayment':
      resolvePayment(books, 'capture', payload);
      return send(tx, PaymentCaptured, { orderId: payload.orderId }, traceparent);
    case 'VoidPayment':
      voidPayment(books, payload);
      return send(tx, PaymentVoided, { orderId: payload.orderId }, traceparent);
    case 'RefundPayment':
      resolvePayment(books, 'refund', payload);
      return send(tx, PaymentRefunded, { orderId: payload.orderId }, traceparent);
    default:
      return name satisfies never;
  }
}

function answerAuthorization(tx: Tx, payment: Payment, traceparent: string): void {
  const { orderId, status, declineCode } = payment;
  if (status === 'VOIDED') return send(tx, PaymentVoided, { orderId }, traceparent);
  if (declineCode === null) return send(tx, PaymentAuthorized, { orderId }, traceparent);
  const message = declineMessage(declineCode, payment);
  return send(tx, PaymentDeclined, { orderId, code: declineCode, message }, traceparent);
}
