import { GraphQLError } from 'graphql';
import { describe, expect, test } from 'vitest';
import { parseInput } from '#platform/input.ts';
import { placement } from './placement.ts';

const PRODUCT = '0197a000-0000-7000-8000-00000000000a';
const lines = (count: number) => Array.from({ length: count }, (_, index) => ({ sku: `SKU-${index}`, quantity: 1 }));

/** The field that is refused, or "accepted". */
function fieldOf(input: unknown): unknown {
  try {
    parseInput(placement, input);
    return 'accepted';
  } catch (error) {
    return error instanceof GraphQLError && error.extensions['code'] === 'BAD_USER_INPUT'
      ? error.extensions['field']
      : error;
  }
}

describe('what a customer orders', () => {
  test.for<[string, unknown, string]>([
    ['one line by SKU', { lines: lines(1) }, 'accepted'],
    ['one line by id', { lines: [{ productId: PRODUCT, quantity: 1_000_000 }] }, 'accepted'],
    ['a hundred lines', { lines: lines(100) }, 'accepted'],
    [
      'nulls for what is not given',
      { lines: [{ productId: null, sku: 'A', quantity: 1 }], expectedTotal: null, idempotencyKey: null },
      'accepted',
    ],
    ['no line', { lines: [] }, 'input.lines'],
    ['a hundred and one lines', { lines: lines(101) }, 'input.lines'],
    [
      'ten thousand times the same line',
      { lines: Array.from({ length: 10_000 }, () => ({ sku: 'A', quantity: 1 })) },
      'input.lines',
    ],
    ['neither id nor SKU', { lines: [{ quantity: 1 }] }, 'input.lines.0'],
    ['both id and SKU', { lines: [{ productId: PRODUCT, sku: 'A', quantity: 1 }] }, 'input.lines.0'],
    [
      'the same SKU twice, in whatever case',
      {
        lines: [
          { sku: 'A', quantity: 1 },
          { sku: ' a ', quantity: 2 },
        ],
      },
      'input.lines.1.sku',
    ],
    [
      'the same id twice, in whatever case',
      {
        lines: [
          { productId: PRODUCT, quantity: 1 },
          { productId: PRODUCT.toUpperCase(), quantity: 2 },
        ],
      },
      'input.lines.1.productId',
    ],
    ['a malformed id', { lines: [{ productId: 'abc', quantity: 1 }] }, 'input.lines.0.productId'],
    ['an empty SKU', { lines: [{ sku: ' ', quantity: 1 }] }, 'input.lines.0.sku'],
    ['no pieces', { lines: [...lines(1), { sku: 'A', quantity: 0 }] }, 'input.lines.1.quantity'],
    ['less than no pieces', { lines: [{ sku: 'A', quantity: -1 }] }, 'input.lines.0.quantity'],
    ['half a piece', { lines: [{ sku: 'A', quantity: 0.5 }] }, 'input.lines.0.quantity'],
    ['more than a million pieces', { lines: [{ sku: 'A', quantity: 1_000_001 }] }, 'input.lines.0.quantity'],
    [
      'an expected total with too many places',
      { lines: lines(1), expectedTotal: { amount: '10.005', currency: 'USD' } },
      'input.expectedTotal.amount',
    ],
    [
      'an expected total of nothing',
      { lines: lines(1), expectedTotal: { amount: '0', currency: 'USD' } },
      'input.expectedTotal.amount',
    ],
    [
      'an expected total in no currency',
      { lines: lines(1), expectedTotal: { amount: '1', currency: 'ABC' } },
      'input.expectedTotal.currency',
    ],
    ['an empty idempotency key', { lines: lines(1), idempotencyKey: '' }, 'input.idempotencyKey'],
  ])('%s', ([, input, field]) => {
    expect(fieldOf(input)).toBe(field);
  });
});
