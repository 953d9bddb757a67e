import { expect, test } from 'vitest';
import { sidesOf } from './transfer.ts';

test.each([
  ['DEPOSIT', 'CASH', 5n],
  ['WITHDRAWAL', 'CASH', -5n],
  ['PAYMENT', 'SALES', -5n],
  ['REFUND', 'SALES', 5n],
] as const)('a %s is posted against %s, and its sides sum to zero', (type, counterpart, customerMinor) => {
  expect(sidesOf(type, 5n)).toEqual({ customerMinor, counterpart, counterpartMinor: -customerMinor });
});
