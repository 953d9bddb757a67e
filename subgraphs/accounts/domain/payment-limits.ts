import { z } from 'zod';
import { exponentOf, isCurrency } from '#platform/currencies.ts';

/** The largest single payment by currency, in whole units; under '' that of every currency without one of its own. */
export type PaymentLimits = ReadonlyMap<string, bigint>;

const GENERAL_DEFAULT = 10_000n;
const ENTRY = /^(?:([A-Z]{3})=)?([1-9]\d{0,14})$/;

/** The setting: entries separated by commas, a bare one for all currencies and `JPY=1000000` for one, in whole units of the currency. */
export const paymentLimits = z.string().transform((text, context): PaymentLimits => {
  const limits = new Map<string, bigint>();
  const refuse = (message: string): never => {
    context.addIssue(message);
    return z.NEVER;
  };
  for (const entry of text.split(',')) {
    const [, currency = '', units] = ENTRY.exec(entry.trim()) ?? [];
    if (units === undefined) return refuse('must be entries like 10000 and JPY=1000000, separated by commas');
    if (currency !== '' && !isCurrency(currency))
      return refuse(`names ${currency}, which is not a currency of ISO 4217`);
    if (limits.has(currency)) return refuse(`has more than one limit for ${currency || 'all currencies'}`);
    limits.set(currency, BigInt(units));
  }
  return limits;
});

/** The largest single payment in a currency, in its minor units. */
export const limitMinorOf = (limits: PaymentLimits, currency: string): bigint =>
  (limits.get(currency) ?? limits.get('') ?? GENERAL_DEFAULT) * 10n ** BigInt(exponentOf(currency));
