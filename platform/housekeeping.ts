import type { Sql } from './database.ts';

/** How long published messages are kept: the longest loss of the queue that can be made good. */
const OUTBOX_DAYS = 7;
/** Longer than the outbox, so that whatever is published again is recognised. */
const INBOX_DAYS = 14;
/** The promise is 24 hours. */
const IDEMPOTENCY_HOURS = 48;
/** Dead letters that were sent again are kept for looking back. */
const DEAD_LETTER_DAYS = 90;
/** Rows per statement: each deletion is short and holds few locks. */
const CHUNK = 5_000;
const DAY_MS = 86_400_000;

/** The lowest UUIDv7 of an instant: ids of messages below it are older (RFC 9562, section 5.7). */
function lowestIdAt(timeMs: number): string {
  const hex = timeMs.toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
}

/** Deletes some of what no promise needs any more, by the ages that are in the ids. Returns whether more is left. */
export async function sweepMessages(sql: Sql, now: number = Date.now()): Promise<boolean> {
  const outboxEnd = lowestIdAt(now - OUTBOX_DAYS * DAY_MS);
  const inboxEnd = lowestIdAt(now - INBOX_DAYS * DAY_MS);
  const deleted = [
    await sql.run`
      DELETE FROM messaging.outbox WHERE id IN (
        SELECT id FROM messaging.outbox JOIN messaging.published USING (destination)
        WHERE id < ${outboxEnd}::uuid AND sent_seq <= seq AND (lost_after IS NULL OR sent_seq <= lost_after)
        ORDER BY id LIMIT ${CHUNK})`,
    await sql.run`
      DELETE FROM messaging.inbox WHERE message_id IN (
        SELECT message_id FROM messaging.inbox WHERE message_id < ${inboxEnd}::uuid ORDER BY message_id LIMIT ${CHUNK})`,
    await sql.run`
      DELETE FROM messaging.idempotency_keys WHERE (caller_id, operation, key) IN (
        SELECT caller_id, operation, key FROM messaging.idempotency_keys
        WHERE created_at < now() - make_interval(hours => ${IDEMPOTENCY_HOURS}) LIMIT ${CHUNK})`,
  ];
  await sql.run`DELETE FROM messaging.dead_letters WHERE resent_at < now() - make_interval(days => ${DEAD_LETTER_DAYS})`;
  return deleted.includes(CHUNK);
}
