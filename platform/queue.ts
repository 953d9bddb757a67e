import type { Log } from './log.ts';
import type { Envelope } from './message.ts';
import type { Jobs } from './queue-jobs.ts';
import { connectPostgresQueue, preparePostgresQueue } from './queue-postgres.ts';
import { connectRedisQueue } from './queue-redis.ts';

/** About two minutes of back-off (1 s doubled each time): longer than a deployment, shorter than a customer waits. */
export const ATTEMPTS_MAX = 8;

export interface Delivery {
  readonly bodies: readonly unknown[]; // Unparsed.
  /** Which attempt this is; 1 is the first. A message that is retried after it has failed in a batch begins with 2. */
  readonly attempt: number;
  /** How many consumers died while they had the job. */
  readonly deaths?: number;
}

export interface Consumer {
  /** When it last fetched or handled a job, by `performance.now()`. */
  readonly roundAt: () => number;
  stop(): Promise<void>;
}

export interface Raised {
  /** The watermark before. Lower than expected: the queue has lost messages. */
  readonly stood: bigint;
  /** Changes when the queue's server was restarted or replaced: what was published since the last raise may be lost. */
  readonly incarnation: string;
}

/** Jobs by state, and the age of the one that waits longest. */
export type Backlog = Readonly<{ waiting: number; active: number; delayed: number; oldestSeconds: number }>;

/**
 * The queue as the platform sees it: at-least-once delivery, in any order. One queue per service is its inbox. A watermark, the highest `sent_seq`
 * that a source has published to a destination, is stored beside the destination's jobs: a queue that loses its tail loses as much of it.
 */
export interface MessageQueue {
  /** Publishes messages in as few jobs as JOB_MESSAGES_MAX allows. `isRepeated` messages let new ones pass. */
  publish(
    destination: string,
    envelopes: readonly Envelope[],
    options?: { readonly isRepeated: boolean },
  ): Promise<void>;
  /** Publishes one message as a job of its own, which is handled after a delay, and after new ones. */
  retry(destination: string, envelope: Envelope): Promise<void>;
  /** Sets the watermark to `next` if it has not fallen behind `expected`. */
  raiseWatermark(source: string, destination: string, expected: bigint, next: bigint): Promise<Raised>;
  /** Calls `handle` for each job; a job whose handler throws is retried with back-off, until it throws no more. */
  consume(destination: string, concurrency: number, handle: (delivery: Delivery) => Promise<void>): Consumer;
  backlog(destination: string): Promise<Backlog>;
  /** A queue of BullMQ, for inspection. */
  jobsOf(destination: string): Jobs;
  /** Calls `listener` after each reconnect. */
  onReconnect(listener: () => void): void;
  isReady(): Promise<boolean>;
  close(): Promise<void>;
}

/** The queue's address, and the prefix that separates systems. */
export type QueueOptions = Readonly<{ url: string; prefix: string; log: Log }>;

/** Connects to the queue that `url` names: Redis (`redis://`, `rediss://`) or PostgreSQL (`postgres://`, prepared by prepareQueue). */
export const connectQueue = (options: QueueOptions): MessageQueue =>
  isPostgres(options.url) ? connectPostgresQueue(options) : connectRedisQueue(options);

const isPostgres = (url: string): boolean => /^postgres(ql)?:/.test(url);

/** Creates the tables of a queue on PostgreSQL; does nothing for Redis. Safe to repeat. Throws for the address of a pooler. */
export async function prepareQueue(url: string): Promise<void> {
  if (isPostgres(url)) await preparePostgresQueue(url);
}
