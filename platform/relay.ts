import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { connectDatabase, shape } from './database.ts';
import type { Database } from './database.ts';
import { sweepMessages } from './housekeeping.ts';
import { createOutageLog } from './log.ts';
import type { Log, OutageLog } from './log.ts';
import { messagesSent } from './metrics.ts';
import { SEQUENCED, UNSENT_MESSAGES, lowestIdAt } from './outbox.ts';
import type { SequencedMessage } from './outbox.ts';
import type { MessageQueue } from './queue.ts';
import { giveUpLease, takeLease } from './relay-lease.ts';
import { openWatermarks } from './watermarks.ts';
import type { Watermarks } from './watermarks.ts';
import { createWakeUp, listen } from './wake-up.ts';
import type { WakeUp } from './wake-up.ts';

/** How many messages are published at once. */
const BATCH_MAX = 500;
/** Commits of this process wake the relay; this is the safety net, and how often the watermarks are raised. */
const POLL_MS = 2_000;
/**
 * Between polls only ids of the last seconds are looked through, since the index still holds the entries of what was taken until the table is
 * vacuumed. A commit that is later, or that has the id of a clock that is behind, is found by the poll.
 */
const LATE_COMMIT_MS = 5_000;
const RECONNECT_MS = 1_000;
/** A leader renews its lease at every round and every poll; one that does not for this long is replaced. */
const LEASE_MS = 6_000;
const HOUSEKEEPING_MS = 3_600_000;
/** Processes that write messages while another one's relay leads notify it here. */
const CHANNEL = 'messaging_outbox';

export interface RelayOptions {
  /** The service whose outbox this is. */
  readonly source: string;
  /** Whose commits in this process wake the relay. The relay's own statements use a connection of its own. */
  readonly database: Database;
  readonly queue: MessageQueue;
  readonly log: Log;
  readonly pollMs?: number;
  readonly leaseMs?: number;
}

/** A relay that runs. */
export interface Relay {
  /** When its last round began, by `performance.now()`. */
  readonly roundAt: () => number;
  stop(): Promise<void>;
}

/**
 * Publishes the messages of an outbox. One relay leads per database, by a lease that is checked in every statement: a relay that was frozen or cut
 * off and comes back can take no more rows. What is taken gets its `sent_seq` first, in a commit of its own, so that a relay that dies
 * before it has published leaves a trace that its successor publishes again: at least once, never not at all. The queue's watermarks are raised
 * to what was published; where one has fallen behind, the queue has lost messages, and the difference is published again.
 */
export function startRelay(options: RelayOptions): Relay {
  const stopping = new AbortController();
  let roundAt = performance.now();
  const running = run(options, stopping.signal, () => (roundAt = performance.now()));
  return {
    roundAt: () => roundAt,
    stop: () => {
      stopping.abort();
      return running;
    },
  };
}

/** A relay's connection, identity and wake-up. */
interface Session {
  readonly own: Database;
  readonly holder: string;
  readonly wakeUp: WakeUp;
  /** Whether the queue's connection has come back since this was last asked. */
  readonly isReconnected: () => boolean;
  readonly outage: OutageLog;
  readonly onRound: () => void;
  readonly signal: AbortSignal;
}

async function run(options: RelayOptions, signal: AbortSignal, onRound: () => void): Promise<void> {
  const { source, database, queue, log } = options;
  const wakeUp = createWakeUp();
  const stopListening = database.onSignal(UNSENT_MESSAGES, wakeUp.wake);
  let reconnections = 0;
  queue.onReconnect(() => {
    reconnections += 1;
    wakeUp.wake();
  });
  const isReconnected = (): boolean => {
    const isNew = reconnections > 0;
    reconnections = 0;
    return isNew;
  };
  signal.addEventListener('abort', wakeUp.wake);
  const own = connectDatabase({ url: database.url, connectionsMax: 1 });
  const outage = createOutageLog(log, { begins: 'no messages can be published', ends: 'messages are published again' });
  const session: Session = { own, holder: randomUUID(), wakeUp, isReconnected, outage, onRound, signal };
  const listening = { url: database.url, name: `${source} relay`, channel: CHANNEL, signal, onNotified: wakeUp.wake };
  const notified = listen(listening);
  while (!signal.aborted) {
    onRound();
    try {
      await unlessAborted(signal, lead(session, options));
    } catch (error) {
      if (!signal.aborted) outage.failed(error);
    }
    await delay(RECONNECT_MS, undefined, { signal }).catch(() => undefined);
  }
  stopListening();
  await notified;
  await Promise.race([giveUpLease(session).catch(() => undefined), delay(RECONNECT_MS)]);
  await own.close();
}

/** Stops waiting for `work` at the abort, since a queue that is away may keep it pending for ever. */
const unlessAborted = (signal: AbortSignal, work: Promise<void>): Promise<void> => {
  work.catch(() => undefined);
  const { promise, resolve } = Promise.withResolvers<void>();
  signal.addEventListener('abort', () => resolve(), { once: true });
  return signal.aborted ? Promise.resolve() : Promise.race([work, promise]);
};

async function lead(session: Session, options: RelayOptions): Promise<void> {
  const { own, wakeUp, isReconnected, outage, onRound, signal } = session;
  const { pollMs = POLL_MS, leaseMs = LEASE_MS, log } = options;
  while (!(await takeLease(session, leaseMs))) {
    onRound();
    outage.works();
    const isWoken = await wakeUp.wait(pollMs);
    if (signal.aborted) return;
    if (isWoken) await own.run`SELECT pg_notify(${CHANNEL}, '')`;
  }
  const watermarks = await openWatermarks({ ...options, database: own });
  await publishTaken(session, options, watermarks);
  let polledAt = 0;
  let sweptAt = Date.now() - Math.random() * HOUSEKEEPING_MS;
  let published: readonly SequencedMessage[] = [];
  while (!signal.aborted) {
    onRound();
    const isPoll = isReconnected() || Date.now() - polledAt >= pollMs;
    const since = lowestIdAt(isPoll ? 0 : Date.now() - LATE_COMMIT_MS);
    const next = await takeNext(session, published, { leaseMs, since });
    if (next === undefined) return log.warn('another relay leads now');
    published = next;
    await publish(options, watermarks, published);
    if (isPoll) {
      await watermarks.raise();
      polledAt = Date.now();
    }
    const hasLost = await watermarks.publishLost(BATCH_MAX);
    outage.works();
    const isSweepDue = Date.now() - sweptAt >= HOUSEKEEPING_MS;
    if (isSweepDue && !(await sweepMessages(own))) sweptAt = Date.now();
    if (published.length === 0 && !hasLost) await wakeUp.wait(pollMs);
  }
}

async function publish(
  { queue }: RelayOptions,
  watermarks: Watermarks,
  messages: readonly SequencedMessage[],
): Promise<void> {
  const byDestination = Map.groupBy(messages, ({ destination }) => destination);
  await Promise.all(
    [...byDestination].map(async ([destination, group]) => {
      await queue.publish(
        destination,
        group.map(({ envelope }) => envelope),
      );
      messagesSent.inc({ destination, kind: 'first' }, group.length);
      await watermarks.note(destination, lastSeq(group));
    }),
  );
}

const lastSeq = (messages: readonly SequencedMessage[]): bigint =>
  messages.reduce((last, { seq }) => (seq > last ? seq : last), 0n);

/** A relay takes no more before it has published what it took, so what is left over is among the newest. */
const TAKEN_LOOK_BACK = 10 * BATCH_MAX;

/** Publishes what a relay before this one had taken but not published. */
async function publishTaken({ own }: Session, options: RelayOptions, watermarks: Watermarks): Promise<void> {
  for (;;) {
    const messages = await own.rows(SEQUENCED)`
      SELECT outbox.destination, envelope, sent_seq AS seq FROM messaging.outbox LEFT JOIN messaging.published USING (destination)
      WHERE sent_seq > coalesce(published.seq, 0) AND sent_seq > (SELECT max(sent_seq) - ${TAKEN_LOOK_BACK}::int FROM messaging.outbox)
      ORDER BY sent_seq LIMIT ${BATCH_MAX}`;
    if (messages.length === 0) return;
    await publish(options, watermarks, messages);
    await notePublished(own, messages);
  }
}

const marksOf = (messages: readonly SequencedMessage[]) => {
  const groups = [...Map.groupBy(messages, ({ destination }) => destination)];
  return {
    destinations: groups.map(([destination]) => destination),
    seqs: groups.map(([, group]) => lastSeq(group)),
  };
};

async function notePublished(own: Database, messages: readonly SequencedMessage[]): Promise<void> {
  const { destinations, seqs } = marksOf(messages);
  await own.run`
    INSERT INTO messaging.published AS known (destination, seq) SELECT * FROM unnest(${destinations}::text[], ${seqs}::bigint[])
    ON CONFLICT (destination) DO UPDATE SET seq = greatest(known.seq, excluded.seq)`;
}

const TAKEN = shape<{ destination: string | null; envelope: SequencedMessage['envelope']; seq: bigint }>({
  destination: 'destination',
  envelope: 'envelope',
  seq: 'seq',
});

/**
 * One round in one statement: renews the lease, notes what was published in the round before, and takes the next messages. Returns undefined
 * when the lease is lost. Rows commit out of order, so what was taken last says nothing of what is left. The statement's commit does not wait for the disk: what the relay
 * forgets having published is published again, and the inbox knows it.
 */
async function takeNext(
  { own, holder }: Session,
  published: readonly SequencedMessage[],
  { leaseMs, since }: { readonly leaseMs: number; readonly since: string },
): Promise<readonly SequencedMessage[] | undefined> {
  const { destinations, seqs } = marksOf(published);
  const rows = await own.rows(TAKEN)`
    WITH lease AS (
      UPDATE messaging.relay_lease
      SET holder_pid = pg_backend_pid(), leased_until = clock_timestamp() + make_interval(secs => ${leaseMs / 1000}::float8)
      WHERE holder = ${holder}::uuid AND set_config('synchronous_commit', 'off', true) = 'off' RETURNING holder
    ), noted AS (
      INSERT INTO messaging.published AS known (destination, seq)
      SELECT destination, seq FROM unnest(${destinations}::text[], ${seqs}::bigint[]) AS mark (destination, seq), lease
      ON CONFLICT (destination) DO UPDATE SET seq = greatest(known.seq, excluded.seq)
    ), next AS (
      SELECT outbox.ctid FROM messaging.outbox, lease WHERE sent_seq IS NULL AND id >= ${since}::uuid ORDER BY id LIMIT ${BATCH_MAX}
    ), taken AS (
      UPDATE messaging.outbox SET sent_seq = nextval('messaging.outbox_sent_seq')
      WHERE ctid = ANY(ARRAY(SELECT ctid FROM next)) AND sent_seq IS NULL RETURNING destination, envelope, sent_seq
    )
    SELECT destination, envelope, sent_seq AS seq FROM lease LEFT JOIN taken ON true ORDER BY sent_seq`;
  if (rows.length === 0) return undefined;
  return rows.flatMap(({ destination, envelope, seq }) =>
    destination === null ? [] : [{ destination, envelope, seq }],
  );
}
