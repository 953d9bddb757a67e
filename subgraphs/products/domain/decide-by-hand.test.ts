import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decideAdjustment, decideCount, refusalToRelease, refusalToReserve } from './decide-by-hand.ts';
import { availableOf, deltasOf, QUANTITY_MAX, withDeltas } from './product.ts';

const product = { name: 'Blue mug', status: 'ACTIVE', onHand: 5, reserved: 2 } as const;

describe('setting aside by hand', () => {
  test('is allowed down to the last piece', () => {
    expect(refusalToReserve(product, 3)).toBeUndefined();
  });

  test('is refused beyond it, and for an archived product', () => {
    expect(refusalToReserve(product, 4)).toMatchObject({
      userErrors: [
        { code: 'INSUFFICIENT_STOCK', message: 'Only 3 of “Blue mug” are left.', field: ['input', 'quantity'] },
      ],
    });
    expect(refusalToReserve({ ...product, status: 'ARCHIVED' }, 1)).toMatchObject({
      userErrors: [{ code: 'INVALID_STATE', field: ['input', 'sku'] }],
    });
  });
});

describe('releasing by hand', () => {
  test('is allowed for what was set aside by hand and is still there', () => {
    expect(refusalToRelease({ orderId: null, status: 'ACTIVE' })).toBeUndefined();
  });

  test.for(['RELEASED', 'EXPIRED'] as const)('is refused for one that is %s', (status) => {
    expect(refusalToRelease({ orderId: null, status })).toMatchObject({
      userErrors: [{ code: 'RESERVATION_CLOSED', message: `This reservation is already ${status.toLowerCase()}.` }],
    });
  });

  test.for(['ACTIVE', 'COMMITTED', 'RELEASED'] as const)(
    'is refused for one of an order, even if it is %s',
    (status) => {
      expect(refusalToRelease({ orderId: 'order', status })).toMatchObject({ userErrors: [{ code: 'INVALID_STATE' }] });
    },
  );
});

const stock = { onHand: 10, reserved: 4, returnable: 0 };

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

describe('given that 3 were sold and may be returned', () => {
  const sold = { ...stock, returnable: 3 };

  test('when more are counted than leave room for them, then that is refused', () => {
    expect(decideCount(sold, QUANTITY_MAX - 3)).toEqual({ onHandDelta: QUANTITY_MAX - 13 });
    expect(decideCount(sold, QUANTITY_MAX - 2)).toMatchObject({ userErrors: [{ code: 'INVALID_INPUT' }] });
    expect(decideAdjustment(sold, QUANTITY_MAX - 12)).toMatchObject({ userErrors: [{ code: 'INVALID_INPUT' }] });
  });

  test('when there is no room already, then fewer may still be counted', () => {
    expect(decideCount({ ...sold, onHand: QUANTITY_MAX }, QUANTITY_MAX - 1)).toEqual({ onHandDelta: -1 });
  });
});

test('whatever is counted, added, reserved and sold, all that is open can be committed, released and returned', () => {
  const edge = fc.oneof(
    fc.nat(9),
    fc.nat(9).map((less) => QUANTITY_MAX - less),
    fc.integer({ min: 0, max: QUANTITY_MAX }),
  );
  const step = fc.record({
    do: fc.constantFrom('count', 'add', 'take', 'reserve', 'COMMIT', 'RELEASE', 'RETURN'),
    size: edge,
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40, size: 'max' }), (steps) => {
      let shelf = { onHand: 0, reserved: 0 };
      const open: number[] = [];
      const sold: number[] = [];
      for (const { do: verb, size } of steps) {
        if (verb === 'reserve') {
          const quantity = Math.min(size, availableOf(shelf));
          if (quantity > 0) open.push(quantity);
          shelf = withDeltas(shelf, deltasOf('RESERVE', quantity));
        } else if (verb === 'COMMIT' || verb === 'RELEASE' || verb === 'RETURN') {
          const quantity = (verb === 'RETURN' ? sold : open).pop() ?? 0;
          if (verb === 'COMMIT' && quantity > 0) sold.push(quantity);
          shelf = withDeltas(shelf, deltasOf(verb, quantity));
        } else {
          const whole = { ...shelf, returnable: sold.reduce((sum, quantity) => sum + quantity, 0) };
          const decision =
            verb === 'count' ? decideCount(whole, size) : decideAdjustment(whole, verb === 'add' ? size : -size);
          if ('onHandDelta' in decision) shelf = withDeltas(shelf, { ...decision, reservedDelta: 0 });
        }
        expect(0 <= shelf.reserved && shelf.reserved <= shelf.onHand && shelf.onHand <= QUANTITY_MAX).toBe(true);
      }
    }),
    { numRuns: 1_000 },
  );
});
