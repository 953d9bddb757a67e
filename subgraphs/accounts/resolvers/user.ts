import type { UserResolvers } from '../generated/resolvers.ts';
import { visibleUserId } from './visible-id.ts';

/** What accounts adds to a user. Another's user is null. */
export const User: UserResolvers = {
  __resolveReference: async ({ id }, { caller }) => userOf(visibleUserId(id, caller)),
  account: async ({ id }, { currency }, { load, deps }) =>
    (await load.accounts.load(id)).find((account) => account.currency === (currency ?? deps.defaultCurrency)) ?? null,
  accounts: async ({ id }, _args, { load }) => [...(await load.accounts.load(id))],
};

const userOf = (id: string | undefined): { id: string } | null => (id === undefined ? null : { id });
