import { PostgresConnection, PostgresQueueBackend, isPgPool, runMigrations } from 'bullmq';
import type { BackendFactory, PgPool } from 'bullmq';
import { Client, Pool } from 'pg';
import { PromptClient } from './connections.ts';
import { createOutageLog } from './log.ts';
import { openJobs } from './queue-jobs.ts';
import type { MessageQueue, QueueOptions } from './queue.ts';

const POSTGRES_POOL_MAX = 8;
/** How long a worker waits for a job before it looks by itself, so that its rounds can be seen. */
const FETCH_WAIT_MAX_S = 10;
/** BullMQ's own name for its schema; with a ready-made pool it takes no other. Systems are kept apart by their databases. */
const POSTGRES_SCHEMA = 'bullmq';
const POOLER_FAULT =
  'QUEUE_URL: leads to a pooler that gives each transaction another session; the queue needs its own, so name PostgreSQL itself';
/** Limits kept by the server: a process that froze or a connection that was cut must not keep others waiting. */
const POSTGRES_OPTIONS = `-c search_path=${POSTGRES_SCHEMA} -c synchronous_commit=off -c statement_timeout=15s -c idle_in_transaction_session_timeout=10s`;
/** The client's side: above the server's. */
const POSTGRES_ANSWER_MS = 20_000;

/** Makes BullMQ's tables and the watermarks. Safe to repeat. Throws if the address is that of a pooler in transaction mode. */
export async function preparePostgresQueue(url: string): Promise<void> {
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

/** BullMQ keeps the outcome of its first connection permanently, also a failure. Here each statement tries anew. */
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

/** Commits here do not wait for the disk, as in Redis: a crash may lose the last jobs together with their watermarks, so the loss is detected. */
export function connectPostgresQueue({ url, log }: QueueOptions): MessageQueue {
  const pool = new Pool({
    Client: PromptClient,
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
  pool.on('error', (error) => outage.failed(error));
  pool.on('connect', () => outage.works());
  const { close, ...jobs } = openJobs({ createBackend, at: () => ({ connection }), outage, log });
  return {
    ...jobs,
    raiseWatermark: async (source, destination, expected, next) => {
      const values = [source, destination, expected.toString(), next.toString()];
      const { rows } = await outage.watch(() =>
        pool.query<{ stood: string; incarnation: string }>({
          name: 'raise watermark',
          text: RAISE_IN_POSTGRES,
          values,
        }),
      );
      return { stood: BigInt(rows[0]?.stood ?? 0), incarnation: rows[0]?.incarnation ?? '' };
    },
    onReconnect: () => undefined, // Every statement tries anew; the relay's poll compares.
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
