import currencyCodes from 'currency-codes';
import { z } from 'zod';

/** An exact amount: minor units (cents, yen, fils) of an ISO 4217 currency. */
export interface Money {
  readonly amountMinor: bigint;
  readonly currency: string;
}

/** Amounts have at most 15 digits in all, so that sums of millions of them still fit the database's bigint. */
const DIGITS_MAX = 15;
export const AMOUNT_MINOR_LIMIT = 10n ** BigInt(DIGITS_MAX);

/** Codes of ISO 4217 that are not money people pay with: metals, bond units, test and "no currency". */
const NOT_MONEY = /^X(A[GU]|P[DT]|B[ABCD]|DR|SU|UA|TS|XX)$/;

const EXPONENTS: ReadonlyMap<string, number> = new Map(
  currencyCodes.data.filter(({ code }) => !NOT_MONEY.test(code)).map(({ code, digits }) => [code, digits]),
);

/** Whether `code` is a currency of ISO 4217, in upper case. */
export const isCurrency = (code: string): boolean => EXPONENTS.has(code);

/** Decimal places of a currency: USD 2, JPY 0, KWD 3. Throws for what is not a currency. Source: ISO 4217. */
export function exponentOf(currency: string): number {
  const exponent = EXPONENTS.get(currency);
  if (exponent === undefined) throw new RangeError(`${currency} is not a currency of ISO 4217`);
  return exponent;
}

const DECIMAL = /^(-?)(0|[1-9]\d*)(?:\.(\d+))?$/;

/** Whether a text is an exact decimal in plain digits, such as "200.50": no exponent, no plus, no spaces, no leading zeros. */
export const isDecimal = (text: string): boolean => DECIMAL.test(text);

/** Reads a decimal as minor units of a currency. Never rounds: too many places or digits are an error, returned as a sentence. */
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
  if (digits.length > DIGITS_MAX) return { error: `must have at most ${DIGITS_MAX} digits` };
  return BigInt(sign + digits);
}

/** Writes minor units as a decimal with exactly the currency's places: 20050n USD is "200.50". */
export function formatAmount(amountMinor: bigint, currency: string): string {
  const exponent = exponentOf(currency);
  const digits = (amountMinor < 0n ? -amountMinor : amountMinor).toString().padStart(exponent + 1, '0');
  const whole = digits.slice(0, digits.length - exponent);
  const fraction = digits.slice(digits.length - exponent);
  return `${amountMinor < 0n ? '-' : ''}${whole}${exponent > 0 ? `.${fraction}` : ''}`;
}

/** `MoneyInput` of the graph, above zero. Output: Money. Faults are about the field `amount` or `currency`. */
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

/** Minor units in a message: a string of digits outside, a bigint inside, since JSON has no exact integers. */
export const minorUnits = z.codec(z.string().regex(/^-?\d{1,18}$/), z.bigint(), {
  decode: (text) => BigInt(text),
  encode: (value) => value.toString(),
});

export const moneyMessage = z.object({ amountMinor: minorUnits, currency: z.string().length(3) });
