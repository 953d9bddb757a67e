import type { Sql } from '#platform/database.ts';
import type { Owner } from '../domain/account.ts';
import { openAccount } from './open-account.ts';

/** A customer whom nobody else changes until the transaction ends. */
export interface LockedOwner extends Owner {
  /** Of the last news of the user that was heeded. */
  readonly version: number;
}

const lockRow = async (tx: Sql, ownerId: string): Promise<LockedOwner | undefined> => {
  const [row] = await tx.$queryRaw<LockedOwner[]>`
    SELECT frozen, version FROM owners WHERE user_id = ${ownerId}::uuid FOR NO KEY UPDATE`;
  return row;
};

/**
 * Locks a customer: the one lock that every command of theirs takes, and takes first. What is read after it stays true until the
 * commit, and since there is one lock alone, no two commands can wait for each other. The first touch makes the customer, with an
 * account in the default currency.
 */
export async function lockOwner(
  tx: Sql,
  { defaultCurrency }: { readonly defaultCurrency: string },
  ownerId: string,
): Promise<LockedOwner> {
  const known = await lockRow(tx, ownerId);
  if (known !== undefined) return known;
  const isFirst = await tx.$executeRaw`INSERT INTO owners (user_id) VALUES (${ownerId}::uuid) ON CONFLICT DO NOTHING`;
  const made = await lockRow(tx, ownerId);
  if (made === undefined) throw new Error(`Owner ${ownerId} vanished while it was made`);
  if (isFirst === 1) await openAccount(tx, ownerId, defaultCurrency);
  return made;
}
