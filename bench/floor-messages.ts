import { randomUUID } from 'node:crypto';
import pg from 'pg';
import type { Batch, FloorQueue, Message, Payload } from './floor-queue.ts';
import type { FloorService } from './floor-tables.ts';

/** Collects a message that is written with the transaction. */
export type Send = (destination: FloorService, name: string, payload: Payload) => void;

/** The database of a service with its outbox, its relay and its inbox. */
export interface Station {
  readonly pool: pg.Pool;
  /** Commits the effects of `work` together with its messages. */
  transaction<Result>(work: (client: pg.PoolClient, send: Send) => Promise<Result>): Promise<Result>;
  stop(): Promise<void>;
}

const RELAY_BATCH_MAX = 500;

const names = new Map<string, string>();

/** Runs a statement that each connection prepares once. */
export function run<Row extends pg.QueryResultRow>(
  client: pg.Pool | pg.PoolClient,
  text: string,
  values: unknown[],
): Promise<pg.QueryResult<Row>> {
  const name = names.get(text) ?? `statement ${names.size}`;
  names.set(text, name);
  return client.query<Row>({ name, text, values });
}

/** Rows as arrays, one for each column, for unnest. */
export const columnsOf = <Row>(rows: readonly Row[], columns: readonly (keyof Row)[]): unknown[][] =>
  columns.map((column) => rows.map((row) => row[column]));

/** The new messages of a batch. */
export async function takeIn(client: pg.PoolClient, batch: Batch): Promise<Batch> {
  const statement = 'INSERT INTO inbox (id) SELECT unnest($1::uuid[]) ON CONFLICT DO NOTHING RETURNING id';
  const { rows } = await run<{ id: string }>(client, statement, columnsOf(batch, ['id']));
  const fresh = new Set(rows.map(({ id }) => id));
  return batch.filter(({ id }) => fresh.has(id));
}

/** Publishes unsent messages, as one job per destination. Returns whether there may be more. */
async function relay(pool: pg.Pool, queue: FloorQueue): Promise<boolean> {
  const { rows } = await run<{ seq: string; destination: FloorService; message: Message }>(
    pool,
    `SELECT seq, destination, message FROM outbox WHERE sent_at IS NULL ORDER BY seq LIMIT ${RELAY_BATCH_MAX}`,
    [],
  );
  const jobs = Map.groupBy(rows, ({ destination }) => destination).entries();
  await Promise.all(
    jobs.map(([destination, sent]) =>
      queue.add(
        destination,
        sent.map(({ message }) => message),
      ),
    ),
  );
  if (rows.length > 0)
    await run(pool, 'UPDATE outbox SET sent_at = now() WHERE seq = ANY($1::bigint[])', columnsOf(rows, ['seq']));
  return rows.length === RELAY_BATCH_MAX;
}

/** Opens a service's database. Its relay runs once after the commits that come while it runs. */
export function openStation(url: string, queue: FloorQueue): Station {
  const pool = new pg.Pool({ connectionString: url });
  const relayPool = new pg.Pool({ connectionString: url, max: 1, options: '-c synchronous_commit=off' });
  let hasUnsent = false;
  let relaying: Promise<void> | undefined;
  const relayAll = async (): Promise<void> => {
    while (hasUnsent) {
      hasUnsent = false;
      hasUnsent = (await relay(relayPool, queue)) || hasUnsent;
    }
    relaying = undefined;
  };
  return {
    pool,
    transaction: async (work) => {
      const client = await pool.connect();
      const sent: [FloorService, string][] = [];
      try {
        await client.query('BEGIN');
        const result = await work(client, (destination, name, payload) => {
          sent.push([destination, JSON.stringify({ id: randomUUID(), name, payload } satisfies Message)]);
        });
        const statement = 'INSERT INTO outbox (destination, message) SELECT * FROM unnest($1::text[], $2::jsonb[])';
        if (sent.length > 0) await run(client, statement, columnsOf(sent, [0, 1]));
        await client.query('COMMIT');
        hasUnsent ||= sent.length > 0;
        if (hasUnsent) relaying ??= relayAll();
        return result;
      } catch (error) {
        await client.query('ROLLBACK');
        throw error;
      } finally {
        client.release();
      }
    },
    stop: async () => {
      await relaying;
      await Promise.all([relayPool.end(), pool.end()]);
    },
  };
}
