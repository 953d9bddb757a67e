import { describe, expect, it } from 'vitest';
import { priceOf } from './seed.ts';

describe('priceOf', () => {
  it.each([
    ['USD', '12.05'],
    ['JPY', '12'],
    ['KWD', '12.050'],
  ])('has the places of %s', (currency, price) => {
    expect(priceOf({ units: 12, hundredths: 5 }, currency)).toBe(price);
  });
});
