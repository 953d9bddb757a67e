import type { MoneyInput } from '../client/index.ts';

/** An amount as the graph gives it: exactly as many places as its currency has. */
export type Money = Readonly<MoneyInput>;

const placesOf = (amount: string): number => amount.split('.')[1]?.length ?? 0;

function written(minor: bigint, places: number): string {
  const digits = String(minor).padStart(places + 1, '0');
  return places === 0 ? digits : `${digits.slice(0, -places)}.${digits.slice(-places)}`;
}

/** The price of several pieces. Integers of minor units: no float ever touches money. */
export const times = ({ amount, currency }: Money, count: number): Money => ({
  amount: written(BigInt(amount.replace('.', '')) * BigInt(count), placesOf(amount)),
  currency,
});

/** The sum of amounts; undefined for none, and where they are not of one currency. */
export function sumOf(amounts: readonly Money[]): Money | undefined {
  const [first] = amounts;
  if (first === undefined || amounts.some(({ currency }) => currency !== first.currency)) return undefined;
  const minor = amounts.reduce((sum, { amount }) => sum + BigInt(amount.replace('.', '')), 0n);
  return { amount: written(minor, placesOf(first.amount)), currency: first.currency };
}

/** Whether an amount is less than another of the same currency. */
export const isLess = (one: Money, other: Money): boolean =>
  BigInt(one.amount.replace('.', '')) < BigInt(other.amount.replace('.', ''));
