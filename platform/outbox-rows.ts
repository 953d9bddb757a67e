import type { Client } from 'pg';
import type { Envelope } from './message.ts';

/** How many messages go to the queue at once. */
export const BATCH_MAX = 500;

/** A message that has its place in the order of sending. */
export interface OutboxRow {
  readonly destination: string;
  readonly envelope: Envelope;
  readonly seq: bigint;
}

/** What a statement that reads outbox rows selects or returns. */
export const OUTBOX_COLUMNS = 'destination, envelope, sent_seq::text AS seq';

/** Reads outbox rows by a statement over OUTBOX_COLUMNS, in the order of sending. What has a name is prepared once. */
export async function readOutbox(
  client: Client,
  statement: { name?: string; text: string },
  values: unknown[] = [],
): Promise<OutboxRow[]> {
  const { rows } = await client.query<{ destination: string; envelope: Envelope; seq: string }>(statement, values);
  return rows
    .map(({ destination, envelope, seq }) => ({ destination, envelope, seq: BigInt(seq) }))
    .toSorted((a, b) => (a.seq < b.seq ? -1 : 1));
}
