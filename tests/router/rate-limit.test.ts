import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { redisOrSkip, startRedis } from '../kit/redis.ts';
import type { RedisServer } from '../kit/redis.ts';
import { USER } from './fixtures.ts';
import { anyText, startWorld } from './world.ts';
import type { Answer, World } from './world.ts';

const QUERY = '{ products { nodes { name } } }';
const from = (address: string): Record<string, string> => ({ 'x-forwarded-for': address });
const limited = { TRUSTED_PROXIES: '1', RATE_LIMIT_PER_MINUTE: '3' };

const statuses = async (world: World, count: number, headers: Record<string, string>): Promise<number[]> => {
  const answers: Answer[] = [];
  while (answers.length < count) answers.push(await world.ask(QUERY, {}, headers));
  return answers.map(({ status }) => status);
};

/** What holds wherever requests are counted. */
function limitsClients(worldOf: () => World): void {
  test('asks an address too often, and is told when to come back', async () => {
    expect(await statuses(worldOf(), 3, from('10.0.0.1'))).toEqual([200, 200, 200]);
    const { status, headers, body } = await worldOf().ask(QUERY, {}, from('10.0.0.1'));
    const seconds = Number(headers.get('retry-after'));
    expect([status, seconds > 0 && seconds <= 60]).toEqual([429, true]);
    expect(body).toEqual({
      errors: [{ message: anyText, extensions: { code: 'RATE_LIMITED', retryAfterSeconds: seconds } }],
    });
    expect(await statuses(worldOf(), 1, from('10.0.0.2'))).toEqual([200]);
  });

  test('is counted as who it is, wherever it asks from', async () => {
    const { issuer } = worldOf();
    const bearer = async (userId: string): Promise<Record<string, string>> => ({
      authorization: `Bearer ${await issuer.token({ userId })}`,
    });
    expect(await statuses(worldOf(), 3, { ...(await bearer(USER)), ...from('10.0.1.1') })).toEqual([200, 200, 200]);
    expect(await statuses(worldOf(), 1, { ...(await bearer(USER)), ...from('10.0.1.2') })).toEqual([429]);
    const other = await bearer('01900000-0000-7000-8000-0000000000ff');
    expect(await statuses(worldOf(), 1, { ...other, ...from('10.0.1.1') })).toEqual([200]);
    expect(await statuses(worldOf(), 1, from('10.0.1.1'))).toEqual([200]);
  });

  test('tries tokens that are wrong', async () => {
    const headers = { authorization: 'Bearer rubbish', ...from('10.0.2.1') };
    expect(await statuses(worldOf(), 4, headers)).toEqual([401, 401, 401, 429]);
  });
}

describe('a client of a router that counts for itself', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld(limited);
  });
  afterAll(() => world.stop());
  limitsClients(() => world);
});

describe('a router without a limit', () => {
  test('lets every number of requests pass', async () => {
    const world = await startWorld({ TRUSTED_PROXIES: '1' });
    try {
      expect(new Set(await statuses(world, 50, from('10.0.0.1')))).toEqual(new Set([200]));
    } finally {
      await world.stop();
    }
  });
});

describe.runIf(redisOrSkip('rate limits'))('a client of routers that count in Redis', () => {
  let redis: RedisServer;
  let world: World;
  let other: World;
  beforeAll(async () => {
    redis = await startRedis();
    world = await startWorld({ ...limited, QUEUE_URL: redis.url });
    other = await startWorld({ ...limited, QUEUE_URL: redis.url });
    // Until both are connected each counts for itself, and does not know what the other has counted.
    let attempt = 0;
    const countsOfOther = async (): Promise<number[]> => {
      const address = from(`10.9.0.${(attempt += 1)}`);
      await statuses(world, 3, address);
      return statuses(other, 1, address);
    };
    await vi.waitFor(async () => expect(await countsOfOther()).toEqual([429]), { timeout: 15_000 });
  });
  afterAll(async () => {
    await Promise.all([world.stop(), other.stop()]);
    await redis.kill();
  });
  limitsClients(() => world);

  test('is counted by all of them together', async () => {
    expect(await statuses(world, 3, from('10.0.3.1'))).toEqual([200, 200, 200]);
    expect(await statuses(other, 1, from('10.0.3.1'))).toEqual([429]);
  });

  test('is counted by each router alone while Redis is away, of which the log hears once', async () => {
    const told = (what: string): string[] => world.logLines.filter((line) => line.includes(what));
    world.logLines.length = 0;
    await redis.kill();
    // Either a request or the attempt to connect again is the first to see that Redis is away.
    await expect.poll(() => told('in this process alone')).toHaveLength(1);
    expect(await statuses(world, 4, from('10.0.4.1'))).toEqual([200, 200, 200, 429]);
    expect(await statuses(other, 1, from('10.0.4.1'))).toEqual([200]);
    expect(told('in this process alone')).toHaveLength(1);
    await redis.start();
    await expect.poll(() => told('in Redis again'), { timeout: 10_000 }).toHaveLength(1);
    expect(await statuses(world, 3, from('10.0.4.2'))).toEqual([200, 200, 200]);
  });
});
