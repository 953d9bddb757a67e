import { setTimeout as delay } from 'node:timers/promises';
import { isUnavailable, transaction } from './database.ts';
import type { Sql, Transactions } from './database.ts';
import { buryMessage } from './dead-letters.ts';
import type { Log } from './log.ts';
import { envelopeSchema } from './message.ts';
import type { Envelope, Message, MessageType } from './message.ts';
import { messageSeconds, messagesTaken } from './metrics.ts';
import { ATTEMPTS_MAX } from './queue.ts';
import type { Delivery, MessageQueue, Taker } from './queue.ts';
import { inScope } from './scope.ts';

/** How long a message waits in place before the database is asked again: an outage is no fault of the message and costs it no attempt. */
const UNAVAILABLE_DELAYS_MS = [100, 250, 500, 1_000, 2_000] as const;

/** What a service does with one kind of message, in one transaction with the note that it did. */
export interface Subscription<Tx> {
  readonly type: MessageType;
  readonly handle: (tx: Tx, message: Message) => Promise<unknown>;
}

/** Ties a handler to a kind of message; its payload comes parsed. */
export const on = <Tx, Payload>(
  type: MessageType<Payload>,
  handle: (tx: Tx, payload: Payload, message: Message<Payload>) => Promise<unknown>,
): Subscription<Tx> => ({
  type,
  handle: async (tx, message) => {
    const payload = type.payload.parse(message.payload);
    await handle(tx, payload, { ...message, payload });
  },
});

/** What taking a service's messages needs; `concurrency` is how many are handled at once. */
export interface InboxOptions<Tx> {
  readonly service: string;
  readonly queue: MessageQueue;
  readonly database: Transactions<Tx> & Sql;
  readonly subscriptions: readonly Subscription<Tx>[];
  readonly concurrency: number;
  readonly log: Log;
}

/**
 * Takes a service's messages. Each has its effect once: its id and the effect are committed together, and a second delivery finds the
 * id. A handler that throws is tried again with back-off; after the last attempt the message goes to the dead letters.
 */
export function takeMessages<Tx extends Sql>(options: InboxOptions<Tx>): Taker {
  const { service, queue, concurrency } = options;
  const stopping = new AbortController();
  const byName = new Map(
    options.subscriptions.map((subscription) => [
      `${subscription.type.name} v${subscription.type.version}`,
      subscription,
    ]),
  );
  const taker = queue.take(service, concurrency, (delivery) => takeOne(options, byName, delivery, stopping.signal));
  return {
    stop: () => {
      stopping.abort();
      return taker.stop();
    },
  };
}

async function takeOne<Tx extends Sql>(
  options: InboxOptions<Tx>,
  byName: ReadonlyMap<string, Subscription<Tx>>,
  delivery: Delivery,
  signal: AbortSignal,
): Promise<void> {
  const { log, database } = options;
  const envelope = envelopeSchema.parse(delivery.body);
  await inScope({ messageId: envelope.id, traceparent: envelope.traceparent }, async () => {
    try {
      const outcome = await whileUnavailable(log, signal, () =>
        transaction(database, (tx) => effectOnce(tx, byName, envelope)),
      );
      messagesTaken.inc({ name: envelope.name, outcome });
      messageSeconds.observe({ name: envelope.name }, (Date.now() - Date.parse(envelope.occurredAt)) / 1000);
      log.debug({ message: envelope.name, outcome }, 'message taken');
    } catch (error) {
      const isLast = delivery.attempt >= ATTEMPTS_MAX;
      messagesTaken.inc({ name: envelope.name, outcome: isLast ? 'dead' : 'failed' });
      log.error(
        { err: error, message: envelope.name, attempt: delivery.attempt },
        isLast ? 'a message failed for the last time' : 'a message failed',
      );
      if (!isLast) throw error;
      await whileUnavailable(log, signal, () => buryMessage(database, envelope, error));
    }
  });
}

async function effectOnce<Tx extends Sql>(
  tx: Tx,
  byName: ReadonlyMap<string, Subscription<Tx>>,
  envelope: Envelope,
): Promise<'done' | 'duplicate'> {
  const subscription = byName.get(`${envelope.name} v${envelope.version}`);
  if (subscription === undefined) throw new Error(`Nobody here takes ${envelope.name} v${envelope.version}`);
  const isNew = await tx.$executeRaw`
    INSERT INTO messaging.inbox (message_id, name) VALUES (${envelope.id}::uuid, ${envelope.name}) ON CONFLICT DO NOTHING`;
  if (isNew === 0) return 'duplicate';
  await subscription.handle(tx, {
    id: envelope.id,
    name: envelope.name,
    occurredAt: new Date(envelope.occurredAt),
    payload: envelope.payload,
  });
  return 'done';
}

async function whileUnavailable<Result>(log: Log, signal: AbortSignal, work: () => Promise<Result>): Promise<Result> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (!isUnavailable(error) || signal.aborted) throw error;
      log.warn({ err: error }, 'the database is away; the message waits');
      await delay(UNAVAILABLE_DELAYS_MS[Math.min(attempt, UNAVAILABLE_DELAYS_MS.length - 1)], undefined, { signal });
    }
  }
}
