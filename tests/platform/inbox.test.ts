import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { listDeadLetters } from '#platform/dead-letters.ts';
import { shape } from '#platform/database.ts';
import type { Tx } from '#platform/database.ts';
import { consumeMessages, createInbox, on } from '#platform/inbox.ts';
import { defineMessage } from '#platform/message.ts';
import { ATTEMPTS_MAX, connectQueue } from '#platform/queue.ts';
import type { Delivery, MessageQueue } from '#platform/queue.ts';
import { createTestDatabase } from '../kit/postgres.ts';
import { openSql } from '../kit/sql.ts';
import type { TestSql } from '../kit/sql.ts';
import { envelopeOf, recordLog } from '../kit/world.ts';

const { log, lines } = recordLog();
/** To take one of a thing. */
const Taken = defineMessage('Taken', ['orders'], z.object({ n: z.number(), thing: z.number() }));
const LOCKED = shape<{ id: number }>({ id: 'id' });

/** Has each attempt of a message alone be its last. */
const asLast = (delivery: Delivery): Delivery =>
  delivery.bodies.length === 1 ? { ...delivery, attempt: ATTEMPTS_MAX } : delivery;

const envelope = (n: number, thing: number) => ({
  ...envelopeOf(Taken, { n, thing }),
  requestId: `request ${n}`,
});

describe('an inbox in trouble', () => {
  let sink: TestSql;
  let queue: MessageQueue;
  const stops: (() => unknown)[] = [];
  beforeEach(async () => {
    lines.length = 0;
    const databases = await Promise.all([createTestDatabase('orders'), createTestDatabase('queue')]);
    sink = openSql(databases[0].url);
    queue = connectQueue({ url: databases[1].url, prefix: 'test', log });
    stops.push(
      ...databases.map(({ drop }) => drop),
      () => sink.close(),
      () => queue.close(),
    );
    await sink.run`CREATE TABLE things (id int PRIMARY KEY, taken int NOT NULL DEFAULT 0)`;
    await sink.run`INSERT INTO things (id) SELECT generate_series(0, 19)`;
    await sink.run`CREATE TABLE effects (n int NOT NULL)`;
  });
  afterEach(async () => {
    for (const stop of stops.splice(0).toReversed()) await stop();
  });

  const consume = (
    handle: (tx: Tx, payloads: readonly { n: number; thing: number }[]) => Promise<unknown>,
    asDelivered: (delivery: Delivery) => Delivery = (delivery) => delivery,
  ) => {
    const consumer = consumeMessages({
      service: 'orders',
      queue: {
        ...queue,
        consume: (destination, concurrency, take) =>
          queue.consume(destination, concurrency, (delivery) => take(asDelivered(delivery))),
      },
      database: sink,
      subscriptions: [
        on([Taken], (tx, messages) =>
          handle(
            tx,
            messages.map(({ payload }) => payload),
          ),
        ),
      ],
      concurrency: 12,
      log,
    });
    stops.push(() => consumer.stop());
    return consumer;
  };
  const take = async (tx: Tx, payloads: readonly { n: number; thing: number }[]): Promise<void> => {
    const things = payloads.map(({ thing }) => thing);
    await tx.rows(LOCKED)`SELECT id FROM things WHERE id = ANY(${things}::int[]) ORDER BY id FOR UPDATE`;
    await tx.run`UPDATE things SET taken = taken + 1 WHERE id = ANY(${things}::int[])`;
    await tx.run`INSERT INTO effects (n) SELECT unnest(${payloads.map(({ n }) => n)}::int[])`;
  };
  const effects = async (): Promise<number[]> =>
    (await sink.read<{ n: number }>`SELECT n FROM effects ORDER BY n`).map(({ n }) => n);
  const deadLetters = async (): Promise<string[]> => (await listDeadLetters(sink)).map(({ error }) => error);

  test('what needs a locked row waits for it as long as it takes; everything else goes on', async () => {
    const outsider = new pg.Client({ connectionString: sink.url });
    await outsider.connect();
    stops.push(() => outsider.end());
    await outsider.query('BEGIN; SELECT * FROM things WHERE id = 0 FOR UPDATE');
    consume(take, asLast); // Waiting for a lock costs no attempt.
    const locked = Array.from({ length: 14 }, (_, n) => envelope(n, 0));
    const free = Array.from({ length: 14 }, (_, n) => envelope(100 + n, 1 + n));
    await queue.publish(
      'orders',
      locked.flatMap((message, index) => [message, free[index] ?? message]),
    );
    const others = free.map((_, n) => 100 + n);
    // The row stays locked until they are done, however long it takes to wait for each time-out of the lock.
    await expect.poll(effects, { timeout: 40_000 }).toEqual(others);

    // What comes now meets the retries of those that wait.
    await queue.publish('orders', [envelope(200, 5)]);
    await expect.poll(effects).toEqual([...others, 200]);
    await sink.transaction((tx) => take(tx, [{ n: 300, thing: 6 }]));
    expect(await effects()).toEqual([...others, 200, 300]);
    expect(await deadLetters()).toEqual([]);

    await outsider.query('COMMIT');
    await expect.poll(async () => (await effects()).length, { timeout: 15_000 }).toBe(14 + 14 + 2);
    expect(await deadLetters()).toEqual([]);
    expect(lines.filter((line) => line.includes('rows are locked'))).toHaveLength(1);
  }, 90_000);

  test.each([
    ['idles in its transaction', 'idle_in_transaction_session_timeout'],
    ['has a statement that runs', 'statement_timeout'],
  ])('a handler that %s for too long is given up and loops no more', async (_, setting) => {
    consume(async (tx) => {
      await tx.run`SELECT set_config(${setting}, '100', true)`;
      if (setting === 'statement_timeout') await tx.run`SELECT pg_sleep(5)`;
      else await delay(500);
      await tx.run`SELECT 1`;
    }, asLast);
    await queue.publish('orders', [envelope(1, 1)]);
    await expect.poll(async () => String(await deadLetters()), { timeout: 15_000 }).toContain('timeout');
  });

  test('a handler that fails as if the database were away, which it is not, is given up; one that it had just come back to is not', async () => {
    const attempts = [0, 0];
    const takeFailing = (index: number, times: number) => {
      const handle = async (): Promise<void> => {
        attempts[index] = (attempts[index] ?? 0) + 1;
        if ((attempts[index] ?? 0) <= times) throw Object.assign(new Error('no connection'), { code: '53300' });
      };
      return createInbox({ database: sink, subscriptions: [on([Taken], handle)] }).take([envelope(index, 1)]);
    };
    const [[given], back] = await Promise.all([takeFailing(0, Infinity), takeFailing(1, 10)]);
    expect(String(typeof given === 'object' && given.error)).toContain('which it is not');
    expect(back).toEqual(['done']);
    expect(attempts).toEqual([11, 11]);
  });

  test('a message that is given up is kept, whatever it holds, though the database was away just then', async () => {
    let isAway = true;
    const bury = sink.transaction;
    sink.transaction = (work, purpose) => {
      if (!isAway) return bury(work, purpose);
      isAway = false;
      return Promise.reject(Object.assign(new Error('the database is away'), { code: '57P01' }));
    };
    const inbox = createInbox({ database: sink, subscriptions: [] });
    await inbox.bury({ text: 'a NUL \0 and half a pair \uD800' }, new Error('with a NUL \0'));
    expect(isAway).toBe(false);
    expect(await deadLetters()).toEqual([expect.stringContaining('with a NUL')]);
  });

  test('a message whose consumers died is split from its batch, and then given up', async () => {
    consume(take, (delivery) => ({ ...delivery, deaths: 20 }));
    await queue.publish('orders', [envelope(1, 1), envelope(2, 2)]);
    await expect
      .poll(deadLetters, { timeout: 15_000 })
      .toEqual([expect.stringContaining('20 consumers died'), expect.stringContaining('20 consumers died')]);
    expect(await effects()).toEqual([]);
    // A person finds the request that it came from.
    for (const n of [1, 2])
      expect(lines).toContainEqual(expect.stringMatching(`"requestId":"request ${n}".*for the last time`));
  });

  test('a consumer makes rounds while it has nothing to do', async () => {
    const consumer = consume(take);
    const before = consumer.roundAt();
    await expect.poll(() => consumer.roundAt(), { timeout: 20_000 }).toBeGreaterThan(before);
  });
});
