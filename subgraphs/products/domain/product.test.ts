import { expect, test } from 'vitest';
import { deltasOf } from './product.ts';

const sumOf = (...kinds: Parameters<typeof deltasOf>[0][]) =>
  kinds
    .map((kind) => deltasOf(kind, 7))
    .reduce((a, b) => ({
      onHandDelta: a.onHandDelta + b.onHandDelta,
      reservedDelta: a.reservedDelta + b.reservedDelta,
    }));

test('what is reserved and given back, or sold and returned, leaves the stock as it was', () => {
  expect(sumOf('RESERVE', 'RELEASE')).toEqual({ onHandDelta: 0, reservedDelta: 0 });
  expect(sumOf('RESERVE', 'EXPIRE')).toEqual({ onHandDelta: 0, reservedDelta: 0 });
  expect(sumOf('RESERVE', 'COMMIT', 'RETURN')).toEqual({ onHandDelta: 0, reservedDelta: 0 });
});

test('what is sold leaves the shelf and the reserve', () => {
  expect(sumOf('RESERVE', 'COMMIT')).toEqual({ onHandDelta: -7, reservedDelta: 0 });
});
