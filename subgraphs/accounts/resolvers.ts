import { byId, signedIn, visibleUser } from '#platform/authorization.ts';
import type { Caller } from '#platform/token.ts';
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
    __resolveReference: (reference, { caller }) => visibleUser(reference, caller),
    account: async ({ id }, { currency }, { load, deps }) =>
      (await load.accounts.load(id)).find((account) => account.currency === (currency ?? deps.defaultCurrency)) ?? null,
    accounts: ({ id }, _args, { load }) => load.accounts.load(id),
  },
  Account: {
    owner: ({ ownerId }) => ({ id: ownerId }),
    balance: ({ balanceMinor, currency }) => ({ amountMinor: balanceMinor, currency }),
    held: ({ heldMinor, currency }) => ({ amountMinor: heldMinor, currency }),
    available: (account) => ({ amountMinor: availableMinor(account), currency: account.currency }),
    operations: ({ id }, args, { load }) => pageOfOperations(load, id, args),
  },
  Operation: {
    amount: (operation) => operation,
    balanceAfter: ({ balanceAfterMinor, currency }) => ({ amountMinor: balanceAfterMinor, currency }),
    order: ({ orderId }, _args, { caller }) => (orderId === null ? null : orderFor(orderId, caller)),
  },
  Order: {
    __resolveReference: (reference, { caller }) => byId(reference, (id) => orderFor(id, caller)),
    payment: ({ id }, _args, { load }) => load.payment.load(id),
  },
  Payment: { amount: (payment) => payment },
} satisfies Resolvers;

const orderFor = (id: string, caller: Caller | null): OrderParent => ({ id, viewerId: caller?.id ?? null });

/** Who owns an object, for `@auth(requires: ["OWNER"])`. */
export const owners = {
  User: ({ id }: UserParent) => id,
  Account: ({ ownerId }: AccountParent) => ownerId,
  Payment: ({ customerId }: PaymentParent) => customerId,
  Order: ({ viewerId }: OrderParent) => viewerId,
};
