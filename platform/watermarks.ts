import type { Client } from 'pg';
import type { Log } from './log.ts';
import { messagesSent } from './metrics.ts';
import { BATCH_MAX, OUTBOX_COLUMNS, readOutbox } from './outbox-rows.ts';
import type { MessageQueue } from './queue.ts';

/** What a relay knows of how far each destination's queue has got. */
export interface Watermarks {
  /** Raises a destination's mark after everything up to `next` was published; sends again first what the queue has lost. */
  readonly raise: (destination: string, next: bigint) => Promise<void>;
  /** Finds out whether a queue has lost messages, and sends those again. */
  readonly compare: () => Promise<void>;
}

/**
 * Reads from the outbox how far this service has got with each destination, and keeps the queue's own marks up with that. A mark that
 * stands lower than it was left is a queue that has lost its tail, or everything: what lies between is published again.
 */
export async function openWatermarks(
  client: Client,
  { source, queue, log }: { source: string; queue: MessageQueue; log: Log },
): Promise<Watermarks> {
  const marks = new Map<string, bigint>();
  const known = await client.query<{ destination: string; seq: string }>(
    'SELECT destination, max(sent_seq)::text AS seq FROM messaging.outbox WHERE sent_at IS NOT NULL GROUP BY destination',
  );
  for (const { destination, seq } of known.rows) marks.set(destination, BigInt(seq));

  const sendAgain = async (destination: string, stands: bigint, until: bigint): Promise<void> => {
    const range = { destination, stands: String(stands), until: String(until) };
    log.warn(range, 'the queue has lost messages; they are sent again');
    for (let from = stands; from < until;) {
      const rows = await readOutbox(
        client,
        {
          text: `SELECT ${OUTBOX_COLUMNS} FROM messaging.outbox
            WHERE destination = $1 AND sent_seq > $2 AND sent_seq <= $3 ORDER BY sent_seq LIMIT ${BATCH_MAX}`,
        },
        [destination, from.toString(), until.toString()],
      );
      await queue.publish(
        destination,
        rows.map(({ envelope }) => envelope),
      );
      messagesSent.inc({ destination, kind: 'again' }, rows.length);
      const next = rows.length === BATCH_MAX ? (rows.at(-1)?.seq ?? until) : until;
      const stood = await queue.raiseWatermark(source, destination, from, next);
      from = stood < from ? stood : next;
    }
  };

  const raise = async (destination: string, next: bigint): Promise<void> => {
    const expected = marks.get(destination) ?? 0n;
    const stood = await queue.raiseWatermark(source, destination, expected, next);
    if (stood < expected) await sendAgain(destination, stood, next);
    marks.set(destination, next);
  };

  return {
    raise,
    compare: async () => {
      for (const [destination, mark] of marks) await raise(destination, mark);
    },
  };
}
