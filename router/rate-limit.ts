import { Redis } from 'ioredis';
import { z } from 'zod';
import { rateLimited } from '#platform/errors.ts';
import type { Log } from '#platform/log.ts';
import { RefusedError } from './refused.ts';

const WINDOW_MS = 60_000;
/** A Redis that takes longer is worse than none. */
const REDIS_TIMEOUT_MS = 250;
const RECONNECT_DELAY_MAX_MS = 1_000;
/** Clients that are counted in this process at once; beyond it those that came first are forgotten. */
const CLIENTS_MAX = 100_000;

/** Counts a request of a caller or, where nobody is signed in, of an address. Throws RefusedError with HTTP 429 for one too many. */
export type RateLimit = (callerId: string | undefined, address: string | undefined) => Promise<void>;

/** Adds one to what a client has asked within its minute; tells how many that are and when the minute is over. */
export interface RateCounter {
  count(client: string): Promise<{ readonly requests: number; readonly endsInMs: number }>;
  close(): void;
}

/** At most so many requests a minute of one client, from its first request on; 0 lets everything pass. */
export function createRateLimit(perMinute: number, counter: RateCounter): RateLimit {
  if (perMinute === 0) return () => Promise.resolve();
  return async (callerId, address) => {
    const client = callerId === undefined ? `address:${address ?? 'unknown'}` : `user:${callerId}`;
    const { requests, endsInMs } = await counter.count(client);
    if (requests <= perMinute) return;
    const retryAfterSeconds = Math.max(1, Math.ceil(endsInMs / 1_000));
    const { message, extensions } = rateLimited(retryAfterSeconds);
    throw new RefusedError(429, String(extensions['code']), message, {
      headers: { 'retry-after': String(retryAfterSeconds) },
      extensions: { retryAfterSeconds },
    });
  };
}

/** Counts in this process alone. */
export function createLocalCounter(now: () => number = Date.now): RateCounter {
  const windows = new Map<string, { requests: number; readonly endsAt: number }>();
  return {
    count: (client) => {
      const at = now();
      let window = windows.get(client);
      if (window === undefined || window.endsAt <= at) {
        windows.delete(client);
        window = { requests: 0, endsAt: at + WINDOW_MS };
        windows.set(client, window);
      }
      for (const [oldest, { endsAt }] of windows) {
        if (endsAt > at && windows.size <= CLIENTS_MAX) break;
        windows.delete(oldest);
      }
      window.requests += 1;
      return Promise.resolve({ requests: window.requests, endsInMs: window.endsAt - at });
    },
    close: () => windows.clear(),
  };
}

const COUNT = `local requests = redis.call('INCR', KEYS[1])
if requests == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
return { requests, redis.call('PTTL', KEYS[1]) }`;
const countedSchema = z.tuple([z.number(), z.number()]);

/** Counts in Redis, for all routers together. While Redis is away nobody is counted: that it is away must not stop the shop. */
export function connectRedisCounter({ url, prefix, log }: { url: string; prefix: string; log: Log }): RateCounter {
  let isAway = false;
  const noteAway = (error: unknown): void => {
    if (!isAway) log.warn({ err: error }, 'requests are not counted, since Redis does not answer');
    isAway = true;
  };
  const redis = new Redis(url, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    commandTimeout: REDIS_TIMEOUT_MS,
    connectTimeout: REDIS_TIMEOUT_MS,
    retryStrategy: (attempt) => Math.min(attempt * 50, RECONNECT_DELAY_MAX_MS),
  });
  redis.on('error', noteAway);
  redis.on('ready', () => {
    if (isAway) log.info('requests are counted again');
    isAway = false;
  });
  return {
    count: async (client) => {
      if (redis.status !== 'ready') return { requests: 0, endsInMs: 0 };
      try {
        const counted = await redis.eval(COUNT, 1, `{${prefix}}:requests:${client}`, WINDOW_MS);
        const [requests, endsInMs] = countedSchema.parse(counted);
        return { requests, endsInMs };
      } catch (error) {
        noteAway(error);
        return { requests: 0, endsInMs: 0 };
      }
    },
    close: () => redis.disconnect(),
  };
}
