import { Redis } from 'ioredis';
import { Obstacle, reasonOf } from './obstacle.ts';

const CONNECT_LIMIT_MS = 5_000;

/** Throws an Obstacle when the Redis that QUEUE_URL names does not answer. The address is shown without its password. */
export async function checkRedis(url: string): Promise<void> {
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: CONNECT_LIMIT_MS,
    commandTimeout: CONNECT_LIMIT_MS,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  let lastError: unknown;
  redis.on('error', (error) => {
    lastError = error;
  });
  try {
    await redis.connect();
    await redis.ping();
  } catch (error) {
    throw new Obstacle(
      `QUEUE_URL: Redis at ${new URL(url).host} does not answer (${reasonOf(lastError ?? error)}): start it, correct the address, or leave QUEUE_URL out to have the queue on PostgreSQL.`,
      { cause: error },
    );
  } finally {
    redis.disconnect();
  }
}
