import type { Sql } from '#platform/database.ts';
import type { Account } from '../domain/account.ts';
import { lockOwner } from './lock-owner.ts';
import type { LockedOwner } from './lock-owner.ts';
import { openAccount } from './open-account.ts';

/** A customer and their account in one currency, null where there is none. Neither changes until the transaction ends. */
export interface LockedAccount {
  readonly owner: LockedOwner;
  readonly account: Account | null;
}

/** Locks a customer and reads their account in a currency. The one in the default currency is opened where it is missing. */
export async function lockAccount(
  tx: Sql,
  settings: { readonly defaultCurrency: string },
  { ownerId, currency }: { readonly ownerId: string; readonly currency: string },
): Promise<LockedAccount> {
  const owner = await lockOwner(tx, settings, ownerId);
  const [account] = await tx.$queryRaw<Account[]>`
    SELECT id, owner_id AS "ownerId", currency, balance_minor AS "balanceMinor", held_minor AS "heldMinor"
    FROM accounts WHERE owner_id = ${ownerId}::uuid AND currency = ${currency}`;
  if (account !== undefined) return { owner, account };
  const isDefault = currency === settings.defaultCurrency;
  return { owner, account: isDefault ? await openAccount(tx, ownerId, currency) : null };
}
