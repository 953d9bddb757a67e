import { on } from '#platform/inbox.ts';
import type { Subscription } from '#platform/inbox.ts';
import type { Tx } from './deps.ts';
import { CommitReservations, ReleaseReservations, ReserveStock, ReturnStock } from './messages.ts';
import { commitForOrder } from './use-cases/commit-for-order.ts';
import { releaseForOrder } from './use-cases/release-for-order.ts';
import { reserveForOrder } from './use-cases/reserve-for-order.ts';
import { returnForOrder } from './use-cases/return-for-order.ts';

/** Which message wakes which use case. */
export const subscriptions: readonly Subscription<Tx>[] = [
  on(ReserveStock, reserveForOrder),
  on(CommitReservations, commitForOrder),
  on(ReleaseReservations, releaseForOrder),
  on(ReturnStock, returnForOrder),
];
