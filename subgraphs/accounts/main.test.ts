import { expect, test } from 'vitest';
import { ConfigurationError, readConfig } from '#platform/config.ts';
import { settings } from './main.ts';
import { limitMinorOf } from './domain/payment-limits.ts';

const NEEDED = {
  ACCOUNTS_DATABASE_URL: 'postgres://localhost/accounts',
  QUEUE_URL: 'redis://localhost',
  ROUTER_SECRET: 'x'.repeat(32),
};

test('unset settings have a default', () => {
  const config = readConfig(settings, NEEDED);
  expect(config).toMatchObject({ ACCOUNTS_PORT: 4002, DEFAULT_CURRENCY: 'USD' });
  expect(limitMinorOf(config.PAYMENT_LIMIT, 'USD')).toBe(1_000_000n);
});

test('limits by currency are read', () => {
  const { PAYMENT_LIMIT } = readConfig(settings, { ...NEEDED, PAYMENT_LIMIT: '20,JPY=3000' });
  expect([limitMinorOf(PAYMENT_LIMIT, 'USD'), limitMinorOf(PAYMENT_LIMIT, 'JPY')]).toEqual([2_000n, 3_000n]);
});

test('all faults are reported at once', () => {
  const faulty = { ...NEEDED, DEFAULT_CURRENCY: 'usd', PAYMENT_LIMIT: 'much' };
  expect(() => readConfig(settings, faulty)).toThrow(ConfigurationError);
  expect(() => readConfig(settings, faulty)).toThrow(/DEFAULT_CURRENCY[^]*PAYMENT_LIMIT: must be entries like/);
});
