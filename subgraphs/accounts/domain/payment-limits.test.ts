import { describe, expect, test } from 'vitest';
import { limitMinorOf, paymentLimits } from './payment-limits.ts';

describe('a payment limit', () => {
  test.each([
    ['10000', 'USD', 1_000_000n],
    ['10000', 'JPY', 10_000n],
    ['10000', 'KWD', 10_000_000n],
    ['10000,JPY=1000000,KWD=500', 'USD', 1_000_000n],
    ['10000,JPY=1000000,KWD=500', 'JPY', 1_000_000n],
    ['10000,JPY=1000000,KWD=500', 'KWD', 500_000n],
    [' JPY=7 , 5 ', 'USD', 500n],
    ['JPY=7', 'USD', 1_000_000n],
    ['999999999999999', 'USD', 99_999_999_999_999_900n],
  ])('of %j is in %s %s minor units', (text, currency, limitMinor) => {
    expect(limitMinorOf(paymentLimits.parse(text), currency)).toBe(limitMinor);
  });

  test.each([
    ['', 'entries like'],
    ['0', 'entries like'],
    ['-1', 'entries like'],
    ['10.5', 'entries like'],
    ['10000,', 'entries like'],
    ['1e4', 'entries like'],
    ['jpy=5', 'entries like'],
    ['JPY=', 'entries like'],
    ['1,2', 'more than one limit for all currencies'],
    ['JPY=1,JPY=1', 'more than one limit for JPY'],
    ['ABC=1', 'ABC, which is not a currency'],
  ])('of %j is refused', (text, error) => {
    expect(() => paymentLimits.parse(text)).toThrow(error);
  });
});
