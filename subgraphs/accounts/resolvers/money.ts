import { formatAmount } from '#platform/money.ts';
import type { MoneyResolvers } from '../generated/resolvers.ts';

/** An amount with exactly its currency's places. */
export const Money: MoneyResolvers = {
  amount: ({ amountMinor, currency }) => formatAmount(amountMinor, currency),
};
