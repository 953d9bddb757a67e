import { exponentOf, isCurrency } from '#platform/money.ts';

/** The largest single payment, in whole units of its currency. */
export interface PaymentLimits {
  /** For every currency without one of its own. */
  readonly general: bigint;
  readonly byCurrency: ReadonlyMap<string, bigint>;
}

const GENERAL_DEFAULT = 10_000n;
const ENTRY = /^(?:([A-Z]{3})=)?([1-9]\d{0,14})$/;

/**
 * Reads the setting: entries separated by commas, a bare one for all currencies and `JPY=1000000` for one, in whole units of the
 * currency. What is wrong with it is returned as a sentence.
 */
export function parsePaymentLimits(text: string): PaymentLimits | { readonly error: string } {
  let general: bigint | undefined;
  const byCurrency = new Map<string, bigint>();
  for (const entry of text.split(',').map((part) => part.trim())) {
    const match = ENTRY.exec(entry);
    if (match === null) return { error: 'must be entries like 10000 and JPY=1000000, separated by commas' };
    const [, currency, units = ''] = match;
    if (currency === undefined) {
      if (general !== undefined) return { error: 'has more than one limit for all currencies' };
      general = BigInt(units);
      continue;
    }
    if (!isCurrency(currency)) return { error: `names ${currency}, which is not a currency of ISO 4217` };
    if (byCurrency.has(currency)) return { error: `has more than one limit for ${currency}` };
    byCurrency.set(currency, BigInt(units));
  }
  return { general: general ?? GENERAL_DEFAULT, byCurrency };
}

/** The largest single payment in a currency, in its minor units. */
export const limitMinorOf = ({ general, byCurrency }: PaymentLimits, currency: string): bigint =>
  (byCurrency.get(currency) ?? general) * 10n ** BigInt(exponentOf(currency));
