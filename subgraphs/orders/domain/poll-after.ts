import type { OrderStatus } from './saga.ts';

/** Most orders are settled within a second; who asks this often sees each step of one. */
const SOONEST_MS = 200;
/** An order that waits for something that is away is not settled any sooner for being asked about. */
const LATEST_MS = 2_000;
/** Waiting a quarter of the time that has passed means few questions in all, and an answer at most a quarter late. */
const PART_OF_AGE = 0.25;

/** How long a client waits before it asks about an order again; null where nothing changes without somebody's doing. */
export function pollAfterMs(status: OrderStatus, sinceMovementMs: number): number | null {
  if (status !== 'PENDING' && status !== 'AWAITING_PAYMENT' && status !== 'CANCELLING') return null;
  return Math.round(Math.min(LATEST_MS, Math.max(SOONEST_MS, sinceMovementMs * PART_OF_AGE)));
}
