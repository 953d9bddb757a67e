import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { SpanKind } from '@opentelemetry/api';
import { connectDatabase, shape } from './database.ts';
import type { Database } from './database.ts';
import { sweepMessages } from './housekeeping.ts';
import { createFaultLog } from './log.ts';
import type { Log } from './log.ts';
import { messagesSent } from './metrics.ts';
import { SEQUENCED, UNSENT_MESSAGES, lowestIdAt } from './outbox.ts';
import type { SequencedMessage } from './outbox.ts';
import type { MessageQueue } from './queue.ts';
import { inSpan } from './scope.ts';
import { openWatermarks } from './watermarks.ts';
import type { Watermarks } from './watermarks.ts';
import { createWakeUp, listen } from './wake-up.ts';

const BATCH_MAX = 500;
/** Commits of this process wake the relay; this is the safety net, and how often the watermarks are raised. */
const POLL_MS = 2_000;
/** Between polls only ids of the last seconds are read, since the index keeps taken rows until a vacuum. The poll finds later commits. */
const LATE_COMMIT_MS = 5_000;
const RECONNECT_MS = 1_000;
/** A leader renews its lease at every round and every poll; one that does not for this long is replaced. */
const LEASE_MS = 6_000;
const HOUSEKEEPING_MS = 3_600_000;
/** Processes that write messages while another one's relay leads notify it here. */
const CHANNEL = 'messaging_outbox';

export interface RelayOptions {
  readonly source: string;
  /** The database whose commits in this process wake the relay. The relay's own statements use a connection of its own. */
  readonly database: Database;
  readonly queue: MessageQueue;
  readonly log: Log;
  readonly pollMs?: number;
  readonly leaseMs?: number;
}

type Session = ReturnType<typeof openSession>;

const openSession = (options: RelayOptions, signal: AbortSignal) => ({
  pollMs: POLL_MS,
  leaseMs: LEASE_MS,
  ...options,
  own: connectDatabase({ url: options.database.url, connectionsMax: 1, outage: options.database.outage }),
  holder: randomUUID(),
  wakeUp: createWakeUp(),
  faults: createFaultLog(options.log, {
    begins: 'no messages can be published',
    ends: 'messages are published again',
  }),
  signal,
  isLeader: false,
  roundAt: performance.now(),
  polledAt: -Infinity,
});

/** Publishes an outbox, at least once. One relay leads, by a lease. Messages get their `sent_seq` in a commit before they are published, so a successor publishes them again. */
export function startRelay(options: RelayOptions) {
  const stopping = new AbortController();
  const session = openSession(options, stopping.signal);
  const running = run(session);
  return {
    /** When its last round began, by `performance.now()`. */
    roundAt: (): number => session.roundAt,
    stop: (): Promise<void> => {
      stopping.abort();
      return running;
    },
  };
}

async function run(session: Session): Promise<void> {
  const { source, database, queue, own, wakeUp, faults, signal } = session;
  const aborted = once(signal, 'abort');
  signal.addEventListener('abort', wakeUp.wake);
  const stopListening = database.onSignal(UNSENT_MESSAGES, wakeUp.wake);
  queue.onReconnect(() => {
    session.polledAt = -Infinity;
    wakeUp.wake();
  });
  const notified = listen({
    url: database.url,
    name: `${source} relay`,
    channel: CHANNEL,
    signal,
    // A relay that does not lead would pass its own notification on, without end.
    onNotified: () => session.isLeader && wakeUp.wake(),
  });
  while (!signal.aborted) {
    session.roundAt = performance.now();
    try {
      // Without the queue the work may stay pending for ever.
      await Promise.race([lead(session), aborted]);
    } catch (error) {
      if (!signal.aborted) faults.failed(error);
    }
    await delay(RECONNECT_MS, undefined, { signal }).catch(() => undefined);
  }
  stopListening();
  await notified;
  await Promise.race([giveUpLease(session).catch(() => undefined), delay(RECONNECT_MS)]);
  await own.close();
}

async function lead(session: Session): Promise<void> {
  const { own, wakeUp, faults, signal, pollMs, log } = session;
  session.isLeader = false;
  while (!(await takeLease(session))) {
    session.roundAt = performance.now();
    faults.works();
    const isWoken = await wakeUp.wait(pollMs);
    if (signal.aborted) return;
    if (isWoken) await own.run`SELECT pg_notify(${CHANNEL}, '')`;
  }
  session.isLeader = true;
  const watermarks = await openWatermarks({ ...session, database: own });
  let sweptAt = performance.now() - Math.random() * HOUSEKEEPING_MS;
  let published: readonly SequencedMessage[] = await readTaken(own);
  await publish(session, watermarks, published);
  session.polledAt = -Infinity;
  while (!signal.aborted) {
    session.roundAt = performance.now();
    const isPoll = performance.now() - session.polledAt >= pollMs;
    if (isPoll) session.polledAt = performance.now();
    const next = await takeNext(session, published, lowestIdAt(isPoll ? 0 : Date.now() - LATE_COMMIT_MS));
    if (next === undefined) return log.warn('another relay leads now');
    published = next;
    await publish(session, watermarks, published);
    if (isPoll) await watermarks.raise();
    if (isPoll && published.length === BATCH_MAX) session.polledAt = -Infinity; // More old ones may be left.
    const hasLost = await watermarks.publishLost(BATCH_MAX);
    faults.works();
    const isSweepDue = (): boolean => performance.now() - sweptAt >= HOUSEKEEPING_MS;
    if (isSweepDue() && !(await sweepMessages(own))) sweptAt = performance.now();
    if (published.length === 0 && !hasLost && !isSweepDue()) await wakeUp.wait(pollMs);
  }
}

async function publish(
  { queue }: Session,
  watermarks: Watermarks,
  messages: readonly SequencedMessage[],
): Promise<void> {
  const byDestination = Map.groupBy(messages, ({ destination }) => destination);
  await Promise.all(
    [...byDestination].map(async ([destination, group]) => {
      const envelopes = group.map(({ envelope }) => envelope);
      const span = { root: true, kind: SpanKind.PRODUCER, links: envelopes.map(({ traceparent }) => traceparent) };
      await inSpan(`send to ${destination}`, span, () => queue.publish(destination, envelopes));
      messagesSent.inc({ destination, kind: 'first' }, group.length);
      await watermarks.note(destination, group.at(-1)?.seq ?? 0n);
    }),
  );
}

const LEASED = shape<{ holder: string }>({ holder: 'holder' });

/** Takes the lease if it is free: it has expired, or the connection of the relay that holds it is closed. */
async function takeLease({ own, holder, leaseMs }: Session): Promise<boolean> {
  const rows = await own.rows(LEASED)`
    UPDATE messaging.relay_lease
    SET holder = ${holder}::uuid, holder_pid = pg_backend_pid(), leased_until = clock_timestamp() + make_interval(secs => ${leaseMs / 1000}::float8)
    WHERE holder = ${holder}::uuid OR leased_until < clock_timestamp()
       OR NOT EXISTS (SELECT FROM pg_stat_activity WHERE pid = holder_pid)
    RETURNING holder`;
  return rows.length > 0;
}

const giveUpLease = ({ own, holder }: Session): Promise<number> =>
  own.run`UPDATE messaging.relay_lease SET leased_until = '-infinity' WHERE holder = ${holder}::uuid`;

/** A relay takes no more before it has published what it took, so unpublished rows are among the newest. */
const TAKEN_LOOK_BACK = 10 * BATCH_MAX;

/** Returns rows that an earlier relay took but did not record as published. */
const readTaken = (own: Database): Promise<SequencedMessage[]> => own.rows(SEQUENCED)`
  SELECT outbox.destination, envelope, sent_seq AS seq FROM messaging.outbox LEFT JOIN messaging.published USING (destination)
  WHERE sent_seq > coalesce(published.seq, 0) AND sent_seq > (SELECT max(sent_seq) - ${TAKEN_LOOK_BACK}::int FROM messaging.outbox)
  ORDER BY sent_seq`;

const TAKEN = shape<{ destination: string | null; envelope: SequencedMessage['envelope']; seq: bigint }>({
  destination: 'destination',
  envelope: 'envelope',
  seq: 'seq',
});

/** One round: renews the lease, notes what was published, takes the next. Undefined without the lease. Its commit may get lost: the inbox recognises repeated messages. */
async function takeNext(
  { own, holder, leaseMs }: Session,
  published: readonly SequencedMessage[],
  since: string,
): Promise<readonly SequencedMessage[] | undefined> {
  const rows = await own.rows(TAKEN)`
    WITH lease AS (
      UPDATE messaging.relay_lease
      SET holder_pid = pg_backend_pid(), leased_until = clock_timestamp() + make_interval(secs => ${leaseMs / 1000}::float8)
      WHERE holder = ${holder}::uuid AND set_config('synchronous_commit', 'off', true) = 'off' RETURNING holder
    ), noted AS (
      INSERT INTO messaging.published AS known (destination, seq)
      SELECT destination, max(seq) FROM lease, unnest(${published.map(({ destination }) => destination)}::text[],
        ${published.map(({ seq }) => seq)}::bigint[]) AS mark (destination, seq) GROUP BY destination
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
