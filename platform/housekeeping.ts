import { raw } from './database.ts';
import type { Sql } from './database.ts';
import { lowestIdAt } from './outbox.ts';

/** The seconds of a day. */
export const DAY_SECONDS = 86_400;
/** How long published messages are kept: the longest loss of the queue that can be repaired. */
const OUTBOX_SECONDS = 7 * DAY_SECONDS;
/** Longer than the outbox, so that messages published again are recognised. */
const INBOX_SECONDS = 14 * DAY_SECONDS;
/** The promise is 24 hours. */
const IDEMPOTENCY_SECONDS = 2 * DAY_SECONDS;
/** Resent dead letters are kept for investigations. */
const DEAD_LETTER_SECONDS = 90 * DAY_SECONDS;
/** Rows per statement: each deletion takes milliseconds and holds few locks. */
export const CHUNK = 1_000;

/** Rows of a table that are deleted at some age. */
export interface Aged {
  readonly table: string;
  /** The indexed column of their age: a UUIDv7, or a time. */
  readonly by: { readonly column: string; readonly type: 'uuid' | 'timestamptz' };
  readonly seconds: number;
  /** Further condition. */
  readonly condition?: string;
}

/**
 * Deletes the oldest of a table's aged rows, at most a chunk, and returns whether it was a whole one. They are found by the index and deleted by
 * their place, at a cost that does not grow with the table. Rows that are locked are left for the next time.
 */
export async function deleteAged(sql: Sql, { table, by, seconds, condition = 'true' }: Aged): Promise<boolean> {
  const endMs = Date.now() - seconds * 1_000;
  const end = by.type === 'uuid' ? lowestIdAt(endMs) : new Date(endMs);
  // The limit is part of the text: planned for any limit, all overdue rows would be read and sorted for each chunk.
  const deleted = await sql.run`
    DELETE FROM ${raw(table)} WHERE ctid = ANY(ARRAY(
      SELECT ctid FROM ${raw(table)} WHERE ${raw(by.column)} < ${end}::${raw(by.type)} AND ${raw(condition)}
      ORDER BY ${raw(by.column)} LIMIT ${raw(String(CHUNK))} FOR UPDATE SKIP LOCKED))`;
  return deleted === CHUNK;
}

const AGED: readonly Aged[] = [
  {
    table: 'messaging.outbox',
    by: { column: 'id', type: 'uuid' },
    seconds: OUTBOX_SECONDS,
    // Published, and not lost since.
    condition: `sent_seq <= (SELECT least(seq, lost_after) FROM messaging.published WHERE published.destination = outbox.destination)`,
  },
  { table: 'messaging.inbox', by: { column: 'message_id', type: 'uuid' }, seconds: INBOX_SECONDS },
  {
    table: 'messaging.idempotency_keys',
    by: { column: 'created_at', type: 'timestamptz' },
    seconds: IDEMPOTENCY_SECONDS,
  },
  { table: 'messaging.dead_letters', by: { column: 'resent_at', type: 'timestamptz' }, seconds: DEAD_LETTER_SECONDS },
];

/** Deletes a chunk of expired rows from each of the platform's tables. Returns whether more is left. */
export async function sweepMessages(sql: Sql): Promise<boolean> {
  const isMoreLeft: boolean[] = [];
  for (const aged of AGED) isMoreLeft.push(await deleteAged(sql, aged));
  return isMoreLeft.includes(true);
}
