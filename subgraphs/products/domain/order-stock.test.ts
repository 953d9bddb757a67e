import { describe, expect, test } from 'vitest';
import { stepOf, type OrderRequest, type OrderStockStatus } from './order-stock.ts';

const CONTRADICTION = 'CONTRADICTION';
type Step = 'ACT' | OrderStockStatus | typeof CONTRADICTION;

// Given the order's state, when this request arrives, then that happens.
const TABLE: readonly [given: OrderStockStatus | undefined, when: OrderRequest, then: Step][] = [
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

const contradictions = TABLE.filter(([, , then]) => then === CONTRADICTION);
const steps = TABLE.filter(([, , then]) => then !== CONTRADICTION);

describe('the requests of the saga, repeated, early and late', () => {
  test.for(steps)('given %s, when asked to %s, then %s', ([given, when, then]) => {
    expect(stepOf(when, given)).toBe(then);
  });

  test.for(contradictions)('given %s, when asked to %s, then that is a bug', ([given, when]) => {
    expect(() => stepOf(when, given)).toThrow(/contradicts/);
  });
});
