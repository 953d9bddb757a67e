import { describe, expect, test } from 'vitest';
import { decideRefresh, issuedAtS, later, revocationAt } from './tokens.ts';

const noon = new Date('2026-03-01T12:00:00.400Z');
const noonS = Date.parse('2026-03-01T12:00:00Z') / 1000;

describe('the second of a token', () => {
  test('is that of the clock', () => expect(issuedAtS(noon, null)).toBe(noonS));

  test('comes after a revocation in the same second', () => {
    const revokedBefore = revocationAt(noon, null);
    expect(issuedAtS(noon, revokedBefore)).toBeGreaterThan(revokedBefore.getTime() / 1000);
  });

  test('is reached by a second revocation in the same second', () => {
    const first = revocationAt(noon, null);
    const issued = issuedAtS(noon, first);
    const second = revocationAt(noon, first);
    expect(issued).toBeLessThanOrEqual(second.getTime() / 1000);
    expect(issuedAtS(noon, second)).toBeGreaterThan(second.getTime() / 1000);
  });

  test('is that of the clock again when the revocation is past', () => {
    expect(issuedAtS(noon, later(noon, -3600))).toBe(noonS);
  });
});

describe('a refresh token', () => {
  const fresh = { usedAt: null, expiresAt: later(noon, 60), endedAt: null };

  test('is rotated when it is unused', () => expect(decideRefresh(fresh, noon, noon)).toBe('rotate'));

  test('is refused when it is too old', () => {
    expect(decideRefresh({ ...fresh, expiresAt: noon }, noon, noon)).toBe('refuse');
  });

  test('is refused when its session has ended, used or not', () => {
    const endedAt = later(noon, -1);
    expect(decideRefresh({ ...fresh, endedAt }, noon, noon)).toBe('refuse');
    expect(decideRefresh({ ...fresh, endedAt, usedAt: later(noon, -2) }, noon, noon)).toBe('refuse');
  });

  test('ends its session when it was used before', () => {
    expect(decideRefresh({ ...fresh, usedAt: later(noon, -0.001) }, noon, noon)).toBe('end');
  });

  test('is refused, and its session stays, when another request used it after this one had arrived', () => {
    expect(decideRefresh({ ...fresh, usedAt: later(noon, 0.001) }, noon, later(noon, 0.002))).toBe('refuse');
    expect(decideRefresh({ ...fresh, usedAt: noon }, noon, later(noon, 0.002))).toBe('refuse');
  });
});
