import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterEach, describe, expect, test } from 'vitest';
import { environment } from '#platform/config.ts';
import { succeeds } from '#platform/health.ts';
import { createLog } from '#platform/log.ts';
import type { Envelope } from '#platform/message.ts';
import { connectQueue } from '#platform/queue.ts';
import type { MessageQueue } from '#platform/queue.ts';
import { createTestDatabase } from '../kit/postgres.ts';
import { portOf, startProxy, withPort } from '../kit/proxy.ts';
import { redisOrSkip, startRedis } from '../kit/redis.ts';

const log = createLog('test', { LOG_LEVEL: 'silent', LOG_FORMAT: 'json' });
const stops: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).toReversed()) await stop();
});

const envelope = (n: number): Envelope => ({
  id: randomUUID(),
  name: 'Counted',
  version: 1,
  occurredAt: new Date().toISOString(),
  traceparent: '',
  payload: { n },
});
const queueAt = (url: string): MessageQueue => {
  const queue = connectQueue({ url, prefix: 'test', log });
  stops.push(() => queue.close());
  return queue;
};

/** Consumes in a process of its own; returns it and the lines that it writes. */
function startConsumer(url: string, settings: Readonly<Record<string, string>> = {}) {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'consumer-process.ts')], {
    env: { ...environment(), QUEUE_URL: url, QUEUE_PREFIX: 'test', ...settings },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  stops.push(() => child.kill('SIGKILL'));
  const lines: string[] = [];
  child.stdout.on('data', (chunk: Buffer) => lines.push(...chunk.toString().split('\n').filter(Boolean)));
  return { child, lines };
}

test('the batch of a consumer that was killed goes to another one before a customer gives up', async () => {
  const database = await createTestDatabase('queue');
  const redis = redisOrSkip('queue') ? await startRedis() : undefined;
  stops.push(database.drop, () => redis?.kill());
  await Promise.all([database.url, ...(redis ? [redis.url] : [])].map(takeOver));
});

async function takeOver(url: string): Promise<void> {
  const { child, lines } = startConsumer(url, { NEVER_DONE: 'true' });
  const queue = queueAt(url);
  const one = envelope(1);
  await queue.publish('orders', [one]);
  await expect.poll(() => lines, { timeout: 15_000 }).toContain('had 1');
  const had: unknown[] = [];
  const consumer = queue.consume('orders', 4, async ({ bodies }) => void had.push(...bodies));
  stops.push(() => consumer.stop());
  child.kill('SIGKILL');
  await expect.poll(() => had, { timeout: 8_000 }).toEqual([one]);
}

describe('a queue on PostgreSQL', () => {
  test('a consumer whose first connections were cut consumes, does not spin meanwhile, and tells of it once', async () => {
    const database = await createTestDatabase('queue');
    const proxy = await startProxy(undefined);
    stops.push(database.drop, proxy.stop);
    const { lines } = startConsumer(withPort(database.url, proxy.port));
    await expect.poll(() => proxy.connections(), { timeout: 15_000 }).toBeGreaterThan(4);
    const before = lines.length;
    await expect.poll(() => lines.length, { timeout: 5_000 }).toBeGreaterThan(before + 20);
    expect(proxy.connections()).toBeLessThan(60);
    proxy.lead(portOf(database.url));
    await queueAt(database.url).publish('orders', [envelope(1)]);
    await expect.poll(() => lines, { timeout: 10_000 }).toContain('had 1');
    const told = lines.flatMap((line) => /"msg":"([^"]+)"/.exec(line)?.[1] ?? []);
    expect(told).toEqual(['the database of the queue does not answer', 'the database of the queue answers again']);
  });

  test('new messages pass those that are repeated', async () => {
    const database = await createTestDatabase('queue');
    stops.push(database.drop);
    await newOnesFirst(database.url);
  });

  test('what publishes goes on after its first connection was cut', async () => {
    const database = await createTestDatabase('queue');
    const proxy = await startProxy(undefined);
    stops.push(database.drop, proxy.stop);
    const queue = queueAt(withPort(database.url, proxy.port));
    await expect(queue.publish('orders', [envelope(1)])).rejects.toThrow('Connection terminated');
    proxy.lead(portOf(database.url));
    await queue.publish('orders', [envelope(2)]);
    expect(await queue.isReady()).toBe(true);
  });
});

const newOnesFirst = async (url: string): Promise<void> => {
  const queue = queueAt(url);
  const [lost, failed, fresh] = [envelope(1), envelope(2), envelope(3)];
  await queue.publish('orders', [lost], { isRepeated: true });
  await queue.retry('orders', failed);
  await queue.publish('orders', [fresh]);
  const had: unknown[] = [];
  const consumer = queue.consume('orders', 1, async ({ bodies }) => void had.push(...bodies));
  stops.push(() => consumer.stop());
  await expect.poll(() => had, { timeout: 15_000 }).toEqual([fresh, lost, failed]);
};

describe.runIf(redisOrSkip('queue'))('a queue on Redis', () => {
  test('new messages pass those that are repeated', async () => {
    const redis = await startRedis();
    stops.push(redis.kill);
    await newOnesFirst(redis.url);
  });

  test('a job that Redis has lost while it was handled is no fault of what consumes', async () => {
    const redis = await startRedis();
    const admin = new Redis(redis.url);
    const told: string[] = [];
    const telling = createLog(
      'test',
      { LOG_LEVEL: 'info', LOG_FORMAT: 'json' },
      { write: (line) => void told.push(line) },
    );
    const queue = connectQueue({ url: redis.url, prefix: 'test', log: telling });
    stops.push(
      redis.kill,
      () => admin.disconnect(),
      () => queue.close(),
    );
    const had: unknown[] = [];
    const consumer = queue.consume('orders', 1, async ({ bodies }) => {
      if (had.length === 0) await admin.flushall();
      had.push(...bodies);
    });
    stops.push(() => consumer.stop());
    const [one, two] = [envelope(1), envelope(2)];
    for (const each of [one, two]) {
      await queue.publish('orders', [each]);
      await expect.poll(() => had, { timeout: 15_000 }).toContainEqual(each);
    }
    expect(told).toEqual([]);
  });

  test('a fail-over is followed by what publishes and by what consumes', async () => {
    const [first, second] = [await startRedis(), await startRedis()];
    const proxy = await startProxy(portOf(first.url));
    stops.push(first.kill, second.kill, proxy.stop);
    const url = withPort(first.url, proxy.port);
    const had: unknown[] = [];
    queueAt(url).consume('orders', 4, async ({ bodies }) => void had.push(...bodies));
    const queue = queueAt(url);
    const [one, two, three] = [envelope(1), envelope(2), envelope(3)];
    await queue.publish('orders', [one]);
    await expect.poll(() => had, { timeout: 15_000 }).toEqual([one]);

    const old = new Redis(first.url);
    stops.push(() => old.disconnect());
    proxy.lead(portOf(second.url)); // Connections that there are stay with the old primary.
    await old.replicaof('127.0.0.1', portOf(second.url));
    await queue.publish('orders', [two]);
    await queue.publish('orders', [three]);
    await expect.poll(() => had, { timeout: 15_000 }).toEqual([one, two, three]);
    expect(await queue.isReady()).toBe(true);
  });

  test('is not ready while Redis refuses writes, and goes on when it takes them', async () => {
    const redis = await startRedis();
    const admin = new Redis(redis.url);
    stops.push(redis.kill, () => admin.disconnect());
    const queue = queueAt(redis.url);
    const isReady = (): Promise<boolean> => succeeds(() => queue.isReady());
    const had: unknown[] = [];
    queue.consume('orders', 4, async ({ bodies }) => void had.push(...bodies));
    await expect.poll(isReady, { timeout: 15_000 }).toBe(true);

    await admin.config('SET', 'maxmemory', '1');
    expect(await isReady()).toBe(false);
    await expect(queue.publish('orders', [envelope(1)])).rejects.toThrow('OOM');
    await admin.config('SET', 'maxmemory', '0');
    const two = envelope(2);
    await queue.publish('orders', [two]);
    await expect.poll(() => had, { timeout: 15_000 }).toEqual([two]);
    expect(await isReady()).toBe(true);

    await admin.replicaof('127.0.0.1', 1);
    expect(await isReady()).toBe(false);
    await admin.replicaof('NO', 'ONE');
    await expect.poll(isReady, { timeout: 15_000 }).toBe(true);
  });
});
