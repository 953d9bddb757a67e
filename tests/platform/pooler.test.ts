import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { connectDatabase, shape } from '#platform/database.ts';
import type { Database } from '#platform/database.ts';
import { consumeMessages, on } from '#platform/inbox.ts';
import { createLog } from '#platform/log.ts';
import { defineMessage } from '#platform/message.ts';
import { applyMigrations } from '../../launcher/migrations.ts';
import { send } from '#platform/outbox.ts';
import { connectQueue, prepareQueue } from '#platform/queue.ts';
import { startRelay } from '#platform/relay.ts';
import { migrationFolders } from '../../launcher/databases.ts';
import { pgbouncerOrSkip, startPgbouncer } from '../kit/pgbouncer.ts';
import { createTestDatabase } from '../kit/postgres.ts';

const log = createLog('test', { LOG_LEVEL: 'silent', LOG_FORMAT: 'json' });
const Counted = defineMessage('Counted', ['orders'], z.object({ n: z.number() }));
const NUMBER = shape<{ n: number }>({ n: 'n' });

describe.runIf(pgbouncerOrSkip('pooler'))('behind a pooler that gives each transaction another session', () => {
  const stops: (() => unknown)[] = [];
  afterEach(async () => {
    for (const stop of stops.splice(0).toReversed()) await stop();
  });
  const open = (url: string): Database => {
    const database = connectDatabase({ url, connectionsMax: 6 });
    stops.push(() => database.close());
    return database;
  };

  test('two replicas write, publish and consume', async () => {
    const [users, orders, jobs] = await Promise.all([
      createTestDatabase('users'),
      createTestDatabase('orders'),
      createTestDatabase('queue'),
    ]);
    const pooler = await startPgbouncer(users.url);
    stops.push(users.drop, orders.drop, jobs.drop, pooler.stop);
    const direct = open(orders.url);
    await direct.run`CREATE TABLE effects (n int NOT NULL)`;
    const sources = [1, 2].map(() => open(pooler.behind(users.url)));
    for (const database of sources) {
      const queue = connectQueue({ url: jobs.url, prefix: `t${randomUUID().slice(0, 8)}`, log });
      const relay = startRelay({ source: 'users', database, queue, log, pollMs: 100 });
      const consumer = consumeMessages({
        service: 'orders',
        queue,
        database: open(pooler.behind(orders.url)),
        subscriptions: [
          on(
            [Counted],
            (tx, messages) =>
              tx.run`INSERT INTO effects (n) SELECT unnest(${messages.map(({ payload }) => payload.n)}::int[])`,
          ),
        ],
        concurrency: 4,
        log,
      });
      stops.push(
        () => queue.close(),
        () => relay.stop(),
        () => consumer.stop(),
      );
    }
    const numbers = Array.from({ length: 60 }, (_, n) => n);
    const write = async (database: Database, n: number): Promise<void> => {
      await database.transaction(async (tx) => send(tx, Counted, { n }));
      // Different statements in turn, so that sessions meet names of the other replica's.
      expect(await database.rows(NUMBER)`SELECT ${n}::int AS n`).toEqual([{ n }]);
      expect(await database.rows(NUMBER)`SELECT 1 + ${n}::int AS n`).toEqual([{ n: n + 1 }]);
    };
    await Promise.all(
      sources.flatMap((database, replica) => numbers.filter((n) => n % 2 === replica).map((n) => write(database, n))),
    );
    const effects = async (): Promise<number[]> =>
      (await direct.rows(NUMBER)`SELECT ${NUMBER} FROM effects ORDER BY n`).map(({ n }) => n);
    await expect.poll(effects, { timeout: 20_000 }).toEqual(numbers);
  });

  test('migrations are applied once, also by several at once, and leave no lock behind', async () => {
    const database = await createTestDatabase('users');
    const pooler = await startPgbouncer(database.url);
    stops.push(database.drop, pooler.stop);
    const options = { databaseUrl: pooler.behind(database.url), folders: migrationFolders('users') };
    const direct = open(database.url);
    await direct.run`DROP SCHEMA public, messaging CASCADE`;
    await direct.run`CREATE SCHEMA public`;
    const applied = await Promise.all([1, 2].map(() => applyMigrations(options)));
    expect(applied.flat().length).toBeGreaterThan(0);
    expect(new Set(applied.flat()).size).toBe(applied.flat().length);
    const locks = await direct.rows(NUMBER)`
      SELECT count(*)::int AS n FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`;
    expect(locks).toEqual([{ n: 0 }]);
  });

  test('a queue on PostgreSQL is refused, by the name of its setting', async () => {
    const database = await createTestDatabase('queue');
    const pooler = await startPgbouncer(database.url);
    stops.push(database.drop, pooler.stop);
    await expect(prepareQueue(pooler.behind(database.url))).rejects.toThrow('QUEUE_URL: leads to a pooler');
    await prepareQueue(database.url);
  });
});
