import {
  PaymentAuthorized,
  PaymentCaptured,
  PaymentDeclined,
  PaymentRefunded,
  PaymentVoided,
} from '#accounts/messages.ts';
import { on } from '#platform/inbox.ts';
import type { Subscription } from '#platform/inbox.ts';
import {
  ReservationsCommitted,
  ReservationsReleased,
  StockRejected,
  StockReserved,
  StockReturned,
} from '#products/messages.ts';
import { UserDeactivated, UserReactivated } from '#users/messages.ts';
import type { Deps, Tx } from './deps.ts';
import { noteStanding } from './use-cases/note-standing.ts';
import { takeAnswer } from './use-cases/take-answer.ts';
import { takePrices } from './use-cases/take-prices.ts';

/** Which message wakes which use case. */
export const subscriptions = (deps: Deps): Subscription<Tx>[] => [
  on(StockReserved, (tx, answer) => takePrices(deps, tx, answer)),
  on(StockRejected, (tx, { orderId, code, message }) =>
    takeAnswer(deps, tx, orderId, { type: 'StockRejected', failure: { code, message } }),
  ),
  on(ReservationsCommitted, (tx, { orderId }) => takeAnswer(deps, tx, orderId, { type: 'ReservationsCommitted' })),
  on(ReservationsReleased, (tx, { orderId }) => takeAnswer(deps, tx, orderId, { type: 'ReservationsReleased' })),
  on(StockReturned, (tx, { orderId }) => takeAnswer(deps, tx, orderId, { type: 'StockReturned' })),
  on(PaymentAuthorized, (tx, { orderId }) => takeAnswer(deps, tx, orderId, { type: 'PaymentAuthorized' })),
  on(PaymentDeclined, (tx, { orderId, code, message }) =>
    takeAnswer(deps, tx, orderId, { type: 'PaymentDeclined', failure: { code, message } }),
  ),
  on(PaymentCaptured, (tx, { orderId }) => takeAnswer(deps, tx, orderId, { type: 'PaymentCaptured' })),
  on(PaymentVoided, (tx, { orderId }) => takeAnswer(deps, tx, orderId, { type: 'PaymentVoided' })),
  on(PaymentRefunded, (tx, { orderId }) => takeAnswer(deps, tx, orderId, { type: 'PaymentRefunded' })),
  on(UserDeactivated, (tx, { userId, version }) => noteStanding(tx, { userId, version, active: false })),
  on(UserReactivated, (tx, { userId, version }) => noteStanding(tx, { userId, version, active: true })),
];
