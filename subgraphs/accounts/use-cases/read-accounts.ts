import { connectionOf, pageOf } from '#platform/paging.ts';
import type { Connection } from '#platform/paging.ts';
import type { ListLoader } from '#platform/loaders.ts';
import type { Caller } from '#platform/token.ts';
import type { Deps } from '../deps.ts';
import type { Account } from '../domain/account.ts';
import type { Payment } from '../domain/payment.ts';
import type { Operation } from '../domain/transfer.ts';
import type { AccountOperationsArgs } from '../generated/resolvers.ts';
import { keepBooks } from '../ledger.ts';
import { accountsOf, operationsOf, paymentsOf } from '../rows.ts';
import type { OperationsPage } from '../rows.ts';

/**
 * Returns the accounts of each user, in the order of their currencies. A caller who is no administrator sees their own alone. One's own
 * account in the default currency is opened where this is the first touch.
 */
export async function findAccounts(
  deps: Deps,
  caller: Caller | null,
  ownerIds: readonly string[],
): Promise<(readonly Account[])[]> {
  if (caller === null) return ownerIds.map(() => []);
  const { database, defaultCurrency } = deps;
  const visible = new Set(ownerIds.filter((ownerId) => caller.role === 'ADMIN' || ownerId === caller.id));
  const accounts = await accountsOf(database, [...visible]);
  const isOpen = accounts.some(({ ownerId, currency }) => ownerId === caller.id && currency === defaultCurrency);
  if (visible.has(caller.id) && !isOpen) {
    await database.transaction((tx) => keepBooks(tx, deps, { ownerIds: [caller.id] }, () => undefined));
    return findAccounts(deps, caller, ownerIds);
  }
  const byOwner = Map.groupBy(accounts, ({ ownerId }) => ownerId);
  return ownerIds.map((ownerId) => byOwner.get(ownerId) ?? []);
}

/** Returns the payment of each order, null where there is none. A caller who is no administrator sees their own alone. */
export async function findPayments(
  { database }: Deps,
  caller: Caller | null,
  orderIds: readonly string[],
): Promise<(Payment | null)[]> {
  if (caller === null) return orderIds.map(() => null);
  const payments = await paymentsOf(database, orderIds, caller.role === 'ADMIN' ? null : caller.id);
  const byOrder = new Map(payments.map((payment) => [payment.orderId, payment]));
  return orderIds.map((orderId) => byOrder.get(orderId) ?? null);
}

/** Returns the same part of the operations of each account, newest first. */
export async function findOperations(
  { database }: Deps,
  accountIds: readonly string[],
  page: OperationsPage,
): Promise<(readonly Operation[])[]> {
  const byAccount = Map.groupBy(await operationsOf(database, accountIds, page), ({ accountId }) => accountId);
  return accountIds.map((accountId) => byAccount.get(accountId) ?? []);
}

/** Returns a page of an account's operations. Cursors are valid for the account that they come from. */
export async function pageOfOperations(
  operations: ListLoader<OperationsPage, Operation>,
  accountId: string,
  args: Partial<AccountOperationsArgs>,
): Promise<Connection<Operation>> {
  const page = pageOf(`operations-of-${accountId}`, args);
  const types = [...new Set(args.type)].toSorted();
  return connectionOf(page, await operations.load(accountId, { take: page.take, before: page.before, types }));
}
