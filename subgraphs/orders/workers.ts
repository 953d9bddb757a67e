import {
  PaymentAuthorized,
  PaymentCaptured,
  PaymentDeclined,
  PaymentRefunded,
  PaymentVoided,
} from '#accounts/messages.ts';
import { on } from '#platform/inbox.ts';
import type { Subscription } from '#platform/inbox.ts';
import type { MessageOf } from '#platform/message.ts';
import {
  ReservationsCommitted,
  ReservationsReleased,
  StockRejected,
  StockReserved,
  StockReturned,
} from '#products/messages.ts';
import { EmailVerified, UserDeactivated, UserReactivated } from '#users/messages.ts';
import { writeVerified } from './rows.ts';
import type { Deps } from './deps.ts';
import { advanceOrders, noteStandings } from './use-cases/advance-orders.ts';
import type { OrderHappening } from './use-cases/advance-orders.ts';

const ANSWERS = [
  StockReserved,
  StockRejected,
  ReservationsCommitted,
  ReservationsReleased,
  StockReturned,
  PaymentAuthorized,
  PaymentDeclined,
  PaymentCaptured,
  PaymentVoided,
  PaymentRefunded,
] as const;

/** Which messages wake which use case. */
export const subscriptions = (deps: Deps): Subscription[] => [
  on(ANSWERS, (tx, answers) => advanceOrders(deps, tx, answers.map(toHappening))),
  on([UserDeactivated, UserReactivated], (tx, news) =>
    noteStandings(
      tx,
      news.map(({ name, payload: { userId, version } }) => ({ userId, version, active: name === 'UserReactivated' })),
    ),
  ),
  on([EmailVerified], (tx, news) =>
    writeVerified(
      tx,
      news.map(({ payload }) => payload.userId),
    ),
  ),
];

function toHappening(answer: MessageOf<(typeof ANSWERS)[number]>): OrderHappening {
  const { name, traceparent } = answer;
  const { orderId } = answer.payload;
  if (name === 'StockReserved') {
    const { total, lines } = answer.payload;
    return { orderId, event: { type: name, total }, lines, traceparent };
  }
  if (name === 'StockRejected' || name === 'PaymentDeclined') {
    const { code, message } = answer.payload;
    return { orderId, event: { type: name, failure: { code, message } }, traceparent };
  }
  return { orderId, event: { type: name }, traceparent };
}
