import { z } from 'zod';
import { exponentOf, isCurrency, isInUse } from './currencies.ts';

/** An exact amount: minor units (cents, yen, fils) of an ISO 4217 currency. */
export type Money = Readonly<{ amountMinor: bigint; currency: string }>;

/** Amounts have at most 15 digits in all, so that sums of millions of them still fit the database's bigint. */
const DIGITS_MAX = 15;
export const AMOUNT_MINOR_LIMIT = 10n ** BigInt(DIGITS_MAX);

const DECIMAL = /^(-?)(0|[1-9]\d*)(?:\.(\d+))?$/;

/** Whether a text is an exact decimal in plain digits, such as "200.50": no exponent, no plus, no spaces, no leading zeros. */
export const isDecimal = (text: string): boolean => DECIMAL.test(text);

/** Reads a decimal as minor units of a currency. Never rounds: too many decimal places or digits are an error, returned as a sentence. */
export function parseAmount(text: string, currency: string): bigint | { readonly error: string } {
  const match = DECIMAL.exec(text);
  if (match === null) return { error: 'must be a decimal in plain digits, such as "200.50"' };
  const [, sign = '', whole = '', fraction = ''] = match;
  const exponent = exponentOf(currency);
  if (fraction.length > exponent) {
    const places = exponent === 0 ? 'no decimal places' : `at most ${exponent} decimal places`;
    return { error: `must have ${places} in ${currency}` };
  }
  const digits = (whole + fraction.padEnd(exponent, '0')).replace(/^0+(?=\d)/, '');
  if (digits.length > DIGITS_MAX)
    return { error: `must have at most ${DIGITS_MAX - exponent} digits before the decimal point in ${currency}` };
  return BigInt(sign + digits);
}

/** Writes minor units as a decimal with exactly the currency's decimal places: 20050n USD is "200.50". */
export function formatAmount(amountMinor: bigint, currency: string): string {
  const exponent = exponentOf(currency);
  const digits = (amountMinor < 0n ? -amountMinor : amountMinor).toString().padStart(exponent + 1, '0');
  const whole = digits.slice(0, digits.length - exponent);
  const fraction = digits.slice(digits.length - exponent);
  return `${amountMinor < 0n ? '-' : ''}${whole}${exponent > 0 ? `.${fraction}` : ''}`;
}

/** `MoneyInput` of the graph, above zero, also in a withdrawn currency. Output: Money. Faults are about the field `amount` or `currency`. */
export const moneyInput = z
  .object({
    currency: z.string().refine(isCurrency, 'must be a currency of ISO 4217, such as "USD"'),
    amount: z.string(),
  })
  .transform(({ amount, currency }, context): Money => {
    const amountMinor = parseAmount(amount, currency);
    if (typeof amountMinor === 'bigint' && amountMinor > 0n) return { amountMinor, currency };
    const message = typeof amountMinor === 'bigint' ? 'must be above zero' : amountMinor.error;
    context.issues.push({ code: 'custom', path: ['amount'], message, input: amount });
    return z.NEVER;
  });

/** `MoneyInput` of new money or prices: in a currency that is in use. */
export const newMoneyInput = moneyInput.refine(({ currency }) => isInUse(currency), {
  path: ['currency'],
  error: 'is withdrawn: no money can come in in it, and no price be set',
});

/** Minor units in a message: a string of digits outside, a bigint inside, since JSON has no exact integers. */
export const minorUnits = z.codec(z.string().regex(/^-?\d{1,18}$/), z.bigint(), {
  decode: (text) => BigInt(text),
  encode: (value) => value.toString(),
});

/** Money in a message. */
export const moneyMessage = z.object({ amountMinor: minorUnits, currency: z.string().length(3) });
