import { statusOf } from './saga.ts';
import type { OrderFailure, Saga } from './saga.ts';

/**
 * Why an order is not fulfilled, as people see it. It goes with the status: an order that is quietly being undone shows neither yet,
 * since another reason (a cancellation) may still come first.
 */
export function publicFailureOf(saga: Saga): OrderFailure | null {
  const status = statusOf(saga);
  return status === 'PENDING' || status === 'AWAITING_PAYMENT' ? null : saga.failure;
}
