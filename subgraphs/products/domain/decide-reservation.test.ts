import { describe, expect, test } from 'vitest';
import { decideReservation, type OfferedProduct, type WantedLine } from './decide-reservation.ts';

const mug: OfferedProduct = {
  id: 'mug',
  sku: 'MUG-1',
  skuFolded: 'mug-1',
  name: 'Blue mug',
  priceMinor: 20_050n,
  currency: 'USD',
  status: 'ACTIVE',
  onHand: 10,
  reserved: 4,
};
const tea: OfferedProduct = {
  ...mug,
  id: 'tea',
  sku: 'TEA-1',
  skuFolded: 'tea-1',
  name: 'Green tea',
  priceMinor: 300n,
};

const byId = (productId: string, quantity: number): WantedLine => ({ productId, sku: null, quantity });
const bySku = (sku: string, quantity: number): WantedLine => ({ productId: null, sku, quantity });

describe('given products with enough stock', () => {
  test('when the lines name them by id and by SKU, then all are reserved at their prices, in the order of the lines', () => {
    expect(decideReservation([bySku('tea-1', 3), byId('mug', 2)], [mug, tea], null)).toEqual({
      kind: 'reserve',
      lines: [
        { productId: 'tea', sku: 'TEA-1', name: 'Green tea', quantity: 3, unitPriceMinor: 300n },
        { productId: 'mug', sku: 'MUG-1', name: 'Blue mug', quantity: 2, unitPriceMinor: 20_050n },
      ],
      total: { amountMinor: 41_000n, currency: 'USD' },
    });
  });

  test('when two lines mean one product, then each line is kept and both take from its stock', () => {
    expect(decideReservation([byId('mug', 3), bySku('MUG-1', 3)], [mug], null)).toMatchObject({
      kind: 'reserve',
      lines: [{ quantity: 3 }, { quantity: 3 }],
      total: { amountMinor: 120_300n },
    });
    expect(decideReservation([byId('mug', 3), bySku('MUG-1', 4)], [mug], null)).toMatchObject({
      kind: 'reject',
      code: 'OUT_OF_STOCK',
    });
  });

  test('when the expected total is the real one, then it is reserved', () => {
    const total = { amountMinor: 40_100n, currency: 'USD' };
    expect(decideReservation([byId('mug', 2)], [mug], total)).toMatchObject({ kind: 'reserve', total });
  });

  test.for([
    [{ amountMinor: 40_099n, currency: 'USD' }, 'The total is now 401.00 USD, not 400.99 USD.'],
    [{ amountMinor: 40_100n, currency: 'KWD' }, 'The total is now 401.00 USD, not 40.100 KWD.'],
  ] as const)('when the expected total is another, then nothing is reserved: %s', ([expected, message]) => {
    expect(decideReservation([byId('mug', 2)], [mug], expected)).toEqual({
      kind: 'reject',
      code: 'PRICE_CHANGED',
      message,
    });
  });

  test('when there is no line, then that is a bug', () => {
    expect(() => decideReservation([], [mug], null)).toThrow(RangeError);
  });
});

describe('given lines that cannot be reserved, then none is, and the customer gets the reason', () => {
  const dear: OfferedProduct = { ...mug, priceMinor: 999_999_999_999_999n };
  test.for<[string, readonly WantedLine[], readonly OfferedProduct[], string, string]>([
    ['an unknown SKU', [byId('mug', 1), bySku('CUP-1', 1)], [mug], 'PRODUCT_NOT_FOUND', 'There is no product “CUP-1”.'],
    ['an unknown id', [byId('cup', 1)], [mug], 'PRODUCT_NOT_FOUND', 'There is no product “cup”.'],
    [
      'an archived product',
      [byId('mug', 1)],
      [{ ...mug, status: 'ARCHIVED' }],
      'PRODUCT_NOT_FOUND',
      '“Blue mug” is no longer sold.',
    ],
    [
      'two currencies',
      [byId('mug', 1), byId('tea', 1)],
      [mug, { ...tea, currency: 'EUR' }],
      'CURRENCY_MISMATCH',
      '“Blue mug” is sold in USD and “Green tea” in EUR: order them separately.',
    ],
    ['more than there is', [byId('mug', 7)], [mug], 'OUT_OF_STOCK', 'Only 6 of “Blue mug” are left.'],
    [
      'more than the last one',
      [byId('mug', 7)],
      [{ ...mug, reserved: 9 }],
      'OUT_OF_STOCK',
      'Only 1 of “Blue mug” is left.',
    ],
    [
      'a product of which none is left',
      [byId('mug', 1)],
      [{ ...mug, reserved: 10 }],
      'OUT_OF_STOCK',
      '“Blue mug” is out of stock.',
    ],
    [
      'a total of sixteen digits',
      [byId('mug', 2)],
      [dear],
      'LIMIT_EXCEEDED',
      'The total of this order is above the maximum.',
    ],
  ])('%s', ([, lines, products, code, message]) => {
    expect(decideReservation(lines, products, null)).toEqual({ kind: 'reject', code, message });
  });

  test('by the first reason in the order of the contract', () => {
    const expected = { amountMinor: 1n, currency: 'USD' };
    const codeOf = (products: readonly OfferedProduct[]) => {
      const decision = decideReservation([byId('mug', 7), byId('tea', 7)], products, expected);
      return decision.kind === 'reject' && decision.code;
    };
    const other: OfferedProduct = { ...tea, currency: 'EUR' };
    expect(codeOf([mug])).toBe('PRODUCT_NOT_FOUND');
    expect(codeOf([{ ...mug, status: 'ARCHIVED' }, other])).toBe('PRODUCT_NOT_FOUND');
    expect(codeOf([mug, other])).toBe('CURRENCY_MISMATCH');
    expect(codeOf([{ ...dear, onHand: 1_000 }, tea])).toBe('OUT_OF_STOCK');
    expect(
      codeOf([
        { ...dear, onHand: 1_000 },
        { ...tea, onHand: 1_000 },
      ]),
    ).toBe('LIMIT_EXCEEDED');
    expect(
      codeOf([
        { ...mug, onHand: 1_000 },
        { ...tea, onHand: 1_000 },
      ]),
    ).toBe('PRICE_CHANGED');
  });

  test('of the largest total that there can be, everything is reserved', () => {
    expect(decideReservation([byId('mug', 1)], [dear], null)).toMatchObject({
      kind: 'reserve',
      total: { amountMinor: 999_999_999_999_999n },
    });
  });
});
