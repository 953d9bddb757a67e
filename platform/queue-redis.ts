import { createRedisBackend } from 'bullmq';
import { Redis } from 'ioredis';
import { createOutageLog } from './log.ts';
import { RECONNECT_DELAY_MAX_MS, openJobs } from './queue-jobs.ts';
import type { MessageQueue, QueueOptions } from './queue.ts';

/** Errors of a server that cannot be used: it became a replica, or is not ready. */
const OTHER_SERVER = /\b(READONLY|LOADING|MASTERDOWN|UNBLOCKED|CLUSTERDOWN)\b/;
const RECONNECT_AND_REPEAT = 2;

/** Sets a watermark unless the stored one is below the expected, and returns the one stored before. */
const RAISE_IN_REDIS = `
  local stood = redis.call('GET', KEYS[1]) or '0'
  if tonumber(stood) >= tonumber(ARGV[1]) then redis.call('SET', KEYS[1], ARGV[2]) end
  return stood`;

/** Connects to a queue on one Redis server; Redis Cluster is not supported. */
export function connectRedisQueue({ url, prefix, log }: QueueOptions): MessageQueue {
  const connection = new Redis(url, {
    maxRetriesPerRequest: null, // Wait for Redis to come back instead of failing.
    retryStrategy: (attempt) => Math.min(attempt * 100, RECONNECT_DELAY_MAX_MS),
    // After a fail-over the address leads to another server. Existing connections would stay with the old one.
    reconnectOnError: ({ message }) => OTHER_SERVER.test(message) && RECONNECT_AND_REPEAT,
  });
  const outage = createOutageLog(log, { begins: 'Redis does not answer', ends: 'Redis answers again' });
  connection.on('error', outage.failed);
  let connections = 0;
  connection.on('ready', () => {
    connections += 1;
    outage.works();
  });
  // The braces keep a queue's jobs and watermarks in one slot, should a cluster be supported.
  const slot = (destination: string): string => `{${prefix}:${destination}}`;
  const at = (destination: string) => ({ connection, prefix: slot(destination) });
  const { close, ...jobs } = openJobs({ createBackend: createRedisBackend, at, outage, log });
  return {
    ...jobs,
    raiseWatermark: async (source, destination, expected, next) => {
      const key = `${slot(destination)}:watermark:${source}`;
      const stood = await connection.eval(RAISE_IN_REDIS, 1, key, expected.toString(), next.toString());
      return { stood: BigInt(String(stood)), incarnation: String(connections) };
    },
    onReconnect: (listener) => void connection.on('ready', listener),
    isReady: async () => connection.status === 'ready' && (await connection.set(`{${prefix}}:ready`, '')) === 'OK',
    close: async () => {
      await close();
      connection.disconnect();
    },
  };
}
