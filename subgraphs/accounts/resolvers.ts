import { idOf, signedIn, visibleUserId } from '#platform/authorization.ts';
import type { Owners } from '#platform/authorization.ts';
import type { AccountParent, OrderParent, PaymentParent, UserParent } from './context.ts';
import { availableMinor } from './domain/account.ts';
import type { Resolvers } from './generated/resolvers.ts';
import { deposit, withdraw } from './use-cases/move-money.ts';
import { pageOfOperations } from './use-cases/read-accounts.ts';

/** The resolvers of accounts, by type. */
export const resolvers = {
  Mutation: {
    deposit: (_parent, { input }, context) => deposit(context.deps, signedIn(context), input),
    withdraw: (_parent, { input }, context) => withdraw(context.deps, signedIn(context), input),
  },
  User: {
    __resolveReference: async (reference, { caller }) => {
      const id = visibleUserId(reference, caller);
      return id === undefined ? null : { id };
    },
    account: async ({ id }, { currency }, { load, deps }) =>
      (await load.accounts.load(id)).find((account) => account.currency === (currency ?? deps.defaultCurrency)) ?? null,
    accounts: async ({ id }, _args, { load }) => [...(await load.accounts.load(id))],
  },
  Account: {
    owner: ({ ownerId }) => ({ id: ownerId }),
    balance: ({ balanceMinor, currency }) => ({ amountMinor: balanceMinor, currency }),
    held: ({ heldMinor, currency }) => ({ amountMinor: heldMinor, currency }),
    available: (account) => ({ amountMinor: availableMinor(account), currency: account.currency }),
    operations: ({ id }, args, { load }) => pageOfOperations(load.operations, id, args),
  },
  Operation: {
    amount: ({ amountMinor, currency }) => ({ amountMinor, currency }),
    balanceAfter: ({ balanceAfterMinor, currency }) => ({ amountMinor: balanceAfterMinor, currency }),
    order: ({ orderId }, _args, { caller }) =>
      orderId === null ? null : { id: orderId, viewerId: caller?.id ?? null },
  },
  Order: {
    __resolveReference: async (reference, { caller }) => {
      const id = idOf(reference);
      return id === undefined ? null : { id, viewerId: caller?.id ?? null };
    },
    payment: ({ id }, _args, { load }) => load.payment.load(id),
  },
  Payment: {
    amount: ({ amountMinor, currency }) => ({ amountMinor, currency }),
  },
} satisfies Resolvers;

/** Who owns an object, for `@auth(requires: ["OWNER"])`. */
export const owners: Owners = {
  User: ({ id }: UserParent) => id,
  Account: ({ ownerId }: AccountParent) => ownerId,
  Payment: ({ customerId }: PaymentParent) => customerId,
  Order: ({ viewerId }: OrderParent) => viewerId,
};
