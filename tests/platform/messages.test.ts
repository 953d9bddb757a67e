import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { buryMessage, listDeadLetters, resendDeadLetters } from '#platform/dead-letters.ts';
import { raw } from '#platform/database.ts';
import type { Tx } from '#platform/database.ts';
import { consumeMessages, on } from '#platform/inbox.ts';
import type { Subscription } from '#platform/inbox.ts';
import { defineMessage } from '#platform/message.ts';
import { send, writeOutbox } from '#platform/outbox.ts';
import { connectQueue } from '#platform/queue.ts';
import type { MessageQueue } from '#platform/queue.ts';
import { startRelay } from '#platform/relay.ts';
import type { RelayOptions } from '#platform/relay.ts';
import { createTestDatabase } from '../kit/postgres.ts';
import { redisOrSkip, startRedis } from '../kit/redis.ts';
import type { RedisServer } from '../kit/redis.ts';
import { openSql } from '../kit/sql.ts';
import type { TestSql } from '../kit/sql.ts';
import { envelopeOf, silent as log } from '../kit/world.ts';

const Counted = defineMessage('Counted', ['orders'], z.object({ n: z.number() }));
const POLL_MS = 100;
/** Longer than any test: who is to look at once must be told. */
const NEVER_MS = 3_600_000;

/** Messages that the outbox keeps, all of them handled. */
const KEPT = 50_000;
/** All of an id of this minute but its last twelve digits. */
const recentId = (): string => {
  const time = Math.floor(Date.now() / 60_000) * 60_000;
  const hex = time.toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-`;
};

const engines = ['PostgreSQL', ...(redisOrSkip('messages') ? ['Redis'] : [])];

describe.each(engines)('messages, with the queue on %s', (engine) => {
  let source: TestSql;
  let sink: TestSql;
  let redis: RedisServer | undefined;
  let queueUrl: string;
  let prefix: string;
  const drops: (() => Promise<unknown>)[] = [];
  const stops: (() => Promise<unknown>)[] = [];

  beforeAll(async () => {
    const databases = await Promise.all([createTestDatabase('users'), createTestDatabase('orders')]);
    [source, sink] = [openSql(databases[0].url), openSql(databases[1].url)];
    drops.push(...databases.map(({ drop }) => drop), source.close, sink.close);
    if (engine === 'Redis') {
      redis = await startRedis();
      queueUrl = redis.url;
      drops.push(redis.kill);
    } else {
      const queue = await createTestDatabase('queue');
      queueUrl = queue.url;
      drops.push(queue.drop);
    }
    await sink.run`CREATE TABLE effects (n int NOT NULL)`;
  });
  afterAll(async () => {
    for (const drop of drops.toReversed()) await drop();
  });
  beforeEach(() => {
    prefix = `t${randomUUID().slice(0, 8)}`;
  });
  afterEach(async () => {
    vi.useRealTimers();
    for (const stop of stops.splice(0).toReversed()) await stop();
    if (engine === 'PostgreSQL') await loseEverything();
    const messaging = raw('messaging.outbox, messaging.published, messaging.inbox, messaging.dead_letters');
    await source.run`TRUNCATE ${messaging}`;
    await sink.run`TRUNCATE ${messaging}, effects`;
  });

  const queueOf = (): MessageQueue => {
    const queue = connectQueue({ url: queueUrl, prefix, log });
    stops.push(() => queue.close());
    return queue;
  };
  const relayOf = (queue: MessageQueue = queueOf(), options: Partial<RelayOptions> = {}) => {
    const relay = startRelay({ source: 'users', database: source, queue, log, pollMs: POLL_MS, ...options });
    stops.push(() => relay.stop());
    return relay;
  };
  const consume = (subscription: Subscription, queue: MessageQueue = queueOf()): void => {
    const consumer = consumeMessages({
      service: 'orders',
      queue,
      database: sink,
      subscriptions: [subscription],
      concurrency: 4,
      log,
    });
    stops.push(() => consumer.stop());
  };
  /** The effect: one row per handled message. */
  const note = (tx: Tx, numbers: readonly number[]): Promise<number> =>
    tx.run`INSERT INTO effects (n) SELECT unnest(${numbers}::int[])`;
  const numbersOf = (messages: readonly { payload: { n: number } }[]): number[] =>
    messages.map(({ payload }) => payload.n);
  const noting = on([Counted], (tx, messages) => note(tx, numbersOf(messages)));
  const sendAll = async (numbers: readonly number[]): Promise<void> => {
    for (const n of numbers) await source.transaction(async (tx) => send(tx, Counted, { n }));
  };
  const sendTogether = (numbers: readonly number[]): Promise<void> =>
    source.transaction(async (tx) => {
      for (const n of numbers) send(tx, Counted, { n });
    });
  const isPublished = async (): Promise<boolean> => {
    const rows = await source.read`
      SELECT 1 FROM messaging.outbox LEFT JOIN messaging.published USING (destination)
      WHERE sent_seq IS NULL OR published.seq IS NULL OR sent_seq > published.seq`;
    return rows.length === 0;
  };
  const leader = async (): Promise<string | null> => {
    const [row] = await source.read<{ holder: string | null }>`
      SELECT holder FROM messaging.relay_lease WHERE leased_until > now()`;
    return row?.holder ?? null;
  };
  const listeners = async (): Promise<number> => {
    const [row] = await source.read<{ count: number }>`
      SELECT count(*)::int AS count FROM pg_stat_activity
      WHERE datname = current_database() AND application_name = 'users relay' AND query LIKE 'LISTEN%' AND state = 'idle'`;
    return row?.count ?? 0;
  };
  const effects = async (): Promise<number[]> =>
    (await sink.read<{ n: number }>`SELECT n FROM effects ORDER BY n`).map(({ n }) => n);

  test('each has its effect once', async () => {
    relayOf();
    consume(noting);
    const numbers = Array.from({ length: 40 }, (_, n) => n);
    await sendAll(numbers);
    await expect.poll(effects, { timeout: 15_000 }).toEqual(numbers);
  });

  test('a message that is delivered again changes nothing', async () => {
    const queue = queueOf();
    let taken = 0;
    consume(noting);
    const envelope = envelopeOf(Counted, { n: 1 });
    for (; taken < 3; taken += 1) {
      await queue.publish('orders', [envelope]);
      await expect.poll(effects, { timeout: 15_000 }).toEqual([1]);
    }
    await queue.publish('orders', [envelopeOf(Counted, { n: 2 })]);
    await expect.poll(effects, { timeout: 15_000 }).toEqual([1, 2]);
  });

  test('nothing is sent of a transaction that was undone', async () => {
    relayOf();
    consume(noting);
    const undone = source.transaction(async (tx) => {
      send(tx, Counted, { n: 1 });
      throw new Error('undone');
    });
    await expect(undone).rejects.toThrow('undone');
    await sendAll([2]);
    await expect.poll(effects, { timeout: 15_000 }).toEqual([2]);
  });

  test('a handler that fails leaves no effect, is tried again, and then has its effect once', async () => {
    relayOf();
    let attempts = 0;
    consume(
      on([Counted], async (tx, messages) => {
        await note(tx, numbersOf(messages));
        attempts += 1;
        if (attempts === 1) throw new Error('fails once');
      }),
    );
    await sendAll([7]);
    await expect.poll(effects, { timeout: 15_000 }).toEqual([7]);
    expect(attempts).toBe(2);
  });

  test('what a relay had numbered but not sent when it died is sent by the next', async () => {
    await sendAll([1, 2]);
    await source.run`UPDATE messaging.outbox SET sent_seq = nextval('messaging.outbox_sent_seq')`;
    await sendAll([3]);
    relayOf();
    consume(noting);
    await expect.poll(effects, { timeout: 15_000 }).toEqual([1, 2, 3]);
  });

  test('a second relay waits while the first leads, and takes over when it stops', async () => {
    const first = relayOf();
    consume(noting);
    await sendAll([1]);
    await expect.poll(effects, { timeout: 15_000 }).toEqual([1]);
    relayOf();
    await first.stop();
    await sendAll([2]);
    await expect.poll(effects, { timeout: 15_000 }).toEqual([1, 2]);
  });

  test('a commit wakes the relay of its own process', async () => {
    consume(noting);
    relayOf(queueOf(), { pollMs: NEVER_MS });
    await expect.poll(leader, { timeout: 15_000 }).not.toBe(null);
    for (const number of [1, 2, 3]) {
      await sendAll([number]);
      await expect.poll(async () => (await effects()).at(-1), { timeout: 15_000 }).toBe(number);
    }
  });

  test('a relay that does not lead notifies the one that does, once, of what its own process has written', async () => {
    let notified = 0;
    const listener = new pg.Client({ connectionString: source.url });
    listener.on('notification', () => (notified += 1));
    await listener.connect();
    stops.push(() => listener.end());
    await listener.query('LISTEN messaging_outbox');
    consume(noting);
    const elsewhere = openSql(source.url);
    stops.push(() => elsewhere.close());
    relayOf(queueOf(), { pollMs: NEVER_MS, database: elsewhere });
    await expect.poll(leader, { timeout: 15_000 }).not.toBe(null);
    relayOf(queueOf(), { pollMs: NEVER_MS });
    await expect.poll(listeners, { timeout: 15_000 }).toBe(2);
    for (const number of [1, 2, 3]) {
      await sendAll([number]);
      await expect.poll(async () => (await effects()).at(-1), { timeout: 15_000 }).toBe(number);
    }
    await delay(200);
    // Once more when the queue is connected.
    expect([3, 4]).toContain(notified);
  });

  test('a message that fails at every attempt goes to the dead letters, and has its effect when it is sent again', async () => {
    let isBroken = true;
    const queue = queueOf();
    consume(
      on([Counted], async (tx, messages) => {
        if (isBroken) throw new Error('poison');
        await note(tx, numbersOf(messages));
      }),
      {
        ...queue,
        consume: (destination, concurrency, handle) =>
          queue.consume(destination, concurrency, ({ bodies }) => handle({ bodies, attempt: 8 })), // Each attempt is the last.
      },
    );
    relayOf(queue);
    await sendAll([9]);
    await expect
      .poll(async () => (await listDeadLetters(sink)).map(({ name }) => name), { timeout: 15_000 })
      .toEqual(['Counted']);
    expect(await effects()).toEqual([]);

    isBroken = false;
    const [letter] = await listDeadLetters(sink);
    expect(await resendDeadLetters(sink, 'orders', [letter?.id ?? ''])).toBe(1);
    const ownRelay = startRelay({ source: 'orders', database: sink, queue, log, pollMs: POLL_MS });
    stops.push(() => ownRelay.stop());
    await expect.poll(effects, { timeout: 15_000 }).toEqual([9]);
    expect(await listDeadLetters(sink)).toEqual([]);
  });

  test('what the queue has lost, everything or its tail, is sent again', async () => {
    const queue = queueOf();
    relayOf(queue);
    await sendAll([1, 2, 3]);
    await expect.poll(isPublished, { timeout: 15_000 }).toBe(true);
    await loseEverything();
    await sendAll([4]);
    consume(noting);
    await expect.poll(effects, { timeout: 15_000 }).toEqual([1, 2, 3, 4]);
  });

  test('also after the clock was put back by an hour', async () => {
    const queue = queueOf();
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3_600_000 });
    relayOf(queue);
    await sendAll([1, 2, 3]);
    await expect.poll(isPublished, { timeout: 15_000 }).toBe(true);
    vi.useRealTimers();
    await loseEverything();
    await sendAll([4]);
    consume(noting);
    await expect.poll(effects, { timeout: 15_000 }).toEqual([1, 2, 3, 4]);
  });

  test('control: without the watermark, what the queue has lost stays lost', async () => {
    const queue = queueOf();
    relayOf({
      ...queue,
      raiseWatermark: async (_source, _destination, expected) => ({ stood: expected, incarnation: '' }),
    });
    await sendAll([1, 2, 3]);
    await expect.poll(isPublished, { timeout: 15_000 }).toBe(true);
    await loseEverything();
    consume(noting);
    await sendAll([4]);
    await expect.poll(effects, { timeout: 15_000 }).toEqual([4]);
  });

  test('what the queue has lost is published after what is new, and the loss is remembered by the next relay', async () => {
    const queue = queueOf();
    const first = relayOf(queue);
    await sendTogether([1, 2, 3]);
    await expect.poll(isPublished, { timeout: 15_000 }).toBe(true);
    await first.stop();
    await source.run`UPDATE messaging.published SET lost_after = 0, lost_until = seq`;
    await loseEverything();
    const published: { numbers: unknown[]; isRepeated: boolean }[] = [];
    await sendTogether([4, 5]);
    relayOf({
      ...queue,
      publish: (destination, envelopes, options) => {
        const numbers = envelopes.map(({ payload }) => Counted.payload.parse(payload).n);
        published.push({ numbers: numbers.toSorted((a, b) => a - b), isRepeated: options?.isRepeated ?? false });
        return queue.publish(destination, envelopes, options);
      },
    });
    consume(noting);
    await expect.poll(effects, { timeout: 15_000 }).toEqual([1, 2, 3, 4, 5]);
    expect(published[0]).toEqual({ numbers: [4, 5], isRepeated: false });
    expect(published[1]?.isRepeated).toBe(true);
  });

  test('a queue that lost a long history delays nothing new, and what was handled before has no effect again', async () => {
    const recent = recentId();
    await source.run`
      INSERT INTO messaging.outbox (id, destination, envelope, sent_seq)
      SELECT id::uuid, 'orders', jsonb_build_object('id', id, 'name', 'Counted', 'version', 1, 'occurredAt', '2026-01-31T12:00:00Z',
        'traceparent', '', 'payload', jsonb_build_object('n', 0)), nextval('messaging.outbox_sent_seq')
      FROM (SELECT n, ${recent} || lpad(to_hex(n), 12, '0') AS id FROM generate_series(1, ${KEPT}::int) AS n) AS kept ORDER BY n`;
    await source.run`INSERT INTO messaging.published (destination, seq) SELECT 'orders', max(sent_seq) FROM messaging.outbox`;
    await sink.run`
      INSERT INTO messaging.inbox (message_id, name)
      SELECT (${recent} || lpad(to_hex(n), 12, '0'))::uuid, 'Counted' FROM generate_series(1, ${KEPT}::int) AS n`;
    const isRepeating = async (): Promise<boolean> =>
      (await source.read`SELECT 1 FROM messaging.published WHERE lost_after IS NOT NULL`).length > 0;
    relayOf();
    consume(noting);
    await expect.poll(isRepeating, { timeout: 15_000 }).toBe(true);
    for (const number of [1, 2]) {
      await sendAll([number]);
      await expect.poll(async () => (await effects()).at(-1), { timeout: 10_000 }).toBe(number);
    }
    expect(await isRepeating()).toBe(true);
    await expect.poll(isRepeating, { timeout: 120_000 }).toBe(false);
    expect(await effects()).toEqual([1, 2]);
  }, 180_000);

  test('what was published just before the server of the queue was replaced is published again', async () => {
    const queue = queueOf();
    let server = 'old';
    let isLossy = false;
    relayOf({
      ...queue,
      publish: async (destination, envelopes, options) => {
        // The server takes the messages and is replaced by one that has the watermark of before, but not these.
        if (!isLossy || options?.isRepeated) return queue.publish(destination, envelopes, options);
        server = 'new';
      },
      raiseWatermark: async (...args) => ({ ...(await queue.raiseWatermark(...args)), incarnation: server }),
    });
    await sendAll([1]);
    await expect.poll(isPublished, { timeout: 15_000 }).toBe(true);
    isLossy = true;
    await sendAll([2]);
    consume(noting);
    await expect.poll(effects, { timeout: 15_000 }).toEqual([1, 2]);
  });

  test('a relay that is frozen while it leads is replaced, and does no harm when it comes back', async () => {
    const queue = queueOf();
    const thaw = Promise.withResolvers<void>();
    let isFrozen = false;
    relayOf(
      {
        ...queue,
        publish: async (...args) => {
          isFrozen = true;
          await thaw.promise;
          await queue.publish(...args);
        },
      },
      { leaseMs: 300 },
    );
    await expect.poll(leader, { timeout: 15_000 }).not.toBe(null);
    const frozen = await leader();
    await sendAll([1]);
    await expect.poll(() => isFrozen, { timeout: 15_000 }).toBe(true);
    relayOf(queue);
    consume(noting);
    await sendAll([2]);
    await expect.poll(effects, { timeout: 15_000 }).toEqual([1, 2]);
    expect(await leader()).not.toBe(frozen);
    thaw.resolve();
    await sendAll([3]);
    await expect.poll(effects, { timeout: 15_000 }).toEqual([1, 2, 3]);
  });

  test('a message whose id is of a clock that is behind, or whose commit comes late, is found by the poll', async () => {
    relayOf();
    consume(noting);
    await sendAll([1]);
    await expect.poll(effects, { timeout: 15_000 }).toEqual([1]);
    // Of the year 2024.
    const envelope = { ...envelopeOf(Counted, { n: 2 }), id: '01900000-0000-7000-8000-000000000000' };
    await source.transaction((tx) => writeOutbox(tx, [{ destination: 'orders', envelope }]));
    await expect.poll(effects, { timeout: 15_000 }).toEqual([1, 2]);
  });

  test('a backlog is published without a pause once the relay is back', async () => {
    const ids = '01900000-0000-7000-8000-'; // Of the year 2024.
    await source.run`
      INSERT INTO messaging.outbox (id, destination, envelope)
      SELECT id::uuid, 'orders', jsonb_build_object('id', id, 'name', 'Counted', 'version', 1, 'occurredAt', '2026-01-31T12:00:00Z',
        'traceparent', '', 'payload', jsonb_build_object('n', n))
      FROM (SELECT n, ${ids} || lpad(to_hex(n), 12, '0') AS id FROM generate_series(1, 1200) AS n) AS backlog`;
    relayOf(queueOf(), { pollMs: NEVER_MS });
    await expect.poll(isPublished, { timeout: 15_000 }).toBe(true);
  });

  test('what a transaction sends is one statement, one job and one transaction of its consumer', async () => {
    const queue = queueOf();
    const batches: number[] = [];
    const jobs: number[] = [];
    consume(
      on([Counted], async (tx, messages) => {
        batches.push(messages.length);
        await note(tx, numbersOf(messages));
      }),
      {
        ...queue,
        consume: (destination, concurrency, handle) =>
          queue.consume(destination, concurrency, (delivery) => {
            jobs.push(delivery.bodies.length);
            return handle(delivery);
          }),
      },
    );
    relayOf(queue);
    const numbers = Array.from({ length: 100 }, (_, n) => n);
    await sendTogether(numbers);
    await expect.poll(effects, { timeout: 15_000 }).toEqual(numbers);
    expect(jobs).toEqual([100]);
    expect(batches).toEqual([100]);
  });

  test('a message that cannot be handled is retried alone, and costs the others of its batch nothing', async () => {
    let isBroken = true;
    const failed: number[][] = [];
    const queue = queueOf();
    consume(
      on([Counted], async (tx, messages) => {
        const numbers = numbersOf(messages);
        await note(tx, numbers);
        if (!isBroken || !numbers.includes(3)) return;
        failed.push(numbers);
        throw new Error('poison');
      }),
      queue,
    );
    relayOf(queue);
    await sendTogether([1, 2, 3, 4, 5]);
    await expect.poll(effects, { timeout: 15_000 }).toEqual([1, 2, 4, 5]);
    expect(failed[0]).toHaveLength(5);
    expect(failed.at(-1)).toEqual([3]);
    isBroken = false;
    await expect.poll(effects, { timeout: 15_000 }).toEqual([1, 2, 3, 4, 5]);
  });

  test('a body that is no message is kept as it came, and the others of its job are handled', async () => {
    const queue = queueOf();
    // As a newer release might write it: readable.
    const occurredAt = '2026-01-31T12:00:00+03:00';
    const bodies = [1, 2].map((n) => ({ ...envelopeOf(Counted, { n }), occurredAt }));
    const unreadable = { ...envelopeOf(Counted, { n: 3 }), id: 'none', occurredAt: 'yesterday' };
    await queue.publish('orders', [...bodies, unreadable]);
    consume(noting, queue);
    await expect.poll(effects, { timeout: 15_000 }).toEqual([1, 2]);
    await expect.poll(async () => (await listDeadLetters(sink)).length, { timeout: 15_000 }).toBe(1);
    const [letter] = await sink.read<{ envelope: unknown }>`SELECT envelope FROM messaging.dead_letters`;
    expect(letter?.envelope).toEqual(unreadable);
  });

  test('a message that died has no effect when the queue delivers it again', async () => {
    const queue = queueOf();
    const message = envelopeOf(Counted, { n: 1 });
    await sink.transaction((tx) => buryMessage(tx, message, new Error('died')));
    consume(noting, queue);
    await queue.publish('orders', [message, envelopeOf(Counted, { n: 2 })]);
    await expect.poll(effects, { timeout: 15_000 }).toEqual([2]);
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
