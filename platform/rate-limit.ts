import { Redis } from 'ioredis';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { createOutageLog } from './log.ts';
import type { Log } from './log.ts';

/** A Redis that takes longer is worse than none. */
const REDIS_TIMEOUT_MS = 250;
const RECONNECT_DELAY_MAX_MS = 1_000;

/** How often something may be done, and where it is counted. */
export interface RateLimitOptions {
  /** Names its counts. */
  readonly name: string;
  /** In a window, which starts with the first time; 0 counts nothing. */
  readonly max: number;
  readonly windowSeconds: number;
  /** Where it is Redis, all processes count together there; otherwise each counts for itself. */
  readonly queueUrl: string | undefined;
  readonly queuePrefix: string;
  readonly log: Log;
}

/** Counts what callers do. */
export type RateLimit = ReturnType<typeof createRateLimit>;

/**
 * Limits how often each caller does something, by rate-limiter-flexible. While Redis is away each process counts for itself: that must
 * neither stop the shop nor open it.
 */
export function createRateLimit({ name, max, windowSeconds, queueUrl = '', queuePrefix, log }: RateLimitOptions) {
  const settings = { keyPrefix: `{${queuePrefix}}:limits:${name}`, points: max, duration: windowSeconds };
  const here = new RateLimiterMemory(settings);
  const redis = /^rediss?:/.test(queueUrl) && max > 0 ? connectRedis(queueUrl, log) : undefined;
  const shared = { ...settings, storeClient: redis, insuranceLimiter: here, rejectIfRedisNotReady: true };
  const limiter = redis === undefined ? here : new RateLimiterRedis(shared);
  return {
    /** Counts once more for `who`. Returns for how many seconds that is too often; 0 where it is not. */
    take: async (who: string): Promise<number> => {
      if (max === 0) return 0;
      try {
        await limiter.consume(who);
        return 0;
      } catch (error) {
        if (error instanceof RateLimiterRes) return Math.max(1, Math.ceil(error.msBeforeNext / 1_000));
        throw error;
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
