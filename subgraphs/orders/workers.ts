import * as accounts from '#accounts/messages.ts';
import { on, type Subscription } from '#platform/inbox.ts';
import type { MessageOf } from '#platform/message.ts';
import * as products from '#products/messages.ts';
import { EmailVerified, UserDeactivated, UserReactivated } from '#users/messages.ts';
import { writeVerified } from './rows.ts';
import type { Deps } from './deps.ts';
import { advanceOrders, noteStandings, type OrderHappening } from './use-cases/advance-orders.ts';

const ANSWERS = [
  products.StockReserved,
  products.StockRejected,
  products.ReservationsCommitted,
  products.ReservationsReleased,
  products.StockReturned,
  accounts.PaymentAuthorized,
  accounts.PaymentDeclined,
  accounts.PaymentCaptured,
  accounts.PaymentVoided,
  accounts.PaymentRefunded,
] as const;

/** The use case of each message. */
export const subscriptions = (deps: Deps): Subscription[] => [
  on(ANSWERS, (tx, answers) => advanceOrders(deps, tx, answers.map(toHappening))),
  on([UserDeactivated, UserReactivated], (tx, news) => noteStandings(tx, news.map(standingOf))),
  on([EmailVerified], (tx, news) => writeVerified(tx, news.map(userIdOf))),
];

const userIdOf = ({ payload: { userId } }: MessageOf<typeof EmailVerified>): string => userId;
const standingOf = ({ name, payload }: MessageOf<typeof UserDeactivated | typeof UserReactivated>) => ({
  ...payload,
  active: name === 'UserReactivated',
});

function toHappening(origin: MessageOf<(typeof ANSWERS)[number]>): OrderHappening {
  const { name, payload } = origin;
  const { orderId } = payload;
  if (name === 'StockReserved')
    return { orderId, event: { type: name, total: payload.total }, lines: payload.lines, origin };
  if (name === 'StockRejected' || name === 'PaymentDeclined') {
    const { code, message } = payload;
    return { orderId, event: { type: name, failure: { code, message } }, origin };
  }
  return { orderId, event: { type: name }, origin };
}
