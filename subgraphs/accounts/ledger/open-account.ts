import { v7 as uuidv7 } from 'uuid';
import type { Sql } from '#platform/database.ts';
import type { Account } from '../domain/account.ts';

/** Opens a customer's account, and the system's in that currency where it is the first. The owner must be locked and have none. */
export async function openAccount(tx: Sql, ownerId: string, currency: string): Promise<Account> {
  const id = uuidv7();
  await tx.$executeRaw`
    INSERT INTO accounts (id, kind, currency)
    SELECT made.id, made.kind, ${currency}
    FROM (VALUES (${uuidv7()}::uuid, 'CASH'::account_kind), (${uuidv7()}::uuid, 'SALES'::account_kind)) AS made (id, kind)
    WHERE NOT EXISTS (SELECT FROM accounts WHERE accounts.kind = made.kind AND accounts.currency = ${currency})
    ON CONFLICT DO NOTHING`;
  await tx.$executeRaw`
    INSERT INTO accounts (id, kind, owner_id, currency, balance_minor, held_minor, postings_count)
    VALUES (${id}::uuid, 'CUSTOMER', ${ownerId}::uuid, ${currency}, 0, 0, 0)`;
  return { id, ownerId, currency, balanceMinor: 0n, heldMinor: 0n };
}
