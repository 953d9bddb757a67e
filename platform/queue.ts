import { Queue, Worker, createPostgresBackend, isPgPool, runMigrations } from 'bullmq';
import type { JobsOptions, WorkerOptions } from 'bullmq';
import { Redis } from 'ioredis';
import { Client, Pool } from 'pg';
import type { Log } from './log.ts';
import type { Envelope } from './message.ts';

/** About two minutes of back-off (1 s doubled each time): longer than a deployment, shorter than a person's patience with an order. */
export const ATTEMPTS_MAX = 8;
const BACKOFF_FIRST_MS = 1_000;
/** After this, a message whose worker died is given to another one. */
const LOCK_MS = 10_000;
const STALLED_CHECK_MS = 5_000;
/** Deaths of workers say nothing about a message; handler errors are counted by ATTEMPTS_MAX. */
const STALLED_MAX = 1_000;
const RECONNECT_DELAY_MAX_MS = 1_000;
const POSTGRES_POOL_MAX = 8;

/** A delivery: the message as it came, unparsed, and which attempt this is (1 is the first). */
export interface Delivery {
  readonly body: unknown;
  readonly attempt: number;
}

/** Stops taking messages; waits for those under way. */
export interface Taker {
  stop(): Promise<void>;
}

/**
 * The queue as the platform sees it: at least once, in no promised order. One queue per service is its inbox.
 *
 * The watermark of a pair of source and destination is the highest `sent_seq` that the source has handed over. It lives beside the
 * destination's jobs, so that a queue that loses its tail, or everything, loses the same part of the watermark.
 */
export interface MessageQueue {
  publish(destination: string, envelopes: readonly Envelope[]): Promise<void>;
  /** Sets the watermark to `next` if it has not fallen behind `expected`; answers where it stood, so a smaller answer means loss, and nothing was set. */
  raiseWatermark(source: string, destination: string, expected: bigint, next: bigint): Promise<bigint>;
  take(destination: string, concurrency: number, handle: (delivery: Delivery) => Promise<void>): Taker;
  /** Calls `listener` whenever the connection has come back. */
  onReconnect(listener: () => void): void;
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

/** Makes what a PostgreSQL queue needs in its database: BullMQ's tables and the watermarks. Does nothing for Redis. Safe to repeat. */
export async function prepareQueue(url: string): Promise<void> {
  if (!isPostgres(url)) return;
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await runMigrations(client, POSTGRES_SCHEMA);
    await client.query(`
      CREATE TABLE IF NOT EXISTS ${POSTGRES_SCHEMA}.watermarks (
        source text, destination text, sent_seq bigint NOT NULL, PRIMARY KEY (source, destination))`);
  } finally {
    await client.end();
  }
}

const JOB_OPTIONS: JobsOptions = {
  attempts: ATTEMPTS_MAX,
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

/** The id of a job is the message's id, which spares the queue most repetitions; the inbox is what guarantees. */
const jobsOf = (envelopes: readonly Envelope[]): { name: string; data: Envelope; opts: JobsOptions }[] =>
  envelopes.map((envelope) => ({ name: envelope.name, data: envelope, opts: { ...JOB_OPTIONS, jobId: envelope.id } }));

const takerOf = (
  worker: { close(force?: boolean): Promise<void>; on(event: 'error', listener: (error: Error) => void): unknown },
  log: Log,
): Taker => {
  worker.on('error', (error) => log.warn({ err: error }, 'the queue worker lost its connection'));
  return { stop: () => worker.close() };
};

/** A cluster keeps what stands in braces in one slot: a queue's jobs together with the watermarks of those who send to it. */
const RAISE_IN_REDIS = `
  local stands = redis.call('GET', KEYS[1]) or '0'
  if tonumber(stands) >= tonumber(ARGV[1]) then redis.call('SET', KEYS[1], ARGV[2]) end
  return stands`;

function connectRedis({ url, prefix, log }: QueueOptions): MessageQueue {
  const connection = new Redis(url, {
    maxRetriesPerRequest: null, // Wait for Redis to come back instead of failing.
    retryStrategy: (attempt) => Math.min(attempt * 100, RECONNECT_DELAY_MAX_MS),
  });
  connection.on('error', (error) => log.warn({ err: error }, 'Redis does not answer'));
  const slot = (destination: string): string => `{${prefix}:${destination}}`;
  const queues = new Map<string, Queue>();
  const queueOf = (destination: string): Queue => {
    const known = queues.get(destination) ?? new Queue(destination, { connection, prefix: slot(destination) });
    if (!queues.has(destination)) known.on('error', (error) => log.warn({ err: error }, 'the queue does not answer'));
    queues.set(destination, known);
    return known;
  };
  return {
    publish: async (destination, envelopes) => void (await queueOf(destination).addBulk(jobsOf(envelopes))),
    raiseWatermark: async (source, destination, expected, next) =>
      BigInt(
        String(
          await connection.eval(
            RAISE_IN_REDIS,
            1,
            `${slot(destination)}:watermark:${source}`,
            expected.toString(),
            next.toString(),
          ),
        ),
      ),
    take: (destination, concurrency, handle) =>
      takerOf(
        new Worker(destination, (job) => handle({ body: job.data, attempt: job.attemptsMade + 1 }), {
          ...WORKER_OPTIONS,
          connection,
          prefix: slot(destination),
          concurrency,
        }),
        log,
      ),
    onReconnect: (listener) => void connection.on('ready', listener),
    isReady: async () => connection.status === 'ready' && (await connection.ping()) === 'PONG',
    close: async () => {
      connection.disconnect();
      await Promise.allSettled([...queues.values()].map((queue) => queue.close()));
    },
  };
}

/** BullMQ's own name for its schema; with a ready-made pool it takes no other. Systems are kept apart by their databases. */
const POSTGRES_SCHEMA = 'bullmq';

const RAISE_IN_POSTGRES = `
  WITH stood AS (SELECT sent_seq FROM watermarks WHERE source = $1 AND destination = $2 FOR UPDATE),
  raised AS (
    INSERT INTO watermarks AS mark (source, destination, sent_seq)
    SELECT $1, $2, $4::bigint WHERE coalesce((SELECT sent_seq FROM stood), 0) >= $3::bigint
    ON CONFLICT (source, destination) DO UPDATE SET sent_seq = excluded.sent_seq)
  SELECT coalesce((SELECT sent_seq FROM stood), 0)::text AS stands`;

/**
 * Commits here do not wait for the disk, as Redis does not: a crash of the database may lose the last moments of jobs and watermarks,
 * both of the same moment, and the watermark is there to notice that.
 */
function connectPostgres({ url, log }: QueueOptions): MessageQueue {
  const pool = new Pool({
    connectionString: url,
    max: POSTGRES_POOL_MAX,
    keepAlive: true,
    options: `-c search_path=${POSTGRES_SCHEMA} -c synchronous_commit=off`,
  });
  const connection: unknown = pool;
  if (!isPgPool(connection)) throw new TypeError('BullMQ does not take this version of pg');
  pool.on('error', (error) => log.warn({ err: error }, 'the queue database dropped a connection'));
  const queues = new Map<
    string,
    { addBulk(jobs: ReturnType<typeof jobsOf>): Promise<unknown>; close(): Promise<void> }
  >();
  const queueOf = (destination: string) => {
    const known = queues.get(destination);
    if (known !== undefined) return known;
    const made = new Queue(destination, { connection }, createPostgresBackend);
    made.on('error', (error: Error) => log.warn({ err: error }, 'the queue database does not answer'));
    queues.set(destination, made);
    return made;
  };
  return {
    publish: async (destination, envelopes) => void (await queueOf(destination).addBulk(jobsOf(envelopes))),
    raiseWatermark: async (source, destination, expected, next) => {
      const { rows } = await pool.query<{ stands: string }>(RAISE_IN_POSTGRES, [
        source,
        destination,
        expected.toString(),
        next.toString(),
      ]);
      return BigInt(rows[0]?.stands ?? 0);
    },
    take: (destination, concurrency, handle) =>
      takerOf(
        new Worker(
          destination,
          (job) => handle({ body: job.data, attempt: job.attemptsMade + 1 }),
          { ...WORKER_OPTIONS, connection, concurrency },
          createPostgresBackend,
        ),
        log,
      ),
    onReconnect: () => undefined, // Every statement finds out for itself; the relay's poll compares.
    isReady: () =>
      pool.query('SELECT 1').then(
        () => true,
        () => false,
      ),
    close: async () => {
      await Promise.allSettled([...queues.values()].map((queue) => queue.close()));
      await pool.end();
    },
  };
}
