import { describe, expect, test } from 'vitest';
import { decideAdjustment, decideCount } from './decide-stock-change.ts';
import { QUANTITY_MAX } from './stock.ts';

const stock = { onHand: 10, reserved: 4 };

describe('given 10 on hand, 4 of them reserved', () => {
  test.for([
    [12, 2],
    [10, 0],
    [4, -6],
    [QUANTITY_MAX, QUANTITY_MAX - 10],
  ] as const)('when %i are counted, then the quantity on hand changes by %i', ([onHand, onHandDelta]) => {
    expect(decideCount(stock, onHand)).toEqual({ onHandDelta });
  });

  test('when fewer are counted than are reserved, then that is refused', () => {
    expect(decideCount(stock, 3)).toMatchObject({
      userErrors: [{ code: 'INSUFFICIENT_STOCK', field: ['input', 'onHand'] }],
    });
  });

  test.for([5, -6, QUANTITY_MAX - 10])('when adjusted by %i, then the quantity on hand changes by it', (delta) => {
    expect(decideAdjustment(stock, delta)).toEqual({ onHandDelta: delta });
  });

  test.for([
    [-7, 'INSUFFICIENT_STOCK'],
    [-QUANTITY_MAX, 'INSUFFICIENT_STOCK'],
    [QUANTITY_MAX - 9, 'INVALID_INPUT'],
  ] as const)('when adjusted by %i, then it is refused with %s', ([delta, code]) => {
    expect(decideAdjustment(stock, delta)).toMatchObject({ userErrors: [{ code, field: ['input', 'delta'] }] });
  });
});
