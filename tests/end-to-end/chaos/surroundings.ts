import { closeSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { PROCESSES, freeze, signal } from './fault.ts';
import type { Fault, Scene } from './fault.ts';
import type { RedisPair } from './world.ts';

async function commandRedis(port: number, ...words: readonly [string, ...string[]]): Promise<string> {
  const redis = new Redis(port, { maxRetriesPerRequest: 0, retryStrategy: () => null });
  redis.on('error', () => undefined);
  try {
    return String(await redis.call(...words));
  } catch {
    return '';
  } finally {
    redis.disconnect();
  }
}

const onRedis = (name: string, strike: (redis: RedisPair, scene: Scene) => Promise<unknown>): Fault => ({
  name,
  isPossible: ({ redis }) => redis !== undefined,
  strike: (scene) => (scene.world.redis === undefined ? Promise.resolve() : strike(scene.world.redis, scene)),
});

/** Faults of the queue on Redis. */
export const ofRedis: readonly Fault[] = [
  onRedis('kill Redis', async ({ primary }, { random }) => {
    await primary.kill();
    await delay(random.between(200, 4_000));
    await primary.start();
  }),
  onRedis('freeze Redis', ({ primary }, { random }) =>
    freeze([primary.pid() ?? 0].filter(Boolean), random.between(500, 5_000)),
  ),
  onRedis('empty Redis', async ({ primary }, { world, random }) => {
    // While one stands still, so that there is something to be lost.
    const frozen = [...world.pidsOf('notifications'), ...world.pidsOf(random.pick(['orders', 'accounts', 'products']))];
    signal(frozen, 'SIGSTOP');
    await delay(random.between(1_500, 3_000));
    await commandRedis(primary.port, 'FLUSHALL');
    signal(frozen, 'SIGCONT');
  }),
  onRedis('fill Redis', async ({ primary }, { random }) => {
    await commandRedis(primary.port, 'CONFIG', 'SET', 'maxmemory', '1000');
    await delay(random.between(1_000, 5_000));
    await commandRedis(primary.port, 'CONFIG', 'SET', 'maxmemory', '0');
  }),
  onRedis('fail over Redis', async (pair) => {
    const { primary, replica, proxy } = pair;
    await commandRedis(replica.port, 'REPLICAOF', '127.0.0.1', String(primary.port));
    for (let tries = 0; tries < 50; tries += 1) {
      if ((await commandRedis(replica.port, 'INFO', 'replication')).includes('master_link_status:up')) break;
      await delay(100);
    }
    await commandRedis(replica.port, 'REPLICAOF', 'NO', 'ONE');
    await commandRedis(primary.port, 'REPLICAOF', '127.0.0.1', String(replica.port));
    [pair.primary, pair.replica] = [replica, primary];
    proxy.lead(replica.port);
  }),
];

/** Faults of what a system depends on beside its stores. */
export const ofSurroundings: readonly Fault[] = [
  {
    name: 'mail server away',
    strike: async ({ world: { mail }, random }) => {
      mail.proxy.lead(undefined);
      mail.proxy.cut();
      await delay(random.between(1_000, 6_000));
      mail.proxy.lead(mail.port);
    },
  },
  ...(['slow', 'refuses'] as const).map((mode): Fault => ({
    name: `mail server ${mode}`,
    strike: async ({ world: { mail }, random }) => {
      mail.mode = mode;
      await delay(random.between(1_000, 6_000));
      mail.mode = 'takes';
    },
  })),
  {
    name: 'no space left',
    isPossible: ({ disk }) => disk !== undefined,
    strike: async ({ world: { disk = '' }, random }) => {
      const ballast = join(disk, 'ballast');
      const file = openSync(ballast, 'w');
      for (let bytes = 4_000_000; bytes >= 1;)
        try {
          writeSync(file, Buffer.alloc(bytes));
        } catch {
          bytes = Math.floor(bytes / 4);
        }
      await delay(random.between(1_000, 6_000));
      closeSync(file);
      rmSync(ballast);
    },
  },
  {
    name: 'a wrong clock',
    strike: async ({ world, random }) => {
      const [name, minutes] = [random.pick(PROCESSES), random.pick([-60, 60])];
      writeFileSync(world.clocks, `${name} ${minutes * 60_000}\n`);
      signal(world.pidsOf(name), 'SIGUSR2');
      await delay(random.between(2_000, 6_000));
      writeFileSync(world.clocks, '');
      signal(world.pidsOf(name), 'SIGUSR2');
    },
  },
];
