import { on, type Subscription } from '#platform/inbox.ts';
import { serveOrders } from './use-cases/reserve-stock.ts';
import { CommitReservations, ReleaseReservations, ReserveStock, ReturnStock } from './messages.ts';

/** The use case of each message. All of them lock orders and products, so they share one. */
export const subscriptions: readonly Subscription[] = [
  on([ReserveStock, CommitReservations, ReleaseReservations, ReturnStock], serveOrders),
];
