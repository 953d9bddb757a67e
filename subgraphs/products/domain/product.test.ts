import { expect, test } from 'vitest';
import { deltasOf } from './product.ts';

const sumOf = (...kinds: Parameters<typeof deltasOf>[0][]) =>
  kinds
    .map((kind) => deltasOf(kind, 7))
    .reduce((a, b) => ({
      onHandDelta: a.onHandDelta + b.onHandDelta,
      reservedDelta: a.reservedDelta + b.reservedDelta,
    }));

test('reserving and releasing, or selling and returning, leaves the stock unchanged', () => {
  expect(sumOf('RESERVE', 'RELEASE')).toEqual({ onHandDelta: 0, reservedDelta: 0 });
  expect(sumOf('RESERVE', 'EXPIRE')).toEqual({ onHandDelta: 0, reservedDelta: 0 });
  expect(sumOf('RESERVE', 'COMMIT', 'RETURN')).toEqual({ onHandDelta: 0, reservedDelta: 0 });
});

test('a sale reduces stock on hand and reserved stock', () => {
  expect(sumOf('RESERVE', 'COMMIT')).toEqual({ onHandDelta: -7, reservedDelta: 0 });
});
