import { setTimeout as delay } from 'node:timers/promises';
import { SpanKind } from '@opentelemetry/api';
import { IDS, isWritable, withShortLockWait } from './database.ts';
import type { Database, Tx } from './database.ts';
import { isLocked, isUnavailable } from './database-errors.ts';
import { buryMessage } from './dead-letters.ts';
import { gather } from './gather.ts';
import { createOutageLog } from './log.ts';
import type { Log } from './log.ts';
import { envelopeSchema } from './message.ts';
import type { Envelope, Message, MessageOf, MessageType } from './message.ts';
import { messageSeconds, messagesTaken } from './metrics.ts';
import { ATTEMPTS_MAX } from './queue.ts';
import type { Consumer, Delivery, MessageQueue } from './queue.ts';
import { inScope, inSpan } from './scope.ts';

/** How many messages share a transaction: it bounds how long their locks are held. */
const BATCH_MAX = 500;
/** The longest wait before the database is tried again: an outage costs no message an attempt. */
const UNAVAILABLE_DELAY_MAX_MS = 2_000;
/** After so many failures with connection errors while the database is available, the message itself is at fault. */
const UNAVAILABLE_ATTEMPTS_MAX = 9;
/** A message that ends its process this often becomes a dead letter; each death is noticed after two to six seconds. */
const DEATHS_MAX = 20;
/** Work in progress at a stop normally ends in milliseconds; without the database it is left to the next consumer. */
const STOP_LIMIT_MS = 5_000;

/** A subscription: a handler for some types of messages. */
export interface Subscription {
  readonly types: readonly MessageType[];
  readonly handle: (tx: Tx, messages: readonly Message[]) => Promise<unknown>;
}

/** Handles messages: `handle` gets all new ones together, in order, in a transaction with their inbox ids; it locks rows in one order. If it throws, it gets halves. */
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

/** A service and its subscriptions. */
export interface InboxOptions {
  readonly service: string;
  readonly database: Database;
  readonly subscriptions: readonly Subscription[];
  readonly log: Log;
}

/** Of what cannot be read. */
const NO_ORIGIN = { traceparent: '' };
const NEVER = Promise.withResolvers<never>().promise;

/** Handles the messages of a service, each once. */
export function createInbox({ database, subscriptions }: Omit<InboxOptions, 'service' | 'log'>) {
  let isStopping = false;
  let roundAt = performance.now();
  /** Repeats `work` while the database is down. After a stop it stays pending: the queue gives the messages to another consumer. */
  const persist = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    let wasThere = false;
    for (let attempt = 0; ; attempt += 1) {
      let reason: unknown;
      roundAt = performance.now();
      try {
        return await work();
      } catch (error) {
        if (!isUnavailable(error)) throw error;
        reason = error;
      } finally {
        roundAt = performance.now();
      }
      const isThere = attempt >= UNAVAILABLE_ATTEMPTS_MAX && (await isWritable(database).catch(() => false));
      // The first time it may have come back since the attempt.
      if (isThere && wasThere)
        throw new Error(`Failed as if the database were away, which it is not: ${String(reason)}`);
      wasThere = isThere;
      if (isStopping) return NEVER;
      await delay(Math.min(100 * 2 ** attempt, UNAVAILABLE_DELAY_MAX_MS));
    }
  };
  const handlers = new Map<string, Record<'together' | 'alone', (envelope: Envelope) => Promise<Handled>>>();
  for (const subscription of subscriptions) {
    const run = (batch: readonly Envelope[]) => {
      const links = batch.map(({ traceparent }) => traceparent);
      return inSpan('handle batch', { root: true, links }, () =>
        persist(() => handleBatch(database, subscription, batch)),
      );
    };
    const together = gather({ sizeMax: BATCH_MAX, run });
    const alone = gather({ sizeMax: 1, run: (batch: readonly Envelope[]) => withShortLockWait(() => run(batch)) });
    for (const { name, version } of subscription.types) handlers.set(`${name} v${version}`, { together, alone });
  }
  const takeOne = async (body: unknown, way: 'together' | 'alone'): Promise<Handled> => {
    try {
      const envelope = envelopeSchema.parse(body);
      const handle = handlers.get(`${envelope.name} v${envelope.version}`);
      if (handle === undefined) throw new Error(`There is no handler for ${envelope.name} v${envelope.version}`);
      const span = { kind: SpanKind.CONSUMER, parent: envelope.traceparent };
      // What is sent about the message is a child of this span.
      const handled = await inSpan(`process ${envelope.name}`, span, (traceparent = '') =>
        handle[way]({ ...envelope, traceparent }),
      );
      observe(envelope, handled);
      return handled;
    } catch (error) {
      return { error };
    }
  };
  return {
    /** Handles messages together with those that arrive meanwhile; messages that have failed before alone. Waits while the database is down. */
    take: (bodies: readonly unknown[], isRepeated = false): Promise<Handled[]> =>
      Promise.all(bodies.map((body) => takeOne(body, isRepeated ? 'alone' : 'together'))),
    /** Stores a message as a dead letter. Waits while the database is down. */
    bury: (body: unknown, error: unknown): Promise<void> =>
      persist(() => database.transaction((tx) => buryMessage(tx, body, error), 'consumer')),
    /** When a batch last began or ended, by `performance.now()`. */
    roundAt: (): number => roundAt,
    /** Ends waits for the database. The waiting messages are neither done nor failed. */
    stop: (): void => void (isStopping = true),
  };
}

function observe({ name, occurredAt }: Envelope, outcome: Handled): void {
  if (typeof outcome === 'object') return;
  messagesTaken.inc({ name, outcome });
  if (outcome === 'done') messageSeconds.observe({ name }, (Date.now() - Date.parse(occurredAt)) / 1000);
}

/** Handles those messages of a batch that are new, in one transaction with their ids. */
function handleBatch(database: Database, { handle }: Subscription, batch: readonly Envelope[]): Promise<Handled[]> {
  // The batch has the origin of its oldest message; what a handler sends or logs about one message has that message's.
  const { traceparent = '', requestId } = batch[0] ?? {};
  return inScope({ traceparent, requestId }, () =>
    database.transaction(async (tx) => {
      const rows = await tx.rows(IDS)`
        INSERT INTO messaging.inbox (message_id, name)
        SELECT id, name FROM unnest(${batch.map(({ id }) => id)}::uuid[], ${batch.map(({ name }) => name)}::text[]) AS message (id, name)
        ORDER BY id ON CONFLICT DO NOTHING RETURNING message_id AS id`;
      const unseen = new Set(rows.map(({ id }) => id));
      const outcomes: Handled[] = [];
      const messages: Message[] = [];
      for (const { occurredAt, ...message } of batch) {
        const isNew = unseen.delete(message.id);
        outcomes.push(isNew ? 'done' : 'duplicate');
        if (isNew) messages.push({ ...message, occurredAt: new Date(occurredAt) });
      }
      if (messages.length > 0) await handle(tx, messages);
      return outcomes;
    }, 'consumer'),
  );
}

/** Consumes a queue, `concurrency` jobs at once. A message that fails is retried alone with back-off, then kept in the dead letters; a lock costs no attempt. */
export function consumeMessages(
  options: InboxOptions & { readonly queue: MessageQueue; readonly concurrency: number },
): Consumer {
  const { service, queue, concurrency, log } = options;
  const inbox = createInbox(options);
  const locked = createOutageLog(log, { begins: 'rows are locked; messages wait', ends: 'rows are free again' });
  const settleFailed = async (body: unknown, error: unknown, { bodies, attempt, deaths = 0 }: Delivery) => {
    const envelope = envelopeSchema.safeParse(body).data;
    const name = envelope?.name ?? 'unreadable';
    if (envelope !== undefined && isLocked(error)) {
      locked.failed(error);
      messagesTaken.inc({ name, outcome: 'locked' });
      return queue.retry(service, envelope);
    }
    const isAlone = bodies.length === 1;
    const isLast = envelope === undefined || (isAlone && (attempt >= ATTEMPTS_MAX || deaths >= DEATHS_MAX));
    messagesTaken.inc({ name, outcome: isLast ? 'dead' : 'failed' });
    if (isAlone && !isLast) throw new Error('a message failed', { cause: error });
    const about = { err: error, message: name, messageId: envelope?.id, attempt };
    const line = isLast ? 'a message failed for the last time' : 'a message failed';
    inScope(envelope ?? NO_ORIGIN, () => log.error(about, line));
    return isLast ? inbox.bury(body, error) : queue.retry(service, envelope);
  };
  const handle = async (delivery: Delivery): Promise<void> => {
    const { bodies, attempt, deaths = 0 } = delivery;
    const handled =
      deaths >= DEATHS_MAX
        ? bodies.map(() => ({ error: new Error(`${deaths} consumers died with the job of this message`) }))
        : await inbox.take(bodies, attempt > 1);
    for (const [index, outcome] of handled.entries()) {
      if (typeof outcome === 'object') await settleFailed(bodies[index], outcome.error, delivery);
      else if (attempt > 1) locked.works();
    }
  };
  const consumer = queue.consume(service, concurrency, async (delivery) => {
    try {
      await handle(delivery);
    } catch (error) {
      const envelope = envelopeSchema.safeParse(delivery.bodies[0]).data;
      const about = { err: error, message: envelope?.name, messageId: envelope?.id, attempt: delivery.attempt };
      const level = isUnavailable(error) ? 'debug' : 'error';
      inScope(envelope ?? NO_ORIGIN, () => log[level](about, 'a message failed; its job is tried again'));
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
