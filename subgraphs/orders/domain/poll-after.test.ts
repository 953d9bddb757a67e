import { describe, expect, test } from 'vitest';
import { pollAfterMs } from './poll-after.ts';

describe('a client asks again', () => {
  test.for([
    [0, 200],
    [800, 200],
    [2_000, 500],
    [8_000, 2_000],
    [3_600_000, 2_000],
    [-50, 200],
  ] as const)('of an order that has stood still for %i ms after %i ms', ([sinceMs, afterMs]) => {
    for (const status of ['PENDING', 'AWAITING_PAYMENT', 'CANCELLING'] as const)
      expect(pollAfterMs(status, sinceMs)).toBe(afterMs);
  });

  test.for(['CONFIRMED', 'REJECTED', 'CANCELLED', 'EXPIRED', 'SHIPPED', 'DELIVERED'] as const)(
    'never of one that is %s',
    (status) => {
      expect(pollAfterMs(status, 0)).toBeNull();
    },
  );
});
