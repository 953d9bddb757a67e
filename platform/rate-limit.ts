import { Redis } from 'ioredis';
import type { Pool } from 'pg';
import { RateLimiterMemory, RateLimiterPostgres, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import type { RateLimiterAbstract } from 'rate-limiter-flexible';
import { rateLimited } from './errors.ts';
import { createOutageLog } from './log.ts';
import type { Log } from './log.ts';

/** A Redis that takes longer is worse than none. */
const REDIS_TIMEOUT_MS = 250;
const RECONNECT_DELAY_MAX_MS = 1_000;

/** Counts one use by a caller. Throws RATE_LIMITED, with the seconds to wait, above the limit. */
export type RateLimit = (who: string) => Promise<void>;

/** The uses that a window allows; the window starts with the first use. 0 times is no limit. */
export interface Allowance {
  readonly times: number;
  readonly perSeconds: number;
}

/** Limits of a process, all counted in one place. */
export interface RateLimits {
  /** Limits an operation, which counts for itself: `const limitLogin = limits.of('login', { times: 10, perSeconds: 60 })`. */
  of(operation: string, allowance: Allowance): RateLimit;
  close(): void;
}

/** Where uses are counted: in a Redis or a database that processes share, or in this process. */
export type CountingPlace = { readonly redisUrl: string } | { readonly pool: Pool } | 'here';

/**
 * Rate limits by rate-limiter-flexible. While the Redis or database is away, each process counts for itself, and the log says so once: that
 * it is away must neither stop the shop nor open it to those who guess passwords.
 */
export function createRateLimits(options: { place: CountingPlace; prefix: string; log: Log }): RateLimits {
  const { place, prefix, log } = options;
  const redis = place !== 'here' && 'redisUrl' in place ? connectRedis(place.redisUrl, log) : undefined;
  const limiterFor = (operation: string, { times, perSeconds }: Allowance): RateLimiterAbstract => {
    const settings = { keyPrefix: `${prefix}:limits:${operation}`, points: times, duration: perSeconds };
    const here = new RateLimiterMemory(settings);
    const shared = { ...settings, insuranceLimiter: here };
    if (redis !== undefined)
      return new RateLimiterRedis({ ...shared, storeClient: redis, rejectIfRedisNotReady: true });
    if (place === 'here' || !('pool' in place)) return here;
    return new RateLimiterPostgres(
      { ...shared, storeClient: place.pool, storeType: 'pool', tableName: 'rate_limits' },
      (error?: Error) => error && log.warn({ err: error, operation }, 'limits are counted in this process alone'),
    );
  };
  return {
    of: (operation, allowance) => {
      if (allowance.times === 0) return () => Promise.resolve();
      const limiter = limiterFor(operation, allowance);
      return async (who) => {
        try {
          await limiter.consume(who);
        } catch (error) {
          if (!(error instanceof RateLimiterRes)) throw error;
          throw rateLimited(Math.max(1, Math.ceil(error.msBeforeNext / 1_000)));
        }
      };
    },
    close: () => {
      redis?.removeAllListeners('close');
      redis?.disconnect();
    },
  };
}

function connectRedis(url: string, log: Log): Redis {
  const outage = createOutageLog(log, {
    begins: 'limits are counted in this process alone, since Redis does not answer',
    ends: 'limits are counted in Redis again',
  });
  return new Redis(url, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    commandTimeout: REDIS_TIMEOUT_MS,
    connectTimeout: REDIS_TIMEOUT_MS,
    retryStrategy: (attempt) => Math.min(attempt * 50, RECONNECT_DELAY_MAX_MS),
  })
    .on('error', outage.failed)
    .on('close', () => outage.failed(undefined))
    .on('ready', outage.works);
}
