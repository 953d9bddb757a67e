import cldr from 'cldr-core/supplemental/currencyData.json' with { type: 'json' };
import currencyCodes from 'currency-codes';
import { z } from 'zod';

/** Codes of ISO 4217 that are not payment currencies: metals, bond units, test and "no currency". */
const NOT_MONEY = /^X(A[GU]|P[DT]|B[ABCD]|DR|SU|UA|TS|XX)$/;
/** In the list of ISO 4217, though CLDR knows of no region that still pays with it. */
const STILL_LISTED: ReadonlySet<string> = new Set(['SVC']);
/** Later than every date. */
const NEVER = 'never';

const { region, fractions } = z
  .object({
    region: z.record(
      z.string(),
      z.array(z.record(z.string(), z.object({ _to: z.iso.date().default(NEVER), _tender: z.string().optional() }))),
    ),
    fractions: z.record(z.string(), z.object({ _digits: z.coerce.number() })),
  })
  .parse(cldr.supplemental.currencyData);

/** The last day on which each currency is legal tender somewhere. */
const LAST_DAYS = new Map<string, string>();
const tenders = Object.values(region).flat();
for (const [code, { _to: lastDay, _tender }] of tenders.flatMap((each) => Object.entries(each))) {
  if (_tender === 'false' || NOT_MONEY.test(code)) continue;
  if (lastDay > (LAST_DAYS.get(code) ?? '')) LAST_DAYS.set(code, lastDay);
}

/** CLDR omits rarely used decimal places, so ISO 4217 goes first; CLDR has codes that are newer than the package of ISO's list. */
const EXPONENTS: ReadonlyMap<string, number> = new Map([
  ...[...LAST_DAYS.keys()].map((code) => [code, fractions[code]?._digits ?? 2] as const),
  ...currencyCodes.data.filter(({ code }) => !NOT_MONEY.test(code)).map(({ code, digits }) => [code, digits] as const),
]);

/** Whether `code` is a currency, in upper case: in use, or withdrawn, since accounts may hold it. */
export const isCurrency = (code: string): boolean => EXPONENTS.has(code);

/** Whether a currency is in use, and so allowed for new money and prices. */
export const isInUse = (code: string, now: Date = new Date()): boolean =>
  isCurrency(code) && (STILL_LISTED.has(code) || (LAST_DAYS.get(code) ?? NEVER) >= now.toISOString().slice(0, 10));

/** Decimal places of a currency: USD 2, JPY 0, KWD 3. Throws for an unknown currency. Source: ISO 4217. */
export function exponentOf(currency: string): number {
  const exponent = EXPONENTS.get(currency);
  if (exponent === undefined) throw new RangeError(`${currency} is not a currency of ISO 4217`);
  return exponent;
}
