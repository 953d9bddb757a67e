import { expect, test } from 'vitest';
import { exponentOf, isCurrency, isInUse } from './currencies.ts';

const now = new Date('2026-11-27T12:00:00Z');
const codes = Array.from({ length: 26 ** 3 }, (_, index) =>
  [index / 676, (index / 26) % 26, index % 26].map((letter) => String.fromCodePoint(65 + Math.trunc(letter))).join(''),
);

test('knows the currencies of ISO 4217 and their exponents', () => {
  expect(['USD', 'JPY', 'KWD', 'CLF', 'IQD'].map(exponentOf)).toEqual([2, 0, 3, 4, 3]);
  expect(['usd', 'XXX', 'XAU', 'ABC', ''].filter(isCurrency)).toEqual([]);
  expect(() => exponentOf('ABC')).toThrow(RangeError);
});

test.each(['XCG', 'ZWG', 'SLE', 'SVC', 'CLF', 'VED', 'XOF'])('%s is in use', (code) =>
  expect(isInUse(code, now)).toBe(true),
);

test.each(['ANG', 'BGN', 'CUC', 'HRK', 'SLL', 'ZWL', 'DEM'])(
  '%s is withdrawn, and known for existing money',
  (code) => {
    expect(isInUse(code, now)).toBe(false);
    expect(isCurrency(code)).toBe(true);
  },
);

test('a currency is in use up to its last day', () => {
  expect(isInUse('BGN', new Date('2026-01-31T23:59:59Z'))).toBe(true);
  expect(isInUse('BGN', new Date('2026-02-01T00:00:00Z'))).toBe(false);
});

// A new version of the packages may add currencies. It must not change these: amounts that are stored would become others.
test('the decimal places of currencies do not change', () => {
  const byExponent = Map.groupBy(
    codes.filter((code) => isCurrency(code) && isInUse(code, now)),
    exponentOf,
  );
  expect(byExponent.get(0)?.join(' ')).toBe('BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF');
  expect(byExponent.get(3)?.join(' ')).toBe('BHD IQD JOD KWD LYD OMR TND');
  expect(byExponent.get(4)?.join(' ')).toBe('CLF UYW');
  expect([...byExponent.keys()].toSorted((a, b) => a - b)).toEqual([0, 2, 3, 4]);
  expect(byExponent.get(2)?.length).toBeGreaterThan(130);
});
