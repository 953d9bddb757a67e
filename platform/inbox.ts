import { setTimeout as delay } from 'node:timers/promises';
import { isWritable, shape, withShortLockWait } from './database.ts';
import type { Database, Tx } from './database.ts';
import { isLocked, isUnavailable } from './database-errors.ts';
import { buryMessage } from './dead-letters.ts';
import { gather } from './gather.ts';
import { createOutageLog } from './log.ts';
import type { Log, OutageLog } from './log.ts';
import { envelopeSchema } from './message.ts';
import type { Envelope, Message, MessageOf, MessageType } from './message.ts';
import { messageSeconds, messagesTaken } from './metrics.ts';
import { ATTEMPTS_MAX } from './queue.ts';
import type { Consumer, Delivery, MessageQueue } from './queue.ts';
import { inScope } from './scope.ts';

/** How many messages share a transaction: it bounds how long their locks are held. */
const BATCH_MAX = 500;
/** How long a batch waits before the database is asked again: an outage costs no message an attempt. */
const UNAVAILABLE_DELAYS_MS = [100, 250, 500, 1_000, 2_000] as const;
/** What fails this often as if the database were away, while it is not, fails by itself. */
const UNAVAILABLE_ATTEMPTS_MAX = 20;
/** A message that ends its process this often, in the ten seconds that each takes to be noticed, is given up. */
const DEATHS_MAX = 20;
/** What is under way at a stop normally ends in milliseconds; with the database away it is left to the next consumer. */
const STOP_LIMIT_MS = 5_000;

/** What a service does with some types of messages. */
export interface Subscription {
  readonly types: readonly MessageType[];
  readonly handle: (tx: Tx, messages: readonly Message[]) => Promise<unknown>;
}

/**
 * Handles messages of some types. `handle` gets all new messages that gathered, in order of arrival, in one transaction with their inbox ids. It
 * locks rows once, in one order. When it throws, the batch is run again in halves, so that a message that cannot be handled fails alone.
 */
export const on = <const Types extends readonly MessageType[]>(
  types: Types,
  handle: (tx: Tx, messages: readonly MessageOf<Types[number]>[]) => Promise<unknown>,
): Subscription => {
  const byName = new Map<string, MessageType>(types.map((type) => [type.name, type]));
  const parsed = (message: Message): message is MessageOf<Types[number]> => byName.has(message.name);
  return {
    types,
    handle: (tx, messages) =>
      handle(
        tx,
        messages
          .map((message) => ({ ...message, payload: byName.get(message.name)?.payload.parse(message.payload) }))
          .filter(parsed),
      ),
  };
};

/** What became of a message: its effect was committed now or before, or it failed. */
export type Handled = 'done' | 'duplicate' | { readonly error: unknown };

/** What handling a service's messages needs. */
export interface InboxOptions {
  readonly service: string;
  readonly database: Database;
  readonly subscriptions: readonly Subscription[];
  readonly log: Log;
}

/** Handles the messages of a service, each once. */
export interface Inbox {
  /**
   * Handles messages together with those that came meanwhile; returns what became of each, in order. Waits while the database is away. What has
   * failed before is handled alone, so that it costs others nothing.
   */
  take(bodies: readonly unknown[], isRepeated?: boolean): Promise<Handled[]>;
  /** Keeps a message that is given up in the dead letters. Waits while the database is away. */
  bury(body: unknown, error: unknown): Promise<void>;
  /** When a batch was last begun or ended, by `performance.now()`. */
  roundAt(): number;
  /** Ends the waiting for a database that is away. What waits is neither done nor failed. */
  stop(): void;
}

/** Opens a service's inbox. */
export function createInbox({ database, subscriptions, log }: InboxOptions): Inbox {
  const stopping = new AbortController();
  const outage = createOutageLog(log, { begins: 'the database is away; messages wait', ends: 'the database is back' });
  let roundAt = performance.now();
  const persist = <Result>(work: () => Promise<Result>): Promise<Result> =>
    whileAvailable({ database, outage, signal: stopping.signal }, async () => {
      roundAt = performance.now();
      return await work().finally(() => (roundAt = performance.now()));
    });
  const handlers = new Map<string, Record<'together' | 'alone', (envelope: Envelope) => Promise<Handled>>>();
  for (const subscription of subscriptions) {
    const run = (batch: readonly Envelope[]) => persist(() => handleBatch(database, subscription, batch));
    const together = gather({ sizeMax: BATCH_MAX, run });
    const alone = gather({ sizeMax: 1, run: (batch: readonly Envelope[]) => withShortLockWait(() => run(batch)) });
    for (const { name, version } of subscription.types) handlers.set(`${name} v${version}`, { together, alone });
  }
  const takeOne = async (body: unknown, way: 'together' | 'alone'): Promise<Handled> => {
    try {
      const envelope = envelopeSchema.parse(body);
      const handle = handlers.get(`${envelope.name} v${envelope.version}`);
      if (handle === undefined) throw new Error(`Nobody here handles ${envelope.name} v${envelope.version}`);
      const handled = await handle[way](envelope);
      observe(envelope, handled);
      return handled;
    } catch (error) {
      return { error };
    }
  };
  return {
    take: (bodies, isRepeated = false) =>
      Promise.all(bodies.map((body) => takeOne(body, isRepeated ? 'alone' : 'together'))),
    bury: (body, error) => persist(() => database.transaction((tx) => buryMessage(tx, body, error), 'consumer')),
    roundAt: () => roundAt,
    stop: () => stopping.abort(),
  };
}

function observe({ name, occurredAt }: Envelope, outcome: Handled): void {
  if (typeof outcome === 'object') return;
  messagesTaken.inc({ name, outcome });
  if (outcome === 'done') messageSeconds.observe({ name }, (Date.now() - Date.parse(occurredAt)) / 1000);
}

const NEW = shape<{ id: string }>({ id: 'id' });

/** Handles those messages of a batch that are new, in one transaction with their ids. */
function handleBatch(database: Database, { handle }: Subscription, batch: readonly Envelope[]): Promise<Handled[]> {
  // The oldest trace stands for the batch; what a handler sends about one message carries that message's trace.
  return inScope({ traceparent: batch[0]?.traceparent ?? '' }, () =>
    database.transaction(async (tx) => {
      const rows = await tx.rows(NEW)`
        INSERT INTO messaging.inbox (message_id, name)
        SELECT id, name FROM unnest(${batch.map(({ id }) => id)}::uuid[], ${batch.map(({ name }) => name)}::text[]) AS message (id, name)
        ORDER BY id ON CONFLICT DO NOTHING RETURNING message_id AS id`;
      const unseen = new Set(rows.map(({ id }) => id));
      const outcomes: Handled[] = [];
      const messages: Message[] = [];
      for (const { id, name, occurredAt, traceparent, payload } of batch) {
        const isNew = unseen.delete(id);
        outcomes.push(isNew ? 'done' : 'duplicate');
        if (isNew) messages.push({ id, name, occurredAt: new Date(occurredAt), traceparent, payload });
      }
      if (messages.length > 0) await handle(tx, messages);
      return outcomes;
    }, 'consumer'),
  );
}

/** Repeats `work` while the database is away. After a stop it stays pending: the queue gives the messages to another consumer. */
async function whileAvailable<Result>(
  { database, outage, signal }: { readonly database: Database; readonly outage: OutageLog; readonly signal: AbortSignal },
  work: () => Promise<Result>,
): Promise<Result> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      const result = await work();
      outage.works();
      return result;
    } catch (error) {
      if (!isUnavailable(error)) throw error;
      if (attempt >= UNAVAILABLE_ATTEMPTS_MAX && (await isWritable(database).catch(() => false)))
        throw new Error('Failed as if the database were away, which it is not', { cause: String(error) });
      outage.failed(error);
      if (signal.aborted) return new Promise(() => undefined);
      await delay(UNAVAILABLE_DELAYS_MS[Math.min(attempt, UNAVAILABLE_DELAYS_MS.length - 1)]);
    }
  }
}

/** What consuming a service's queue needs. */
export interface ConsumerOptions extends InboxOptions {
  readonly queue: MessageQueue;
  /** How many jobs are fetched at once; their messages are handled together. */
  readonly concurrency: number;
}

/**
 * Consumes a service's queue. A message that fails in a batch becomes a job of its own, which is retried with back-off; after the last attempt
 * it is kept in the dead letters. A message whose rows are locked is tried again until they are not.
 */
export function consumeMessages(options: ConsumerOptions): Consumer {
  const { service, queue, concurrency } = options;
  const inbox = createInbox(options);
  const locked = createOutageLog(options.log, {
    begins: 'rows stay locked; messages that need them are tried again',
    ends: 'a message whose rows were locked is handled',
  });
  const consumer = queue.consume(service, concurrency, async (delivery) => {
    try {
      await takeDelivery({ ...options, inbox, locked }, delivery);
    } catch (error) {
      if (!(error instanceof TriedAgainError)) options.log.error({ err: error }, 'a job failed and is tried again');
      throw error;
    }
  });
  return {
    roundAt: () => Math.max(consumer.roundAt(), inbox.roundAt()),
    stop: async () => {
      inbox.stop();
      await Promise.race([consumer.stop(), delay(STOP_LIMIT_MS, undefined, { ref: false })]);
    },
  };
}

/** Has the queue try a job again, of whose failure the log tells already. */
class TriedAgainError extends Error {}

interface DeliveryContext extends ConsumerOptions {
  readonly inbox: Inbox;
  readonly locked: OutageLog;
}

async function takeDelivery({ service, queue, log, inbox, locked }: DeliveryContext, delivery: Delivery): Promise<void> {
  const { bodies, attempt, deaths = 0 } = delivery;
  const isDeadly = deaths >= DEATHS_MAX;
  const handled = isDeadly
    ? bodies.map((): Handled => ({ error: new Error(`${deaths} consumers died with the job of this message`) }))
    : await inbox.take(bodies, attempt > 1);
  for (const [index, outcome] of handled.entries()) {
    if (typeof outcome === 'string') {
      if (attempt > 1) locked.works();
      continue;
    }
    const body = bodies[index];
    const envelope = envelopeSchema.safeParse(body).data;
    if (envelope !== undefined && isLocked(outcome.error)) {
      locked.failed(outcome.error);
      messagesTaken.inc({ name: envelope.name, outcome: 'locked' });
      await queue.retry(service, envelope);
      continue;
    }
    const isLast = envelope === undefined || (bodies.length === 1 && (isDeadly || attempt >= ATTEMPTS_MAX));
    const about = { err: outcome.error, message: envelope?.name, messageId: envelope?.id, attempt };
    messagesTaken.inc({ name: envelope?.name ?? 'unreadable', outcome: isLast ? 'dead' : 'failed' });
    log.error(about, isLast ? 'a message failed for the last time' : 'a message failed');
    if (isLast) await inbox.bury(body, outcome.error);
    else if (bodies.length === 1) throw new TriedAgainError('a message failed', { cause: outcome.error });
    else await queue.retry(service, envelope);
  }
}
