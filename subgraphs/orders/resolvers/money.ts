import { formatAmount } from '#platform/money.ts';
import type { MoneyResolvers } from '../generated/resolvers.ts';

/** Money, with exactly its currency's decimal places. */
export const Money: MoneyResolvers = {
  amount: ({ amountMinor, currency }) => formatAmount(amountMinor, currency),
};
