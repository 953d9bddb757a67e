import { describe, expect, test } from 'vitest';
import { refusalToRelease, refusalToReserve } from './decide-by-hand.ts';

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
