import { Redis } from 'ioredis';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { rateLimited } from '#platform/errors.ts';
import { createOutageLog } from '#platform/log.ts';
import type { Log } from '#platform/log.ts';

/** A Redis that takes longer is worse than none. */
const REDIS_TIMEOUT_MS = 250;
const RECONNECT_DELAY_MAX_MS = 1_000;

/** The uses that a window allows, and where they are counted. */
export interface RateLimitOptions {
  /** 0 is no limit. */
  readonly times: number;
  /** The window starts with the first use. */
  readonly perSeconds: number;
  /** Shared by processes; without it each counts for itself. */
  readonly redisUrl: string | undefined;
  readonly keyPrefix: string;
  readonly log: Log;
}

/** A rate limit by rate-limiter-flexible. While Redis is away each process counts for itself: that must neither stop the shop nor open it. */
export function createRateLimit({ times, perSeconds, redisUrl, keyPrefix, log }: RateLimitOptions) {
  if (times === 0) return { consume: () => Promise.resolve(), close: () => undefined };
  const settings = { keyPrefix, points: times, duration: perSeconds };
  const here = new RateLimiterMemory(settings);
  const redis = redisUrl === undefined ? undefined : connectRedis(redisUrl, log);
  const shared = { ...settings, storeClient: redis, insuranceLimiter: here, rejectIfRedisNotReady: true };
  const limiter = redis === undefined ? here : new RateLimiterRedis(shared);
  return {
    /** Counts one use by a caller. Throws RATE_LIMITED, with the seconds to wait, above the limit. */
    consume: async (who: string): Promise<void> => {
      try {
        await limiter.consume(who);
      } catch (error) {
        if (!(error instanceof RateLimiterRes)) throw error;
        throw rateLimited(Math.max(1, Math.ceil(error.msBeforeNext / 1_000)));
      }
    },
    close: (): void => {
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
