import { statusOf } from './saga.ts';
import type { OrderStatus, Saga } from './saga.ts';

/** What is said of a status, where the failure does not say more. */
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

/** What the timeline says of the status that an order has come to, for people. */
export const timelineDetail = (saga: Saga): string | null => DETAILS[statusOf(saga)] ?? saga.failure?.message ?? null;
