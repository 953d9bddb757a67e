import { expect, test } from 'vitest';
import { z } from 'zod';
import { id, idempotencyKey, integer, optional, parseInput, searchText, text } from './input.ts';

const order = z.object({ lines: z.array(z.object({ quantity: integer(1, 10) })).min(1), note: optional(text(5)) });

test('returns the parsed input, without absent fields that are null', () => {
  expect(parseInput(order, { lines: [{ quantity: 2 }], note: null })).toEqual({
    lines: [{ quantity: 2 }],
    note: undefined,
  });
});

test.each([
  [{ lines: [{ quantity: 1 }, { quantity: 0 }] }, 'input.lines.1.quantity'],
  [{ lines: [{ quantity: 1.5 }] }, 'input.lines.0.quantity'],
  [{ lines: [{ quantity: -3 }] }, 'input.lines.0.quantity'],
  [{ lines: [] }, 'input.lines'],
  [{ lines: [{ quantity: 1 }], note: 'a\u0000b' }, 'input.note'],
  [{ lines: [{ quantity: 1 }], note: '      ' }, 'input.note'],
  [{ lines: [{ quantity: 1 }], note: '123456' }, 'input.note'],
])('names the field that is wrong: %j', (value, field) => {
  expect(() => parseInput(order, value)).toThrow(
    expect.objectContaining({ extensions: { code: 'BAD_USER_INPUT', field } }),
  );
});

test('accepts ids in either case and nothing else', () => {
  expect(id.parse('019A0000-0000-7000-8000-00000000000F')).toBe('019a0000-0000-7000-8000-00000000000f');
  expect(id.safeParse("1' OR '1'='1").success).toBe(false);
});

test('accepts an idempotency key of 1 to 255 characters', () => {
  expect([
    idempotencyKey.safeParse('k'.repeat(255)).success,
    idempotencyKey.safeParse('k'.repeat(256)).success,
    idempotencyKey.safeParse('').success,
  ]).toEqual([true, false, false]);
});

test('does not search for blanks alone', () => {
  for (const nothing of [undefined, null, '', ' \t\n']) expect(parseInput(searchText(5), nothing)).toBeUndefined();
  expect(parseInput(searchText(5), '  mug ')).toBe('mug');
  expect(() => parseInput(searchText(5), 'a mug.', 'search')).toThrow('search: must have at most 5 characters');
  expect(() => parseInput(searchText(5), 'a\0b', 'search')).toThrow('search: must not hold control characters');
});
