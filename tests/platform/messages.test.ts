import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { listDeadLetters, resendDeadLetters } from '#platform/dead-letters.ts';
import { transaction } from '#platform/database.ts';
import type { Sql } from '#platform/database.ts';
import { on, takeMessages } from '#platform/inbox.ts';
import { createLog } from '#platform/log.ts';
import { defineMessage } from '#platform/message.ts';
import type { Envelope } from '#platform/message.ts';
import { send } from '#platform/outbox.ts';
import { connectQueue } from '#platform/queue.ts';
import type { MessageQueue } from '#platform/queue.ts';
import { startRelay } from '#platform/relay.ts';
import { createTestDatabase } from '../kit/postgres.ts';
import { redisOrSkip, startRedis } from '../kit/redis.ts';
import type { RedisServer } from '../kit/redis.ts';
import { openSql } from '../kit/sql.ts';
import type { TestSql } from '../kit/sql.ts';

const log = createLog('test', { LOG_LEVEL: 'silent', LOG_FORMAT: 'json' });
const Counted = defineMessage('Counted', ['orders'], z.object({ n: z.number() }));
const POLL_MS = 100;
/** Longer than any test: who is to look at once must be told. */
const NEVER_MS = 3_600_000;

const engines = ['PostgreSQL', ...(redisOrSkip('messages') ? ['Redis'] : [])];

describe.each(engines)('messages, with the queue on %s', (engine) => {
  let source: TestSql;
  let sink: TestSql;
  let redis: RedisServer | undefined;
  let queueUrl: string;
  let prefix: string;
  const stops: (() => Promise<unknown>)[] = [];

  beforeEach(async () => {
    const databases = await Promise.all([createTestDatabase('users'), createTestDatabase('orders')]);
    [source, sink] = [openSql(databases[0].url), openSql(databases[1].url)];
    prefix = `t${randomUUID().slice(0, 8)}`;
    if (engine === 'Redis') {
      redis = await startRedis();
      queueUrl = redis.url;
      stops.push(redis.kill);
    } else {
      const queue = await createTestDatabase('queue');
      queueUrl = queue.url;
      stops.push(queue.drop);
    }
    stops.push(
      ...databases.map(({ drop }) => drop),
      () => source.close(),
      () => sink.close(),
    );
  });
  afterEach(async () => {
    for (const stop of stops.splice(0).toReversed()) await stop();
  });

  const queueOf = (): MessageQueue => {
    const queue = connectQueue({ url: queueUrl, prefix, log });
    stops.push(() => queue.close());
    return queue;
  };
  const relayOf = (queue: MessageQueue = queueOf(), { pollMs = POLL_MS, database = source } = {}) => {
    const relay = startRelay({ source: 'users', databaseUrl: source.url, database, queue, log, pollMs });
    stops.push(() => relay.stop());
    return relay;
  };
  const takerOf = (handle: (tx: Sql, payload: { n: number }) => PromiseLike<unknown>): void => {
    const taker = takeMessages({
      service: 'orders',
      queue: queueOf(),
      database: sink,
      subscriptions: [on<Sql, { n: number }>(Counted, async (tx, payload) => handle(tx, payload))],
      concurrency: 4,
      log,
    });
    stops.push(() => taker.stop());
  };
  const relaysThat = async (query: string): Promise<number> => {
    const [row] = await source.$queryRaw<{ count: number }[]>`
      SELECT count(*)::int AS count FROM pg_stat_activity
      WHERE datname = current_database() AND application_name = 'users relay' AND state = 'idle' AND query LIKE ${query}`;
    return row?.count ?? 0;
  };
  /** Relays that have sent all there was and wait for more; relays that wait for the lead. */
  const leaders = () => relaysThat('%sent_seq = nextval%');
  const waiting = () => relaysThat('%pg_try_advisory_lock%');
  const sendAll = async (numbers: readonly number[]): Promise<void> => {
    for (const n of numbers) await transaction(source, (tx) => send(tx, Counted, { n }));
  };
  /** The effect: one row per handled message. */
  const note = (tx: Sql, { n }: { n: number }): PromiseLike<number> =>
    tx.$executeRaw`INSERT INTO effects (n) VALUES (${n}::int)`;
  const effects = async (): Promise<number[]> =>
    (await sink.$queryRaw<{ n: number }[]>`SELECT n FROM effects ORDER BY n`).map(({ n }) => n);
  beforeEach(() => sink.$executeRaw`CREATE TABLE effects (n int NOT NULL)`);

  test('each has its effect once', async () => {
    relayOf();
    takerOf(note);
    const numbers = Array.from({ length: 40 }, (_, n) => n);
    await sendAll(numbers);
    await expect.poll(effects, { timeout: 15_000 }).toEqual(numbers);
  });

  test('a message that is delivered again changes nothing', async () => {
    const queue = queueOf();
    let taken = 0;
    takerOf(note);
    const envelope: Envelope = {
      id: randomUUID(),
      name: 'Counted',
      version: 1,
      occurredAt: new Date().toISOString(),
      traceparent: '',
      payload: { n: 1 },
    };
    for (; taken < 3; taken += 1) {
      await queue.publish('orders', [envelope]);
      await expect.poll(effects, { timeout: 15_000 }).toEqual([1]);
    }
    await queue.publish('orders', [{ ...envelope, id: randomUUID(), payload: { n: 2 } }]);
    await expect.poll(effects, { timeout: 15_000 }).toEqual([1, 2]);
  });

  test('nothing is sent of a transaction that was undone', async () => {
    relayOf();
    takerOf(note);
    const undone = transaction(source, async (tx) => {
      await send(tx, Counted, { n: 1 });
      throw new Error('undone');
    });
    await expect(undone).rejects.toThrow('undone');
    await sendAll([2]);
    await expect.poll(effects, { timeout: 15_000 }).toEqual([2]);
  });

  test('a handler that fails leaves no effect, is tried again, and then has its effect once', async () => {
    relayOf();
    let attempts = 0;
    takerOf(async (tx, payload) => {
      await note(tx, payload);
      attempts += 1;
      if (attempts === 1) throw new Error('fails once');
    });
    await sendAll([7]);
    await expect.poll(effects, { timeout: 15_000 }).toEqual([7]);
    expect(attempts).toBe(2);
  });

  test('what a relay had numbered but not sent when it died is sent by the next', async () => {
    await sendAll([1, 2]);
    await source.$executeRaw`UPDATE messaging.outbox SET sent_seq = nextval('messaging.outbox_sent_seq')`;
    await sendAll([3]);
    relayOf();
    takerOf(note);
    await expect.poll(effects, { timeout: 15_000 }).toEqual([1, 2, 3]);
  });

  test('a second relay waits while the first leads, and takes over when it stops', async () => {
    const first = relayOf();
    takerOf(note);
    await sendAll([1]);
    await expect.poll(effects, { timeout: 15_000 }).toEqual([1]);
    relayOf();
    await first.stop();
    await sendAll([2]);
    await expect.poll(effects, { timeout: 15_000 }).toEqual([1, 2]);
  });

  test('a commit wakes the relay of its own process', async () => {
    takerOf(note);
    relayOf(queueOf(), { pollMs: NEVER_MS });
    await expect.poll(leaders, { timeout: 15_000 }).toBe(1);
    for (const number of [1, 2, 3]) {
      await sendAll([number]);
      await expect.poll(async () => (await effects()).at(-1), { timeout: 15_000 }).toBe(number);
    }
  });

  test('a relay that does not lead passes on to the one that does what its own process has written', async () => {
    takerOf(note);
    const elsewhere = openSql(source.url);
    stops.push(() => elsewhere.close());
    relayOf(queueOf(), { pollMs: NEVER_MS, database: elsewhere });
    await expect.poll(leaders, { timeout: 15_000 }).toBe(1);
    relayOf(queueOf(), { pollMs: NEVER_MS });
    await expect.poll(waiting, { timeout: 15_000 }).toBe(1);
    for (const number of [1, 2, 3]) {
      await sendAll([number]);
      await expect.poll(async () => (await effects()).at(-1), { timeout: 15_000 }).toBe(number);
    }
  });

  test('a message that fails at every attempt goes to the dead letters, and has its effect when it is sent again', async () => {
    let isBroken = true;
    const queue = queueOf();
    const letters = takeMessages({
      service: 'orders',
      queue: {
        ...queue,
        take: (destination, concurrency, handle) =>
          queue.take(destination, concurrency, ({ body }) => handle({ body, attempt: 8 })),
      }, // Each attempt is the last.
      database: sink,
      subscriptions: [
        on<Sql, { n: number }>(Counted, async (tx, payload) => {
          if (isBroken) throw new Error('poison');
          await note(tx, payload);
        }),
      ],
      concurrency: 1,
      log,
    });
    stops.push(() => letters.stop());
    relayOf(queue);
    await sendAll([9]);
    await expect
      .poll(async () => (await listDeadLetters(sink)).map(({ name }) => name), { timeout: 15_000 })
      .toEqual(['Counted']);
    expect(await effects()).toEqual([]);

    isBroken = false;
    const [letter] = await listDeadLetters(sink);
    expect(await resendDeadLetters(sink, 'orders', [letter?.id ?? ''])).toBe(1);
    const ownRelay = startRelay({
      source: 'orders',
      databaseUrl: sink.url,
      database: sink,
      queue,
      log,
      pollMs: POLL_MS,
    });
    stops.push(() => ownRelay.stop());
    await expect.poll(effects, { timeout: 15_000 }).toEqual([9]);
    expect(await listDeadLetters(sink)).toEqual([]);
  });

  test('what the queue has lost, everything or its tail, is sent again', async () => {
    const queue = queueOf();
    relayOf(queue);
    await sendAll([1, 2, 3]);
    await expect
      .poll(
        async () => (await source.$queryRaw<unknown[]>`SELECT 1 FROM messaging.outbox WHERE sent_at IS NULL`).length,
        { timeout: 15_000 },
      )
      .toBe(0);
    await loseEverything();
    await sendAll([4]);
    takerOf(note);
    await expect.poll(effects, { timeout: 15_000 }).toEqual([1, 2, 3, 4]);
  });

  test('control: without the watermark, what the queue has lost stays lost', async () => {
    const queue = queueOf();
    relayOf({ ...queue, raiseWatermark: async (_source, _destination, expected) => expected });
    await sendAll([1, 2, 3]);
    await expect
      .poll(
        async () => (await source.$queryRaw<unknown[]>`SELECT 1 FROM messaging.outbox WHERE sent_at IS NULL`).length,
        { timeout: 15_000 },
      )
      .toBe(0);
    await loseEverything();
    takerOf(note);
    await sendAll([4]);
    await expect.poll(effects, { timeout: 15_000 }).toEqual([4]);
  });

  async function loseEverything(): Promise<void> {
    if (redis !== undefined) {
      await redis.kill();
      await redis.start();
      return;
    }
    const client = new pg.Client({ connectionString: queueUrl });
    await client.connect();
    await client.query('DELETE FROM bullmq.job');
    await client.query('DELETE FROM bullmq.watermarks');
    await client.end();
  }
});
