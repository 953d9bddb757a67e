import { describe, expect, test } from 'vitest';
import { decideStockChange } from './decide-stock-change.ts';
import { QUANTITY_MAX } from './stock.ts';

const stock = { onHand: 10, reserved: 4 };

describe('given 10 on hand, 4 of them reserved', () => {
  test.for([
    [{ onHand: 12 }, 2],
    [{ onHand: 10 }, 0],
    [{ onHand: 4 }, -6],
    [{ delta: 5 }, 5],
    [{ delta: -6 }, -6],
  ] as const)('when changed by %o, then the quantity on hand changes by %i', ([change, onHandDelta]) => {
    expect(decideStockChange(stock, change)).toEqual({ onHandDelta });
  });

  test.for([
    [{ onHand: 3 }, 'INSUFFICIENT_STOCK', 'onHand'],
    [{ delta: -7 }, 'INSUFFICIENT_STOCK', 'delta'],
    [{ delta: -QUANTITY_MAX }, 'INSUFFICIENT_STOCK', 'delta'],
    [{ delta: QUANTITY_MAX - 9 }, 'INVALID_INPUT', 'delta'],
  ] as const)('when changed by %o, then it is refused with %s', ([change, code, field]) => {
    expect(decideStockChange(stock, change)).toMatchObject({ userErrors: [{ code, field: ['input', field] }] });
  });
});
