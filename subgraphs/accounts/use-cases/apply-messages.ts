import {
  PaymentAuthorized,
  PaymentCaptured,
  PaymentDeclined,
  PaymentRefunded,
  PaymentVoided,
} from '#accounts/messages.ts';
import type { AuthorizePayment, CapturePayment, RefundPayment, VoidPayment } from '#accounts/messages.ts';
import type { Tx } from '#platform/database.ts';
import type { MessageOf } from '#platform/message.ts';
import { send } from '#platform/outbox.ts';
import type { UserDeactivated, UserReactivated, UserRegistered } from '#users/messages.ts';
import type { Deps } from '../deps.ts';
import { setFrozen } from '../domain/books.ts';
import type { Books } from '../domain/books.ts';
import { declineMessage } from '../domain/payment.ts';
import type { Payment } from '../domain/payment.ts';
import { authorizePayment, capturePayment, refundPayment, voidPayment } from '../domain/settle.ts';
import { keepBooks } from '../ledger.ts';

/** A request about an order's payment. */
type PaymentMessage = MessageOf<
  typeof AuthorizePayment | typeof CapturePayment | typeof VoidPayment | typeof RefundPayment
>;
/** News of a user. */
type UserMessage = MessageOf<typeof UserRegistered | typeof UserDeactivated | typeof UserReactivated>;

const isOfOrder = (message: PaymentMessage | UserMessage): message is PaymentMessage => 'orderId' in message.payload;

/**
 * Applies messages in order and answers each request. Asked again, the stored answer is sent again. Throws a ContradictionError where a request
 * contradicts what is stored.
 */
export function applyMessages(
  deps: Deps,
  tx: Tx,
  messages: readonly (PaymentMessage | UserMessage)[],
): Promise<unknown> {
  const touched = {
    ownerIds: messages.map((message) => (isOfOrder(message) ? message.payload.customerId : message.payload.userId)),
    orderIds: messages.filter(isOfOrder).map(({ payload }) => payload.orderId),
  };
  return keepBooks(tx, deps, touched, (books) => {
    for (const message of messages) {
      if (isOfOrder(message)) settle(deps, tx, message, books);
      // Whoever registers has been given an account by being locked.
      else if (message.name !== 'UserRegistered')
        setFrozen(books, { ...message.payload, frozen: message.name === 'UserDeactivated' });
    }
  });
}

function settle({ paymentLimits }: Deps, tx: Tx, message: PaymentMessage, books: Books): void {
  const { name, payload, traceparent } = message;
  const { orderId } = payload;
  switch (name) {
    case 'AuthorizePayment':
      return answerAuthorization(tx, authorizePayment(books, payload, paymentLimits), traceparent);
    case 'CapturePayment':
      capturePayment(books, payload);
      return send(tx, PaymentCaptured, { orderId }, traceparent);
    case 'VoidPayment':
      voidPayment(books, payload);
      return send(tx, PaymentVoided, { orderId }, traceparent);
    case 'RefundPayment':
      refundPayment(books, payload);
      return send(tx, PaymentRefunded, { orderId }, traceparent);
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
