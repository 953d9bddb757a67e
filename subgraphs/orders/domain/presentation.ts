import { statusOf, type OrderFailure, type OrderStatus, type Saga } from './saga.ts';

/** Most orders are settled within a second; polling this often shows each step. */
const SOONEST_MS = 200;
/** An order that waits for an unavailable service is not settled any sooner by polling. */
const LATEST_MS = 2_000;
/** Waiting a quarter of the time that has passed means few requests in all, and an answer at most a quarter late. */
const PART_OF_AGE = 0.25;

/** Returns how long a client waits before it asks about an order again; null once only a user's action can change it. */
export function pollAfterMs(status: OrderStatus, sinceMovementMs: number): number | null {
  if (status !== 'PENDING' && status !== 'AWAITING_PAYMENT' && status !== 'CANCELLING') return null;
  return Math.round(Math.min(LATEST_MS, Math.max(SOONEST_MS, sinceMovementMs * PART_OF_AGE)));
}

/** Returns why an order is not fulfilled. Null while it is being undone without a visible failure: another reason (a cancellation) may come first. */
export function publicFailureOf(saga: Saga): OrderFailure | null {
  const status = statusOf(saga);
  return status === 'PENDING' || status === 'AWAITING_PAYMENT' ? null : saga.failure;
}

/** The text of a status in the timeline, where the failure does not say more. */
const DETAILS: Readonly<Record<OrderStatus, string | null>> = {
  PENDING: 'The order was placed.',
  AWAITING_PAYMENT: 'The items are reserved and priced.',
  CONFIRMED: 'The order is paid and the items are yours.',
  REJECTED: null,
  CANCELLING: null,
  CANCELLED: 'Everything is undone: nothing is charged, held or reserved any more.',
  EXPIRED: null,
  SHIPPED: 'The order was sent off.',
  DELIVERED: 'The order has arrived.',
};

/** Returns the timeline's text for a new status of an order. */
export const timelineDetail = (saga: Saga): string | null => DETAILS[statusOf(saga)] ?? saga.failure?.message ?? null;
