import { listLoader, loader } from '#platform/loaders.ts';
import { someOf } from '#platform/input.ts';
import { connection } from '#platform/paging.ts';
import type { Caller } from '#platform/token.ts';
import type { Deps } from '../deps.ts';
import type { Account } from '../domain/account.ts';
import type { AccountOperationsArgs } from '../generated/resolvers.ts';
import { keepBooks } from '../ledger.ts';
import { accountsOf, operationsOf, paymentsOf, TYPES, type OperationsPage } from '../rows.ts';

/** Loads in batches within one request: one statement each, however many objects are shown. */
export const createLoaders = (deps: Deps, caller: Caller | null) => ({
  accounts: listLoader('ownerId', (ownerIds) => findAccounts(deps, caller, ownerIds)),
  operations: listLoader('accountId', (ids, page: OperationsPage) => operationsOf(deps.database, ids, page)),
  payment: loader('orderId', async (orderIds) =>
    caller === null ? [] : paymentsOf(deps.database, orderIds, caller.role === 'ADMIN' ? null : caller.id),
  ),
});
export type Loaders = ReturnType<typeof createLoaders>;

/** Returns the accounts, by currency, that the caller may see. The caller's own in the default currency is opened at the first use. */
async function findAccounts(deps: Deps, caller: Caller | null, ownerIds: readonly string[]): Promise<Account[]> {
  if (caller === null) return [];
  const { database, defaultCurrency } = deps;
  const visible = caller.role === 'ADMIN' ? ownerIds : ownerIds.filter((ownerId) => ownerId === caller.id);
  const accounts = await accountsOf(database, visible);
  const isOpen = accounts.some(({ ownerId, currency }) => ownerId === caller.id && currency === defaultCurrency);
  if (isOpen || !visible.includes(caller.id)) return accounts;
  await database.transaction((tx) => keepBooks(tx, deps, { ownerIds: [caller.id] }, () => undefined));
  return findAccounts(deps, caller, ownerIds);
}

/** Returns a page of an account's operations. Cursors are valid for the account that they come from. */
export async function pageOfOperations(load: Loaders, accountId: string, args: Partial<AccountOperationsArgs>) {
  const types = someOf(TYPES, args.type, 'type');
  return connection(`operations-of-${accountId}`, args, (page) => load.operations.load(accountId, { ...page, types }));
}
