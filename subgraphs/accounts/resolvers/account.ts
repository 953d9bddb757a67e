import { availableMinor } from '../domain/account.ts';
import type { AccountResolvers } from '../generated/resolvers.ts';
import { pageOfOperations } from '../use-cases/page-of-operations.ts';

/** A user's money in one currency. */
export const Account: AccountResolvers = {
  owner: ({ ownerId }) => ({ id: ownerId }),
  balance: ({ balanceMinor, currency }) => ({ amountMinor: balanceMinor, currency }),
  held: ({ heldMinor, currency }) => ({ amountMinor: heldMinor, currency }),
  available: (account) => ({ amountMinor: availableMinor(account), currency: account.currency }),
  operations: ({ id }, args, { load }) => pageOfOperations(load.operations, id, args),
};
