import { setTimeout as delay } from 'node:timers/promises';
import type { IQueueBackend, JobsOptions, WorkerOptions } from 'bullmq';
import { createOutageLog } from './log.ts';
import type { Log } from './log.ts';
import type { Envelope } from './message.ts';
import type { Consumer, Delivery, MessageQueue } from './queue.ts';

const BACKOFF_FIRST_MS = 1_000;
/** Whether a message is given up is decided by who handles it, which keeps it then: BullMQ would forget it without a trace. */
const QUEUE_ATTEMPTS_MAX = 1_000_000;
/** After this, a message whose worker died is given to another one. */
const LOCK_MS = 10_000;
const STALLED_CHECK_MS = 5_000;
/** As QUEUE_ATTEMPTS_MAX. */
const STALLED_MAX = 1_000_000;
/** How long a connection to the queue's server, or a worker's fetch, waits at most before it is tried again. */
export const RECONNECT_DELAY_MAX_MS = 1_000;
/** A fetch that failed is repeated after this. BullMQ does so at once, in a loop that lets nothing else run. */
const FETCH_PAUSE_MS = 1_000;

const JOB_OPTIONS: JobsOptions = {
  attempts: QUEUE_ATTEMPTS_MAX,
  backoff: { type: 'exponential', delay: BACKOFF_FIRST_MS },
  removeOnComplete: true,
  removeOnFail: true,
};

/** How workers of both engines are set. */
export const WORKER_OPTIONS: Omit<WorkerOptions, 'connection'> = {
  lockDuration: LOCK_MS,
  stalledInterval: STALLED_CHECK_MS,
  maxStalledCount: STALLED_MAX,
  runRetryDelay: RECONNECT_DELAY_MAX_MS,
};

/** A job of this many messages is some 100 KB; more would make other jobs wait for its transfer. */
const JOB_MESSAGES_MAX = 200;
/** The job of a batch; a message that is retried has a job of its own, which is called after it. */
const BATCH = 'batch';
/** Jobs with a priority come after those without. */
const AFTER_NEW_ONES = 1;

interface NewJob {
  readonly name: string;
  readonly data: readonly Envelope[];
  readonly opts: JobsOptions;
}

function jobsOf(envelopes: readonly Envelope[], isRepeated: boolean): NewJob[] {
  const jobs: NewJob[] = [];
  for (let start = 0; start < envelopes.length; start += JOB_MESSAGES_MAX) {
    const data = envelopes.slice(start, start + JOB_MESSAGES_MAX);
    jobs.push({ name: BATCH, data, opts: isRepeated ? { ...JOB_OPTIONS, priority: AFTER_NEW_ONES } : JOB_OPTIONS });
  }
  return jobs;
}

/** What publishes to a BullMQ queue of either engine. */
interface JobQueue {
  add(name: string, data: readonly Envelope[], options: JobsOptions): Promise<unknown>;
  addBulk(jobs: NewJob[]): Promise<unknown>;
  close(): Promise<void>;
}

/** The part of the interface that is the same for both engines. `open` opens a queue. */
export function publisherOf(
  open: (destination: string) => JobQueue,
): Pick<MessageQueue, 'publish' | 'retry'> & { readonly close: () => Promise<unknown> } {
  const queues = new Map<string, JobQueue>();
  const queueOf = (destination: string): JobQueue => {
    const known = queues.get(destination) ?? open(destination);
    queues.set(destination, known);
    return known;
  };
  return {
    publish: async (destination, envelopes, { isRepeated } = { isRepeated: false }) => {
      const [first, ...others] = jobsOf(envelopes, isRepeated);
      if (first === undefined) return;
      await (others.length === 0
        ? queueOf(destination).add(first.name, first.data, first.opts)
        : queueOf(destination).addBulk([first, ...others]));
    },
    retry: async (destination, envelope) =>
      void (await queueOf(destination).add(envelope.name, [envelope], {
        ...JOB_OPTIONS,
        delay: BACKOFF_FIRST_MS,
        priority: AFTER_NEW_ONES,
      })),
    close: () => Promise.allSettled([...queues.values()].map((queue) => queue.close())),
  };
}

interface JobWorker {
  getBackend(): IQueueBackend;
  close(): Promise<void>;
  on(event: 'error', listener: (error: Error) => void): unknown;
}

/** Watches a worker's rounds, and has it pause after a fetch that failed. */
export function consumerOf(worker: JobWorker, log: Log): Consumer {
  const outage = createOutageLog(log, {
    begins: 'no messages can be fetched from the queue',
    ends: 'messages are fetched from the queue again',
  });
  let roundAt = performance.now();
  let isStopping = false;
  const backend = worker.getBackend();
  const fetchJob = backend.moveToActive.bind(backend);
  backend.moveToActive = async (...args): Promise<unknown[]> => {
    try {
      const fetched: unknown[] = await fetchJob(...args);
      outage.works();
      return fetched;
    } catch (error) {
      outage.failed(error);
      if (!isStopping) await delay(FETCH_PAUSE_MS);
      throw error;
    } finally {
      roundAt = performance.now();
    }
  };
  worker.on('error', outage.failed);
  return {
    roundAt: () => roundAt,
    stop: () => {
      isStopping = true;
      return worker.close();
    },
  };
}

interface FetchedJob {
  readonly name: string;
  readonly data: unknown;
  readonly attemptsMade: number;
  readonly stalledCounter: number;
}

/** A job as the platform sees it. Releases before batches published one message per job. */
export const deliveryOf = ({ name, data, attemptsMade, stalledCounter }: FetchedJob): Delivery => ({
  bodies: Array.isArray(data) ? data : [data],
  attempt: attemptsMade + (name === BATCH ? 1 : 2),
  deaths: stalledCounter,
});
