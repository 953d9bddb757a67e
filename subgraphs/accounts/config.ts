import { z } from 'zod';
import { portSetting, postgresUrlSetting, serviceSettings } from '#platform/config.ts';
import { isCurrency } from '#platform/money.ts';
import { parsePaymentLimits } from './domain/payment-limits.ts';

const paymentLimitSetting = z.string().transform((text, context) => {
  const limits = parsePaymentLimits(text);
  if (!('error' in limits)) return limits;
  context.issues.push({ code: 'custom', message: limits.error, input: text });
  return z.NEVER;
});

/** The settings of accounts. */
export const settings = z.object({
  ...serviceSettings,
  ACCOUNTS_PORT: portSetting.default(4002),
  ACCOUNTS_DATABASE_URL: postgresUrlSetting,
  /** Everybody has an account in it. */
  DEFAULT_CURRENCY: z.string().refine(isCurrency, 'must be a currency of ISO 4217, such as USD').default('USD'),
  /** The largest single payment in whole units: one for all currencies, and others by currency, such as `10000,JPY=1000000`. */
  PAYMENT_LIMIT: paymentLimitSetting.prefault('10000'),
});
