import { Redis } from 'ioredis';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { createOutageLog } from '#platform/log.ts';
import type { Log } from '#platform/log.ts';
import type { RouterConfig } from '../config.ts';
import { rateLimited } from '../http/errors.ts';

/** A Redis that takes longer is worse than none. */
const REDIS_TIMEOUT_MS = 250;
const RECONNECT_DELAY_MAX_MS = 1_000;

/** The window starts with the first request. */
const WINDOW_SECONDS = 60;

/**
 * Counts requests by rate-limiter-flexible, in Redis where there is one and something is to be counted. While it is away each process counts
 * for itself: that must neither stop the shop nor open it.
 */
export function createRateLimit({ redisUrl, RATE_LIMIT_PER_MINUTE: points, QUEUE_PREFIX }: RouterConfig, log: Log) {
  if (points === 0) return { consume: () => Promise.resolve(), close: () => undefined };
  const settings = { keyPrefix: `{${QUEUE_PREFIX}}:limits:requests`, points, duration: WINDOW_SECONDS };
  const here = new RateLimiterMemory(settings);
  const redis = redisUrl === undefined ? undefined : connectRedis(redisUrl, log);
  const shared = { ...settings, storeClient: redis, insuranceLimiter: here, rejectIfRedisNotReady: true };
  const limiter = redis === undefined ? here : new RateLimiterRedis(shared);
  return {
    /** Counts a request of a caller or a network. Throws RefusedError above the limit. */
    consume: async (who: string): Promise<void> => {
      try {
        await limiter.consume(who);
      } catch (error) {
        if (!(error instanceof RateLimiterRes)) throw error;
        const seconds = Math.max(1, Math.ceil(error.msBeforeNext / 1_000));
        throw rateLimited(`Too many attempts. Try again in ${seconds} seconds.`, seconds);
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
