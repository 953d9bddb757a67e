import { Queue, Worker, createPostgresBackend, isPgPool } from 'bullmq';
import { Redis } from 'ioredis';
import pg from 'pg';
import { prepareQueue } from '#platform/queue.ts';
import type { FloorService } from './floor-tables.ts';

/** The payload of all messages of the floor. */
export interface Payload {
  readonly orderId: string;
  readonly customerId: string;
  readonly productId: string;
  readonly quantity: number;
  readonly amount: number;
}

/** A message in the queue. */
export interface Message {
  readonly id: string;
  readonly name: string;
  readonly payload: Payload;
}

/** A job is a batch of messages. */
export type Batch = readonly Message[];

/** A queue per service, on either engine. */
export interface FloorQueue {
  add(destination: FloorService, batch: Batch): Promise<void>;
  take(destination: FloorService, handle: (batch: Batch) => Promise<void>): void;
  stop(): Promise<void>;
}

interface Closable {
  close(): Promise<void>;
}
/** The used part of BullMQ's classes, whose types differ by engine. */
interface Parts {
  readonly openQueue: (
    name: string,
  ) => Closable & { add(name: string, batch: Batch, options: object): Promise<unknown> };
  readonly openWorker: (name: string, handle: (job: { data: Batch }) => Promise<void>) => Closable;
  readonly close: () => Promise<void>;
}

const POSTGRES_POOL_MAX = 24;
/** One batch is fetched or committed while another is handled. */
const WORKER = { concurrency: 2 } as const;

function onRedis(url: string): Parts {
  const connection = new Redis(url, { maxRetriesPerRequest: null });
  return {
    openQueue: (name) => new Queue<Batch>(name, { connection, prefix: 'floor' }),
    openWorker: (name, handle) => new Worker<Batch, void>(name, handle, { ...WORKER, connection, prefix: 'floor' }),
    close: () => Promise.resolve(connection.disconnect()),
  };
}

async function onPostgres(url: string): Promise<Parts> {
  await prepareQueue(url);
  const options = '-c search_path=bullmq -c synchronous_commit=off';
  const pool = new pg.Pool({ connectionString: url, max: POSTGRES_POOL_MAX, options });
  const connection: unknown = pool;
  if (!isPgPool(connection)) throw new TypeError('BullMQ does not take this version of pg');
  return {
    openQueue: (name) => new Queue(name, { connection }, createPostgresBackend),
    openWorker: (name, handle) => new Worker(name, handle, { ...WORKER, connection }, createPostgresBackend),
    close: () => pool.end(),
  };
}

/** Connects to a queue, with a minimum around BullMQ. A batch that fails is an error of the floor, and shows as orders that wait. */
export async function openFloorQueue(url: string, isRedis: boolean): Promise<FloorQueue> {
  const parts = isRedis ? onRedis(url) : await onPostgres(url);
  const queues = new Map<FloorService, ReturnType<Parts['openQueue']>>();
  const workers: Closable[] = [];
  return {
    add: async (destination, batch) => {
      const queue = queues.get(destination) ?? parts.openQueue(destination);
      queues.set(destination, queue);
      await queue.add('batch', batch, { removeOnComplete: true });
    },
    take: (destination, handle) => void workers.push(parts.openWorker(destination, (job) => handle(job.data))),
    stop: async () => {
      await Promise.all(workers.map((worker) => worker.close()));
      await Promise.all(queues.values().map((queue) => queue.close()));
      await parts.close();
    },
  };
}
