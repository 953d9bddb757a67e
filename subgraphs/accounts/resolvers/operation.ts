import type { OperationResolvers } from '../generated/resolvers.ts';

/** One movement of an account's balance. */
export const Operation: OperationResolvers = {
  amount: ({ amountMinor, currency }) => ({ amountMinor, currency }),
  balanceAfter: ({ balanceAfterMinor, currency }) => ({ amountMinor: balanceAfterMinor, currency }),
  order: ({ orderId }, _args, { caller }) => (orderId === null ? null : { id: orderId, viewerId: caller?.id ?? null }),
};
