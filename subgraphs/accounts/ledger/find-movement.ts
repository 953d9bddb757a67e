import type { Sql } from '#platform/database.ts';
import type { Account } from '../domain/account.ts';
import type { Operation } from './operation.ts';
import type { Movement } from './record-transfer.ts';

type Row = Omit<Account, 'id'> & Omit<Operation, 'id' | 'currency'> & { readonly accountId: string };

/** An operation that was made, by its id, and its account as it is now. Throws where there is none: history is never deleted. */
export async function findMovement(tx: Sql, operationId: string): Promise<Movement> {
  const [row] = await tx.$queryRaw<Row[]>`
    SELECT
      accounts.id AS "accountId", owner_id AS "ownerId", currency, balance_minor AS "balanceMinor", held_minor AS "heldMinor",
      type, abs(amount_minor) AS "amountMinor", balance_after_minor AS "balanceAfterMinor", order_id AS "orderId",
      created_at AS "createdAt"
    FROM postings
    JOIN transfers ON transfers.id = postings.transfer_id
    JOIN accounts ON accounts.id = postings.account_id
    WHERE postings.id = ${operationId}::uuid AND seq IS NOT NULL`;
  if (row === undefined) throw new Error(`There is no operation ${operationId}`);
  const { accountId, ownerId, currency, balanceMinor, heldMinor, ...operation } = row;
  return {
    account: { id: accountId, ownerId, currency, balanceMinor, heldMinor },
    operation: { id: operationId, currency, ...operation },
  };
}
