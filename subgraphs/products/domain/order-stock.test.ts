import { describe, expect, test } from 'vitest';
import { stepOf } from './order-stock.ts';
import type { OrderRequest, OrderStockStatus } from './order-stock.ts';

const CONTRADICTION = 'CONTRADICTION';
type Expected = 'ACT' | OrderStockStatus | typeof CONTRADICTION;

// Given what was done for the order, when this is asked, then that.
const TABLE: readonly [given: OrderStockStatus | undefined, when: OrderRequest, then: Expected][] = [
  [undefined, 'RESERVE', 'ACT'],
  [undefined, 'COMMIT', CONTRADICTION],
  [undefined, 'RELEASE', 'ACT'],
  [undefined, 'RETURN', CONTRADICTION],
  ['RESERVED', 'RESERVE', 'RESERVED'],
  ['RESERVED', 'COMMIT', 'ACT'],
  ['RESERVED', 'RELEASE', 'ACT'],
  ['RESERVED', 'RETURN', CONTRADICTION],
  ['REJECTED', 'RESERVE', 'REJECTED'],
  ['REJECTED', 'COMMIT', CONTRADICTION],
  ['REJECTED', 'RELEASE', 'RELEASED'],
  ['REJECTED', 'RETURN', CONTRADICTION],
  ['COMMITTED', 'RESERVE', 'RESERVED'],
  ['COMMITTED', 'COMMIT', 'COMMITTED'],
  ['COMMITTED', 'RELEASE', CONTRADICTION],
  ['COMMITTED', 'RETURN', 'ACT'],
  ['RELEASED', 'RESERVE', 'RELEASED'],
  ['RELEASED', 'COMMIT', CONTRADICTION],
  ['RELEASED', 'RELEASE', 'RELEASED'],
  ['RELEASED', 'RETURN', CONTRADICTION],
  ['RETURNED', 'RESERVE', 'RETURNED'],
  ['RETURNED', 'COMMIT', 'RETURNED'],
  ['RETURNED', 'RELEASE', CONTRADICTION],
  ['RETURNED', 'RETURN', 'RETURNED'],
];

describe('the requests of the saga, repeated, early and late', () => {
  test.for(TABLE)('given %s, when asked to %s, then %s', ([given, when, then]) => {
    if (then === CONTRADICTION) expect(() => stepOf(when, given)).toThrow(/contradicts/);
    else expect(stepOf(when, given)).toBe(then);
  });
});
