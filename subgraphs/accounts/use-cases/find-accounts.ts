import { transaction } from '#platform/database.ts';
import type { Caller } from '#platform/token.ts';
import type { Deps } from '../deps.ts';
import type { Account } from '../domain/account.ts';
import { lockAccount } from '../ledger/lock-account.ts';

/**
 * The accounts of each of some users, in the order of their currencies. A caller who is no administrator sees their own alone. One's
 * own account in the default currency is opened where this is the first touch.
 */
export async function findAccounts(
  deps: Deps,
  caller: Caller | null,
  ownerIds: readonly string[],
): Promise<(readonly Account[])[]> {
  if (caller === null) return ownerIds.map(() => []);
  const visible = new Set(ownerIds.filter((ownerId) => caller.role === 'ADMIN' || ownerId === caller.id));
  const accounts = await readAccounts(deps, [...visible]);
  const { defaultCurrency: currency } = deps;
  const isOpen = accounts.some((account) => account.ownerId === caller.id && account.currency === currency);
  if (visible.has(caller.id) && !isOpen) {
    await transaction(deps.database, (tx) => lockAccount(tx, deps, { ownerId: caller.id, currency }));
    return findAccounts(deps, caller, ownerIds);
  }
  const byOwner = Map.groupBy(accounts, ({ ownerId }) => ownerId);
  return ownerIds.map((ownerId) => byOwner.get(ownerId) ?? []);
}

const readAccounts = ({ database }: Deps, ownerIds: readonly string[]): PromiseLike<Account[]> =>
  database.$queryRaw<Account[]>`
    SELECT id, owner_id AS "ownerId", currency, balance_minor AS "balanceMinor", held_minor AS "heldMinor"
    FROM accounts WHERE owner_id = ANY(${ownerIds}::uuid[]) ORDER BY currency`;
