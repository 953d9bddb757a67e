import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatAmount, minorUnits, moneyInput, newMoneyInput, parseAmount } from './money.ts';

describe('parseAmount', () => {
  test.each([
    ['200.50', 'USD', 20_050n],
    ['200.5', 'USD', 20_050n],
    ['0.01', 'USD', 1n],
    ['1500', 'JPY', 1_500n],
    ['1.234', 'KWD', 1_234n],
    ['-3.00', 'USD', -300n],
    ['9999999999999.99', 'USD', 999_999_999_999_999n],
  ])('reads %s %s', (amount, currency, amountMinor) => {
    expect(parseAmount(amount, currency)).toBe(amountMinor);
  });

  test.each([
    ['10.005', 'USD'],
    ['10.000', 'USD'],
    ['1.5', 'JPY'],
    ['10000000000000.00', 'USD'],
    ['12345678901234567890', 'USD'],
    ['1e3', 'USD'],
    ['+1', 'USD'],
    ['01', 'USD'],
    ['.5', 'USD'],
    ['1.', 'USD'],
    [' 1', 'USD'],
    ['1\n', 'USD'],
    ['', 'USD'],
    ['٣', 'USD'],
    ['NaN', 'USD'],
  ])('refuses %j %s instead of rounding or guessing', (amount, currency) => {
    expect(parseAmount(amount, currency)).toHaveProperty('error');
  });

  test('tells how many digits of an amount are left for whole units', () => {
    const error = 'must have at most 13 digits before the decimal point in USD';
    expect(parseAmount('999999999999999', 'USD')).toEqual({ error });
  });

  test('reads back exactly what formatAmount wrote', () => {
    const amounts = fc.bigInt({ min: -(10n ** 15n) + 1n, max: 10n ** 15n - 1n });
    fc.assert(
      fc.property(amounts, fc.constantFrom('USD', 'JPY', 'KWD', 'EUR', 'CLF'), (amountMinor, currency) => {
        expect(parseAmount(formatAmount(amountMinor, currency), currency)).toBe(amountMinor);
      }),
    );
  });
});

test('writes an amount with exactly the places of its currency', () => {
  expect([
    formatAmount(5n, 'USD'),
    formatAmount(1_500n, 'JPY'),
    formatAmount(1n, 'KWD'),
    formatAmount(-20_050n, 'USD'),
  ]).toEqual(['0.05', '1500', '0.001', '-200.50']);
});

describe('moneyInput', () => {
  const faultOf = (value: unknown) => moneyInput.safeParse(value).error?.issues[0];

  test('returns minor units', () => {
    expect(moneyInput.parse({ amount: '1000.00', currency: 'USD' })).toEqual({
      amountMinor: 100_000n,
      currency: 'USD',
    });
  });

  test.each(['0', '0.00', '-5', '10.005', '12345678901234567890'])('names the field amount for %s USD', (amount) => {
    expect(faultOf({ amount, currency: 'USD' })?.path).toEqual(['amount']);
  });

  test('names the field currency for one that is unknown', () => {
    expect(faultOf({ amount: '1', currency: 'ABC' })?.path).toEqual(['currency']);
  });

  test('accepts a withdrawn currency, which newMoneyInput refuses with that field', () => {
    expect(faultOf({ amount: '1', currency: 'BGN' })).toBeUndefined();
    expect(newMoneyInput.safeParse({ amount: '1', currency: 'BGN' }).error?.issues[0]?.path).toEqual(['currency']);
    expect(newMoneyInput.safeParse({ amount: '1', currency: 'XCG' }).success).toBe(true);
  });
});

test('refuses minor units in a message that are not whole digits', () => {
  expect(minorUnits.parse('-42')).toBe(-42n);
  expect(minorUnits.safeParse('4.2').success).toBe(false);
  expect(minorUnits.safeParse(42).success).toBe(false);
});
