import { shape } from './database.ts';
import type { Database } from './database.ts';
import type { Log } from './log.ts';
import { messagesSent } from './metrics.ts';
import { SEQUENCED } from './outbox.ts';
import type { MessageQueue } from './queue.ts';

/** The progress of each destination's queue, as the relay knows it. */
export type Watermarks = Awaited<ReturnType<typeof openWatermarks>>;

/** Messages that a queue has lost: those with `after < sent_seq <= until`. */
type Loss = Readonly<{ after: bigint; until: bigint }>;

const spanOf = (one: Loss, other: Loss): Loss => ({
  after: one.after < other.after ? one.after : other.after,
  until: one.until > other.until ? one.until : other.until,
});

const LOST = 'the queue may have lost messages; they are published again';
const PUBLISHED = shape<{ destination: string; seq: bigint; after: bigint | null; until: bigint | null }>({
  destination: 'destination',
  seq: 'seq',
  after: 'lost_after',
  until: 'lost_until',
});

/** Raises watermarks to what was published. A lower watermark means lost messages: the loss is stored before the watermark is raised, and the messages are resent beside new ones. */
export async function openWatermarks(options: {
  readonly source: string;
  readonly database: Database;
  readonly queue: MessageQueue;
  readonly log: Log;
}) {
  const { source, database, queue, log } = options;
  /** The last published `sent_seq`, and the last raised watermark. */
  const published = new Map<string, bigint>();
  const raised = new Map<string, bigint>();
  const incarnations = new Map<string, string>();
  const losses = new Map<string, Loss>();
  const known = await database.rows(PUBLISHED)`SELECT ${PUBLISHED} FROM messaging.published`;
  for (const { destination, seq, after, until } of known) {
    published.set(destination, seq);
    raised.set(destination, seq);
    if (after !== null && until !== null) losses.set(destination, { after, until });
  }

  const noteLoss = async (destination: string, loss: Loss): Promise<void> => {
    const { after, until } = spanOf(loss, losses.get(destination) ?? loss);
    log.warn({ destination, after: String(after), until: String(until) }, LOST);
    await database.run`
      INSERT INTO messaging.published AS known (destination, seq, lost_after, lost_until)
      VALUES (${destination}, 0, ${after}::bigint, ${until}::bigint)
      ON CONFLICT (destination) DO UPDATE SET lost_after = excluded.lost_after, lost_until = excluded.lost_until`;
    losses.set(destination, { after, until });
  };

  const raise = async (destination: string, next: bigint): Promise<void> => {
    const expected = raised.get(destination) ?? 0n;
    const { stood, incarnation } = await queue.raiseWatermark(source, destination, expected, next);
    const before = incarnations.get(destination) ?? incarnation;
    if (stood < expected) {
      await noteLoss(destination, { after: stood, until: next });
      await queue.raiseWatermark(source, destination, stood, next);
    } else if (incarnation !== before && next > expected) {
      // The queue's server was replaced after these were published, or just before: their watermark does not include them.
      await noteLoss(destination, { after: expected, until: next });
    }
    incarnations.set(destination, incarnation);
    raised.set(destination, next);
  };

  return {
    /** Notes that everything for a destination up to `seq` was published. */
    note: async (destination: string, seq: bigint): Promise<void> => {
      published.set(destination, seq);
      // A watermark that can be lost exists from the first message on.
      if (!raised.has(destination)) await raise(destination, seq);
    },
    /** Raises every watermark to what was published, and notes first what the queues have lost. */
    raise: async (): Promise<void> => {
      for (const [destination, seq] of published) await raise(destination, seq);
    },
    /** Publishes up to `count` of the lost messages of each destination again, after new ones; returns whether more are left. */
    publishLost: async (count: number): Promise<boolean> => {
      for (const [destination, { after, until }] of losses) {
        const messages = await database.rows(SEQUENCED)`
          SELECT destination, envelope, sent_seq AS seq FROM messaging.outbox
          WHERE sent_seq > ${after}::bigint AND sent_seq <= ${until}::bigint AND destination = ${destination}
          ORDER BY sent_seq LIMIT ${count}`;
        await queue.publish(
          destination,
          messages.map(({ envelope }) => envelope),
          { isRepeated: true },
        );
        messagesSent.inc({ destination, kind: 'again' }, messages.length);
        const rest = messages.length < count ? undefined : { after: messages.at(-1)?.seq ?? until, until };
        await database.run`
          UPDATE messaging.published SET lost_after = ${rest?.after ?? null}::bigint, lost_until = ${rest?.until ?? null}::bigint
          WHERE destination = ${destination}`;
        if (rest === undefined) losses.delete(destination);
        else losses.set(destination, rest);
      }
      return losses.size > 0;
    },
  };
}
