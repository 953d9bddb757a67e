import type { PaymentResolvers } from '../generated/resolvers.ts';

/** The payment for one order. */
export const Payment: PaymentResolvers = {
  amount: ({ amountMinor, currency }) => ({ amountMinor, currency }),
};
