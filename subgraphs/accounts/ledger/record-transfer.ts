import { v7 as uuidv7 } from 'uuid';
import type { Sql } from '#platform/database.ts';
import type { Account } from '../domain/account.ts';
import { sidesOf } from '../domain/transfer.ts';
import type { TransferType } from '../domain/transfer.ts';
import type { Operation } from './operation.ts';

/** A movement of money between a customer's account and the system's. */
export interface NewTransfer {
  readonly type: TransferType;
  /** Above zero. */
  readonly amountMinor: bigint;
  /** The order that is paid for or refunded; null for deposits and withdrawals. */
  readonly orderId: string | null;
  /** How much of what is held the transfer resolves: all of a payment's amount when it is captured. */
  readonly releasedMinor: bigint;
  readonly at: Date;
}

/** What a transfer did to the customer's account, and the account after it. */
export interface Movement {
  readonly account: Account;
  readonly operation: Operation;
}

/**
 * Writes a transfer: both postings and the customer's new figures, in one statement. The owner must be locked. The system's account
 * is only named, never written, so that customers do not wait for one another.
 */
export async function recordTransfer(
  tx: Sql,
  account: Pick<Account, 'id' | 'ownerId' | 'currency'>,
  transfer: NewTransfer,
): Promise<Movement> {
  const { type, amountMinor, orderId, releasedMinor, at } = transfer;
  const { customerMinor, counterpart, counterpartMinor } = sidesOf(type, amountMinor);
  const transferId = uuidv7();
  const id = uuidv7();
  const [after] = await tx.$queryRaw<Pick<Account, 'balanceMinor' | 'heldMinor'>[]>`
    WITH moved AS (
      UPDATE accounts SET
        balance_minor = balance_minor + ${customerMinor}::bigint,
        held_minor = held_minor - ${releasedMinor}::bigint,
        postings_count = postings_count + 1
      WHERE id = ${account.id}::uuid
      RETURNING id, balance_minor, held_minor, postings_count
    ), transfer AS (
      INSERT INTO transfers (id, type, order_id, created_at)
      VALUES (${transferId}::uuid, ${type}::transfer_type, ${orderId}::uuid, ${at}::timestamptz)
    ), counterpart AS (
      INSERT INTO postings (id, transfer_id, account_id, amount_minor)
      SELECT ${uuidv7()}::uuid, ${transferId}::uuid, id, ${counterpartMinor}::bigint
      FROM accounts WHERE kind = ${counterpart}::account_kind AND currency = ${account.currency}
    ), own AS (
      INSERT INTO postings (id, transfer_id, account_id, amount_minor, seq, balance_after_minor)
      SELECT ${id}::uuid, ${transferId}::uuid, id, ${customerMinor}::bigint, postings_count, balance_minor FROM moved
    )
    SELECT balance_minor AS "balanceMinor", held_minor AS "heldMinor" FROM moved`;
  if (after === undefined) throw new Error(`Account ${account.id} vanished while it was locked`);
  const { ownerId, currency } = account;
  return {
    account: { id: account.id, ownerId, currency, ...after },
    operation: { id, type, amountMinor, currency, balanceAfterMinor: after.balanceMinor, orderId, createdAt: at },
  };
}
