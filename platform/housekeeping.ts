import type { Client } from 'pg';

/** How long sent messages are kept: the longest loss of the queue that can be made good. */
const OUTBOX_DAYS = 7;
/** Longer than the outbox, so that whatever is sent again is recognised. */
const INBOX_DAYS = 14;
/** The promise is 24 hours. */
const IDEMPOTENCY_HOURS = 48;

/** Deletes what no promise needs any more. */
export async function sweepMessages(client: Client): Promise<void> {
  await client.query(`DELETE FROM messaging.outbox WHERE sent_at < now() - interval '${OUTBOX_DAYS} days'`);
  await client.query(`DELETE FROM messaging.inbox WHERE received_at < now() - interval '${INBOX_DAYS} days'`);
  await client.query(
    `DELETE FROM messaging.idempotency_keys WHERE created_at < now() - interval '${IDEMPOTENCY_HOURS} hours'`,
  );
}
