import { describe, expect, test } from 'vitest';
import { waitBeforeMs, withDefaults } from './back-off.ts';

const policy = withDefaults({ attemptsMax: 9, baseMs: 100, waitMaxMs: 20_000 });

describe('the wait before the next attempt', () => {
  test.each([
    [1, 50, 100],
    [2, 100, 200],
    [5, 800, 1_600],
    [8, 4_000, 8_000],
  ])('after attempt %i lies between %i and %i ms, by chance', (attempt, shortest, longest) => {
    expect(waitBeforeMs(attempt, undefined, policy, () => 0)).toBe(shortest);
    expect(waitBeforeMs(attempt, undefined, policy, () => 1)).toBe(longest);
  });

  test('is as long as the graph asks for, if that is longer', () => {
    expect(waitBeforeMs(1, 3_000, policy, () => 1)).toBe(3_000);
    expect(waitBeforeMs(1, 20_000, policy, () => 1)).toBe(20_000);
    expect(waitBeforeMs(6, 10, policy, () => 0)).toBe(1_600);
  });

  test('is not worth it when the graph asks for too long, or after the last attempt', () => {
    expect(waitBeforeMs(1, 20_001, policy)).toBeUndefined();
    expect(waitBeforeMs(9, undefined, policy)).toBeUndefined();
    expect(waitBeforeMs(1, undefined, withDefaults({ attemptsMax: 1 }))).toBeUndefined();
  });

  test('stays finite after any number of attempts', () => {
    const forever = withDefaults({ attemptsMax: Infinity });
    expect(waitBeforeMs(5_000, undefined, forever, () => 1)).toBe(8_000);
  });
});

test('a call says more than its client, and the client more than the defaults', () => {
  expect(withDefaults({ attemptsMax: 2 }, { attemptsMax: 3, baseMs: 7 })).toEqual({
    attemptsMax: 2,
    baseMs: 7,
    waitMaxMs: 30_000,
  });
});
