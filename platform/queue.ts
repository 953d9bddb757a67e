import { setTimeout as delay } from 'node:timers/promises';
import { PostgresConnection, PostgresQueueBackend, Queue, Worker, isPgPool, runMigrations } from 'bullmq';
import type { BackendFactory, IQueueBackend, JobsOptions, PgPool, WorkerOptions } from 'bullmq';
import { Redis } from 'ioredis';
import { Client, Pool } from 'pg';
import { createOutageLog } from './log.ts';
import type { Log } from './log.ts';
import type { Envelope } from './message.ts';

/** About two minutes of back-off (1 s doubled each time): longer than a deployment, shorter than a person's patience with an order. */
export const ATTEMPTS_MAX = 8;
const BACKOFF_FIRST_MS = 1_000;
/** Whether a message is given up is decided by who handles it, which keeps it then: BullMQ would forget it without a trace. */
const QUEUE_ATTEMPTS_MAX = 1_000_000;
/** After this, a message whose worker died is given to another one. */
const LOCK_MS = 10_000;
const STALLED_CHECK_MS = 5_000;
/** As QUEUE_ATTEMPTS_MAX. */
const STALLED_MAX = 1_000_000;
const RECONNECT_DELAY_MAX_MS = 1_000;
/** A fetch that failed is repeated after this. BullMQ does so at once, in a loop that lets nothing else run. */
const FETCH_PAUSE_MS = 1_000;
/** How long a worker waits for a job before it looks by itself, so that its rounds can be seen. */
const FETCH_WAIT_MAX_S = 10;
const POSTGRES_POOL_MAX = 8;

/** A job as it came. */
export interface Delivery {
  /** Messages, unparsed. */
  readonly bodies: readonly unknown[];
  /** Which attempt this is; 1 is the first. A message that is retried after it has failed in a batch begins with 2. */
  readonly attempt: number;
  /** How many consumers died while they had the job. */
  readonly deaths?: number;
}

/** A consumer that runs. */
export interface Consumer {
  /** When it last asked the queue for a job or handled one, by `performance.now()`. */
  roundAt(): number;
  /** Stops consuming; waits for what is under way. */
  stop(): Promise<void>;
}

/** What raising a watermark found. */
export interface Raised {
  /** The watermark before. Lower than expected means that the queue has lost messages. */
  readonly stood: bigint;
  /** Changes when the queue's server was restarted or replaced: what was published since the last raise may be lost. */
  readonly incarnation: string;
}

/**
 * The queue as the platform sees it: at least once, in no promised order. One queue per service is its inbox. A job is a batch of messages.
 *
 * The watermark of a pair of source and destination is the highest `sent_seq` that the source has published. It is stored beside the
 * destination's jobs, so that a queue that loses its tail, or everything, loses the same part of the watermark.
 */
export interface MessageQueue {
  /** Publishes messages in as few jobs as JOB_MESSAGES_MAX allows. `isRepeated` messages let new ones pass. */
  publish(destination: string, envelopes: readonly Envelope[], options?: { readonly isRepeated: boolean }): Promise<void>;
  /** Publishes one message as a job of its own, which is tried after a moment, and after new ones. */
  retry(destination: string, envelope: Envelope): Promise<void>;
  /** Sets the watermark to `next` if it has not fallen behind `expected`. */
  raiseWatermark(source: string, destination: string, expected: bigint, next: bigint): Promise<Raised>;
  /** Calls `handle` for each job; a job whose handler throws is retried with back-off, until it throws no more. */
  consume(destination: string, concurrency: number, handle: (delivery: Delivery) => Promise<void>): Consumer;
  /** Calls `listener` whenever the connection has come back. */
  onReconnect(listener: () => void): void;
  /** Whether it takes writes. */
  isReady(): Promise<boolean>;
  close(): Promise<void>;
}

interface QueueOptions {
  readonly url: string;
  readonly prefix: string;
  readonly log: Log;
}

/** Connects to the queue that `url` names: Redis (`redis://`, `rediss://`) or PostgreSQL (`postgres://`, prepared by prepareQueue). */
export const connectQueue = (options: QueueOptions): MessageQueue =>
  isPostgres(options.url) ? connectPostgres(options) : connectRedis(options);

const isPostgres = (url: string): boolean => /^postgres(ql)?:/.test(url);

/**
 * Makes what a PostgreSQL queue needs in its database: BullMQ's tables and the watermarks. Does nothing for Redis. Safe to repeat. Throws where
 * the address is that of a pooler that gives each transaction another session.
 */
export async function prepareQueue(url: string): Promise<void> {
  if (!isPostgres(url)) return;
  const client = new Client({ connectionString: url, options: `-c search_path=${POSTGRES_SCHEMA}` });
  try {
    await client.connect().catch((error: unknown) => {
      const isPooler = error instanceof Error && error.message.includes('unsupported startup parameter');
      throw isPooler ? new Error(POOLER_FAULT, { cause: error }) : error;
    });
    const { rows } = await client.query<{ search_path: string }>('SHOW search_path');
    if (rows[0]?.search_path !== POSTGRES_SCHEMA) throw new Error(POOLER_FAULT);
    await runMigrations(client, POSTGRES_SCHEMA);
    await client.query(`
      CREATE TABLE IF NOT EXISTS ${POSTGRES_SCHEMA}.watermarks (
        source text, destination text, sent_seq bigint NOT NULL, PRIMARY KEY (source, destination))`);
  } finally {
    await client.end();
  }
}

const JOB_OPTIONS: JobsOptions = {
  attempts: QUEUE_ATTEMPTS_MAX,
  backoff: { type: 'exponential', delay: BACKOFF_FIRST_MS },
  removeOnComplete: true,
  removeOnFail: true,
};

const WORKER_OPTIONS: Omit<WorkerOptions, 'connection'> = {
  lockDuration: LOCK_MS,
  stalledInterval: STALLED_CHECK_MS,
  maxStalledCount: STALLED_MAX,
  runRetryDelay: RECONNECT_DELAY_MAX_MS,
};

/** A job of this many messages is some 100 KB; more would make other jobs wait for its transfer. */
const JOB_MESSAGES_MAX = 200;
/** The job of a batch; a message that is retried has a job of its own, which is called after it. */
const BATCH = 'batch';
/** Jobs with a priority come after those without. */
const AFTER_NEW_ONES = 1;

interface NewJob {
  readonly name: string;
  readonly data: readonly Envelope[];
  readonly opts: JobsOptions;
}

function jobsOf(envelopes: readonly Envelope[], isRepeated: boolean): NewJob[] {
  const jobs: NewJob[] = [];
  for (let start = 0; start < envelopes.length; start += JOB_MESSAGES_MAX) {
    const data = envelopes.slice(start, start + JOB_MESSAGES_MAX);
    jobs.push({ name: BATCH, data, opts: isRepeated ? { ...JOB_OPTIONS, priority: AFTER_NEW_ONES } : JOB_OPTIONS });
  }
  return jobs;
}

/** What publishes to a BullMQ queue of either engine. */
interface JobQueue {
  add(name: string, data: readonly Envelope[], options: JobsOptions): Promise<unknown>;
  addBulk(jobs: NewJob[]): Promise<unknown>;
  close(): Promise<void>;
}

/** The part of the interface that is the same for both engines. `open` opens a queue. */
function publisherOf(open: (destination: string) => JobQueue): Pick<MessageQueue, 'publish' | 'retry'> & { close(): Promise<unknown> } {
  const queues = new Map<string, JobQueue>();
  const queueOf = (destination: string): JobQueue => {
    const known = queues.get(destination) ?? open(destination);
    queues.set(destination, known);
    return known;
  };
  return {
    publish: async (destination, envelopes, { isRepeated } = { isRepeated: false }) => {
      const [first, ...others] = jobsOf(envelopes, isRepeated);
      if (first === undefined) return;
      await (others.length === 0
        ? queueOf(destination).add(first.name, first.data, first.opts)
        : queueOf(destination).addBulk([first, ...others]));
    },
    retry: async (destination, envelope) =>
      void (await queueOf(destination).add(envelope.name, [envelope], {
        ...JOB_OPTIONS,
        delay: BACKOFF_FIRST_MS,
        priority: AFTER_NEW_ONES,
      })),
    close: () => Promise.allSettled([...queues.values()].map((queue) => queue.close())),
  };
}

interface JobWorker {
  getBackend(): IQueueBackend;
  close(): Promise<void>;
  on(event: 'error', listener: (error: Error) => void): unknown;
}

/** Watches a worker's rounds, and has it pause after a fetch that failed. */
function consumerOf(worker: JobWorker, log: Log): Consumer {
  const outage = createOutageLog(log, {
    begins: 'no messages can be fetched from the queue',
    ends: 'messages are fetched from the queue again',
  });
  let roundAt = performance.now();
  let isStopping = false;
  const backend = worker.getBackend();
  const fetchJob = backend.moveToActive.bind(backend);
  backend.moveToActive = async (...args) => {
    try {
      const fetched = await fetchJob(...args);
      outage.works();
      return fetched;
    } catch (error) {
      outage.failed(error);
      if (!isStopping) await delay(FETCH_PAUSE_MS);
      throw error;
    } finally {
      roundAt = performance.now();
    }
  };
  worker.on('error', outage.failed);
  return {
    roundAt: () => roundAt,
    stop: () => {
      isStopping = true;
      return worker.close();
    },
  };
}

interface FetchedJob {
  readonly name: string;
  readonly data: unknown;
  readonly attemptsMade: number;
  readonly stalledCounter: number;
}

/** Releases before batches published one message per job. */
const deliveryOf = ({ name, data, attemptsMade, stalledCounter }: FetchedJob): Delivery => ({
  bodies: Array.isArray(data) ? data : [data],
  attempt: attemptsMade + (name === BATCH ? 1 : 2),
  deaths: stalledCounter,
});

/** A queue's answer that says that this server will not do: it was made a replica, or is not ready to serve. */
const OTHER_SERVER = /\b(READONLY|LOADING|MASTERDOWN|UNBLOCKED|CLUSTERDOWN)\b/;
const RECONNECT_AND_REPEAT = 2;

/** A cluster keeps what stands in braces in one slot: a queue's jobs together with the watermarks of those who send to it. */
const RAISE_IN_REDIS = `
  local stood = redis.call('GET', KEYS[1]) or '0'
  if tonumber(stood) >= tonumber(ARGV[1]) then redis.call('SET', KEYS[1], ARGV[2]) end
  return stood`;

function connectRedis({ url, prefix, log }: QueueOptions): MessageQueue {
  const connection = new Redis(url, {
    maxRetriesPerRequest: null, // Wait for Redis to come back instead of failing.
    retryStrategy: (attempt) => Math.min(attempt * 100, RECONNECT_DELAY_MAX_MS),
    // After a fail-over the address leads to another server. What is connected to the old one would stay there.
    reconnectOnError: ({ message }) => OTHER_SERVER.test(message) && RECONNECT_AND_REPEAT,
  });
  const outage = createOutageLog(log, { begins: 'Redis does not answer', ends: 'Redis answers again' });
  connection.on('error', outage.failed);
  let connections = 0;
  connection.on('ready', () => {
    connections += 1;
    outage.works();
  });
  const slot = (destination: string): string => `{${prefix}:${destination}}`;
  const { close, ...publisher } = publisherOf((destination) => {
    const queue = new Queue(destination, { connection, prefix: slot(destination) });
    queue.on('error', outage.failed);
    return queue;
  });
  return {
    ...publisher,
    raiseWatermark: async (source, destination, expected, next) => {
      const key = `${slot(destination)}:watermark:${source}`;
      const stood = await connection.eval(RAISE_IN_REDIS, 1, key, expected.toString(), next.toString());
      return { stood: BigInt(String(stood)), incarnation: String(connections) };
    },
    consume: (destination, concurrency, handle) =>
      consumerOf(
        new Worker(destination, (job) => handle(deliveryOf(job)), {
          ...WORKER_OPTIONS,
          connection,
          prefix: slot(destination),
          concurrency,
        }),
        log,
      ),
    onReconnect: (listener) => void connection.on('ready', listener),
    isReady: async () => connection.status === 'ready' && (await connection.set(`{${prefix}}:ready`, '')) === 'OK',
    close: async () => {
      await close();
      connection.disconnect();
    },
  };
}

/** BullMQ's own name for its schema; with a ready-made pool it takes no other. Systems are kept apart by their databases. */
const POSTGRES_SCHEMA = 'bullmq';
const POOLER_FAULT =
  'QUEUE_URL: leads to a pooler that gives each transaction another session; the queue needs its own, so name PostgreSQL itself';
/** Limits kept by the server: a process that froze or a connection that was cut must not keep others waiting. */
const POSTGRES_OPTIONS = `-c search_path=${POSTGRES_SCHEMA} -c synchronous_commit=off -c statement_timeout=15s -c idle_in_transaction_session_timeout=10s`;
/** The client's side: above the server's. */
const POSTGRES_ANSWER_MS = 20_000;

/** BullMQ keeps the outcome of its first connection for good, a failure as well. Here each statement finds out for itself. */
class PatientConnection extends PostgresConnection {
  override waitUntilReady(): Promise<void> {
    return Promise.resolve();
  }
}

class PatientBackend extends PostgresQueueBackend {
  override get maximumBlockTimeout(): number {
    return FETCH_WAIT_MAX_S;
  }
}

const createBackend: BackendFactory<PostgresQueueBackend, PgPool> = (name, options) =>
  new PatientBackend(new PatientConnection(options.connection), name, options);

const RAISE_IN_POSTGRES = `
  WITH stood AS (SELECT sent_seq FROM watermarks WHERE source = $1 AND destination = $2 FOR UPDATE),
  raised AS (
    INSERT INTO watermarks AS mark (source, destination, sent_seq)
    SELECT $1, $2, $4::bigint WHERE coalesce((SELECT sent_seq FROM stood), 0) >= $3::bigint
    ON CONFLICT (source, destination) DO UPDATE SET sent_seq = excluded.sent_seq)
  SELECT coalesce((SELECT sent_seq FROM stood), 0)::text AS stood, pg_postmaster_start_time()::text AS incarnation`;

/**
 * Commits here do not wait for the disk, as Redis does not: a crash of the database may lose the last moments of jobs and watermarks,
 * both of the same moment, and the watermark is there to notice that.
 */
function connectPostgres({ url, log }: QueueOptions): MessageQueue {
  const pool = new Pool({
    connectionString: url,
    max: POSTGRES_POOL_MAX,
    keepAlive: true,
    connectionTimeoutMillis: POSTGRES_ANSWER_MS,
    query_timeout: POSTGRES_ANSWER_MS,
    options: POSTGRES_OPTIONS,
  });
  const connection: unknown = pool;
  if (!isPgPool(connection)) throw new TypeError('BullMQ does not take this version of pg');
  const outage = createOutageLog(log, {
    begins: 'the database of the queue does not answer',
    ends: 'the database of the queue answers again',
  });
  pool.on('error', outage.failed);
  pool.on('connect', outage.works);
  const { close, ...publisher } = publisherOf((destination) => {
    const queue = new Queue(destination, { connection }, createBackend);
    queue.on('error', outage.failed);
    return queue;
  });
  return {
    ...publisher,
    raiseWatermark: async (source, destination, expected, next) => {
      const { rows } = await pool.query<{ stood: string; incarnation: string }>({
        name: 'raise watermark',
        text: RAISE_IN_POSTGRES,
        values: [source, destination, expected.toString(), next.toString()],
      });
      return { stood: BigInt(rows[0]?.stood ?? 0), incarnation: rows[0]?.incarnation ?? '' };
    },
    consume: (destination, concurrency, handle) =>
      consumerOf(
        new Worker(
          destination,
          (job) => handle(deliveryOf(job)),
          { ...WORKER_OPTIONS, connection, concurrency },
          createBackend,
        ),
        log,
      ),
    onReconnect: () => undefined, // Every statement finds out for itself; the relay's poll compares.
    isReady: async () => {
      const { rows } = await pool.query<{ writable: boolean }>(
        "SELECT current_setting('transaction_read_only') = 'off' AS writable",
      );
      return rows[0]?.writable === true;
    },
    close: async () => {
      await close();
      await pool.end();
    },
  };
}
