import { expect, test } from 'vitest';
import { bucketsOf, stepsIn, type OrderCount } from './statistics.ts';

const at = (minute: number): Date => new Date(Date.UTC(2026, 0, 1, 0, minute));
const count = (minute: number, status: OrderCount['status'], orders: number, totalMinor: bigint): OrderCount => ({
  start: at(minute),
  status,
  currency: 'USD',
  orders,
  totalMinor,
});
const THREE = { from: at(0), to: at(3), stepMs: 60_000 };

test('each step has a bucket, also where nothing was ordered', () => {
  expect(bucketsOf(THREE, [count(1, 'PENDING', 2, 0n)])).toEqual([
    { start: at(0), orders: 0, taken: [] },
    { start: at(1), orders: 2, taken: [] },
    { start: at(2), orders: 0, taken: [] },
  ]);
});

test('money is taken by orders that are paid for and not undone, each currency apart', () => {
  const counts = [
    count(0, 'CONFIRMED', 1, 1_250n),
    count(0, 'DELIVERED', 2, 5_000n),
    count(0, 'CANCELLED', 1, 9_900n),
    { ...count(0, 'SHIPPED', 1, 300n), currency: 'JPY' },
  ];
  expect(bucketsOf({ ...THREE, to: at(1) }, counts)).toEqual([
    {
      start: at(0),
      orders: 5,
      taken: [
        { currency: 'USD', amountMinor: 6_250n },
        { currency: 'JPY', amountMinor: 300n },
      ],
    },
  ]);
});

test('a last step that is cut short counts', () => {
  expect(stepsIn({ ...THREE, to: new Date(at(2).getTime() + 1) })).toBe(3);
});
