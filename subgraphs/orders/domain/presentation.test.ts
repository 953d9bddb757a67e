import { describe, expect, test } from 'vitest';
import { decide, type SagaEvent } from './decide.ts';
import { pollAfterMs, publicFailureOf, timelineDetail } from './presentation.ts';
import { PLACED, type Saga } from './saga.ts';

describe('a client polls again', () => {
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

const failure = { code: 'ACCOUNT_FROZEN', message: 'Your account is frozen.' } as const;

const after = (...events: SagaEvent[]): Saga =>
  events.reduce<Saga>((saga, event) => {
    const decision = decide(saga, event);
    return decision.kind === 'moved' ? decision.next : saga;
  }, PLACED);

const declined = after(
  { type: 'StockReserved', total: { amountMinor: 1n, currency: 'JPY' } },
  { type: 'PaymentDeclined', failure },
);

test('an order that is being undone without a visible failure does not say why yet', () => {
  expect(declined.failure).toEqual(failure);
  expect(publicFailureOf(declined)).toBeNull();
});

test('an order that is undone says why, in its timeline too', () => {
  const rejected = after(
    { type: 'StockReserved', total: { amountMinor: 1n, currency: 'JPY' } },
    { type: 'PaymentDeclined', failure },
    { type: 'ReservationsReleased' },
  );
  expect(publicFailureOf(rejected)).toEqual(failure);
  expect(timelineDetail(rejected)).toBe('Your account is frozen.');
});

test('an order that is being cancelled says so at once', () => {
  const cancelling = after({ type: 'CancelAsked', by: 'SHOP' });
  expect(publicFailureOf(cancelling)).toEqual({ code: 'CANCELLED', message: 'Cancelled by the shop.' });
  expect(timelineDetail(cancelling)).toBe('Cancelled by the shop.');
});
