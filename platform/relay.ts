import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { sweepMessages } from './housekeeping.ts';
import { onHint } from './hints.ts';
import type { Log } from './log.ts';
import { messagesSent } from './metrics.ts';
import { UNSENT_MESSAGES } from './outbox.ts';
import { BATCH_MAX, OUTBOX_COLUMNS, readOutbox } from './outbox-rows.ts';
import type { OutboxRow } from './outbox-rows.ts';
import type { MessageQueue } from './queue.ts';
import { openWatermarks } from './watermarks.ts';

/** Commits of this process wake the relay; this is the safety net, and how often the watermarks are compared. */
const POLL_MS = 2_000;
const RECONNECT_MS = 1_000;
const HOUSEKEEPING_MS = 3_600_000;
/**
 * The relay's own notes need not survive a crash of the database: what it forgets having sent is sent again, and the inbox knows it. The
 * messages themselves were committed by those who wrote them.
 */
const RELAXED_COMMIT = '-c synchronous_commit=off';
/** Any constant: it names the relay's advisory lock within its database. */
const LEADER_LOCK = 7_274_001;
/** On which relays that do not lead tell the one that does of messages. */
const CHANNEL = 'messaging_outbox';

export interface RelayOptions {
  /** The service whose outbox this is. */
  readonly source: string;
  readonly databaseUrl: string;
  /** Whose transactions write messages into it, in this process. */
  readonly database: object;
  readonly queue: MessageQueue;
  readonly log: Log;
  readonly pollMs?: number;
}

/** A relay that runs. */
export interface Relay {
  stop(): Promise<void>;
}

/**
 * Hands the messages of an outbox to the queue. One relay leads per database; the others wait for its lock, and tell it of messages that
 * were written beside them. What was taken for sending
 * gets its `sent_seq` first, in a commit of its own, so that a relay that dies in between leaves a trace that its successor sends
 * again: at least once, never not at all. After each batch the watermark is raised; where it has fallen behind, the queue has lost
 * messages, and the difference is sent again.
 */
export function startRelay(options: RelayOptions): Relay {
  const stopping = new AbortController();
  const running = run(options, stopping.signal);
  return {
    stop: () => {
      stopping.abort();
      return running;
    },
  };
}

async function run(options: RelayOptions, signal: AbortSignal): Promise<void> {
  const { database, databaseUrl, queue, source, log } = options;
  const bell = createBell();
  const ignoreHints = onHint(UNSENT_MESSAGES, database, bell.ring);
  queue.onReconnect(bell.ring);
  signal.addEventListener('abort', bell.ring);
  while (!signal.aborted) {
    const client = new Client({
      connectionString: databaseUrl,
      keepAlive: true,
      application_name: `${source} relay`,
      options: RELAXED_COMMIT,
    });
    try {
      client.on('error', () => undefined); // The query under way, or the next one, rejects as well.
      client.on('notification', bell.ring);
      client.on('end', bell.ring);
      await client.connect();
      await untilAborted(lead(client, bell, options, signal), signal);
    } catch (error) {
      if (!signal.aborted) log.warn({ err: error }, 'the relay begins again');
    } finally {
      await client.end().catch(() => undefined);
    }
    await delay(RECONNECT_MS, undefined, { signal }).catch(() => undefined);
  }
  ignoreHints();
}

/** Does not wait longer for `work` when the relay is to stop, since a queue that is away may keep it for ever. */
const untilAborted = (work: Promise<void>, signal: AbortSignal): Promise<unknown> => {
  work.catch(() => undefined);
  return signal.aborted ? Promise.resolve() : Promise.race([work, once(signal, 'abort')]);
};

async function lead(client: Client, bell: Bell, options: RelayOptions, signal: AbortSignal): Promise<void> {
  const { pollMs = POLL_MS } = options;
  while (!(await isLeader(client))) {
    const isRung = await bell.wait(pollMs);
    if (signal.aborted) return;
    if (isRung) await client.query(`NOTIFY ${CHANNEL}`);
  }
  await client.query(`LISTEN ${CHANNEL}`);
  const outbox = await openOutbox(client, options);
  await outbox.sendUnsent();
  let comparedAt = 0;
  let sweptAt = Date.now() - Math.random() * HOUSEKEEPING_MS;
  while (!signal.aborted) {
    const sent = await outbox.sendNext();
    if (Date.now() - comparedAt >= pollMs || (sent === 0 && bell.hasRung())) {
      await outbox.compare();
      comparedAt = Date.now();
    }
    if (Date.now() - sweptAt >= HOUSEKEEPING_MS) {
      await sweepMessages(client);
      sweptAt = Date.now();
    }
    if (sent < BATCH_MAX) await bell.wait(pollMs);
  }
}

const isLeader = async (client: Client): Promise<boolean> => {
  const { rows } = await client.query<{ leads: boolean }>('SELECT pg_try_advisory_lock($1) AS leads', [LEADER_LOCK]);
  return rows[0]?.leads === true;
};

interface Bell {
  readonly ring: () => void;
  readonly hasRung: () => boolean;
  /** Waits until rung, or for a time, and tells which it was. A ring during work is kept for the next wait. */
  readonly wait: (timeMs: number) => Promise<boolean>;
}

function createBell(): Bell {
  let rung = false;
  let wake: () => void = () => undefined;
  return {
    ring: () => {
      rung = true;
      wake();
    },
    hasRung: () => rung,
    wait: async (timeMs) => {
      if (!rung) {
        const { promise, resolve } = Promise.withResolvers<void>();
        const timer = setTimeout(resolve, timeMs);
        wake = resolve;
        await promise;
        clearTimeout(timer);
      }
      const wasRung = rung;
      rung = false;
      return wasRung;
    },
  };
}

const FIND_UNSENT = {
  text: `SELECT ${OUTBOX_COLUMNS} FROM messaging.outbox WHERE sent_seq IS NOT NULL AND sent_at IS NULL`,
};
const TAKE_NEXT = {
  name: 'take next',
  text: `WITH next AS (SELECT id FROM messaging.outbox WHERE sent_seq IS NULL ORDER BY id LIMIT ${BATCH_MAX})
    UPDATE messaging.outbox SET sent_seq = nextval('messaging.outbox_sent_seq') FROM next WHERE outbox.id = next.id
    RETURNING ${OUTBOX_COLUMNS}`,
};
const MARK_SENT = {
  name: 'mark sent',
  text: 'UPDATE messaging.outbox SET sent_at = now() WHERE sent_seq = ANY($1::bigint[])',
};

async function openOutbox(client: Client, options: RelayOptions) {
  const { queue } = options;
  const watermarks = await openWatermarks(client, options);

  const deliver = async (rows: readonly OutboxRow[]): Promise<number> => {
    if (rows.length === 0) return 0;
    const byDestination = Map.groupBy(rows, ({ destination }) => destination);
    await Promise.all(
      [...byDestination].map(async ([destination, group]) => {
        await queue.publish(
          destination,
          group.map(({ envelope }) => envelope),
        );
        messagesSent.inc({ destination, kind: 'first' }, group.length);
        const last = group.at(-1);
        if (last !== undefined) await watermarks.raise(destination, last.seq);
      }),
    );
    await client.query(MARK_SENT, [rows.map(({ seq }) => seq.toString())]);
    return rows.length;
  };

  return {
    compare: watermarks.compare,
    /** Sends what a relay before this one had numbered but not marked as sent. */
    sendUnsent: async (): Promise<number> => deliver(await readOutbox(client, FIND_UNSENT)),
    /** Numbers the next messages and sends them; answers how many. Never by `id > last`: rows commit out of order. */
    sendNext: async (): Promise<number> => deliver(await readOutbox(client, TAKE_NEXT)),
  };
}
