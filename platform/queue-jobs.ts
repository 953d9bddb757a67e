import { setTimeout as delay } from 'node:timers/promises';
import { Queue as BullQueue, withBackend } from 'bullmq';
import type { BackendFactory, IQueueBackend, Job, JobsOptions, WorkerOptions } from 'bullmq';
import { isUnavailable } from './database-errors.ts';
import { createFaultLog } from './log.ts';
import type { Log, OutageLog } from './log.ts';
import type { Envelope } from './message.ts';
import type { Delivery, MessageQueue } from './queue.ts';

const BACKOFF_FIRST_MS = 1_000;
/** The consumer decides when a message becomes a dead letter, and stores it: BullMQ would drop it. */
const QUEUE_ATTEMPTS_MAX = 1_000_000;
/** A batch takes milliseconds. The lock of one that takes longer is renewed every second, so an event loop may be blocked for two. */
const LOCK_MS = 4_000;
/** A batch whose worker died goes to another one within the sum of both. One statement per queue, whichever worker runs it. */
const STALLED_CHECK_MS = 2_000;
const STALLED_MAX = 1_000_000;
/** How long a connection to the queue's server, or a worker's fetch, waits at most before it is retried. */
export const RECONNECT_DELAY_MAX_MS = 1_000;
/** What BullMQ says of a job whose lock ran out, or that the queue has lost, as after an outage. The inbox knows its messages when they come again. */
const JOB_LOST = /\b(?:lock|key)\b.* for job/i;
/** A fetch that failed is repeated after this. BullMQ does so at once, in a loop that lets nothing else run. */
const FETCH_PAUSE_MS = 1_000;

const JOB_OPTIONS: JobsOptions = {
  attempts: QUEUE_ATTEMPTS_MAX,
  backoff: { type: 'exponential', delay: BACKOFF_FIRST_MS },
  removeOnComplete: true,
  removeOnFail: true,
};

const WORKER_OPTIONS: Omit<WorkerOptions, 'connection'> = {
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

/** A queue of BullMQ. */
export type Jobs = BullQueue;

interface Engine<Connection> {
  readonly createBackend: BackendFactory<IQueueBackend, Connection>;
  /** Where the queue of a destination is. */
  readonly at: (destination: string) => { readonly connection: Connection; readonly prefix?: string };
  readonly outage: OutageLog;
  readonly log: Log;
}

/** What both engines share. */
export function openJobs<Connection>({ createBackend, at, outage, log }: Engine<Connection>): Pick<
  MessageQueue,
  'publish' | 'retry' | 'backlog' | 'consume' | 'jobsOf'
> & {
  close: () => Promise<unknown>;
} {
  const { Queue, Worker } = withBackend(createBackend);
  const queues = new Map<string, InstanceType<typeof Queue>>();
  const queueOf = (destination: string): InstanceType<typeof Queue> => {
    const open = () => new Queue(destination, { ...at(destination), defaultJobOptions: JOB_OPTIONS });
    const queue = queues.get(destination) ?? open().on('error', outage.failed);
    queues.set(destination, queue);
    return queue;
  };
  const add = (destination: string, name: string, envelopes: readonly Envelope[], options: JobsOptions) =>
    outage.watch(() => queueOf(destination).add(name, envelopes, options));
  return {
    publish: async (destination, envelopes, { isRepeated } = { isRepeated: false }) => {
      const options = isRepeated ? { priority: AFTER_NEW_ONES } : {};
      for (let start = 0; start < envelopes.length; start += JOB_MESSAGES_MAX)
        await add(destination, BATCH, envelopes.slice(start, start + JOB_MESSAGES_MAX), options);
    },
    retry: async (destination, envelope) => {
      const options = { delay: BACKOFF_FIRST_MS, priority: AFTER_NEW_ONES };
      await add(destination, envelope.name, [envelope], options);
    },
    backlog: async (destination) => {
      const queue = queueOf(destination);
      const [counts, [oldest]] = await Promise.all([
        queue.getJobCounts('waiting', 'prioritized', 'active', 'delayed'),
        queue.getJobs(['waiting'], 0, 0, true),
      ]);
      const { waiting = 0, prioritized = 0, active = 0, delayed = 0 } = counts;
      const oldestSeconds = oldest === undefined ? 0 : (Date.now() - oldest.timestamp) / 1_000;
      return { waiting: waiting + prioritized, active, delayed, oldestSeconds };
    },
    consume: (destination, concurrency, handle) => {
      const options = { ...WORKER_OPTIONS, ...at(destination), concurrency };
      const worker = new Worker(destination, (job) => handle(deliveryOf(job)), options);
      const roundAt = watchFetches(worker, outage, log);
      return { roundAt, stop: () => worker.close() };
    },
    jobsOf: (destination) => {
      const queue: unknown = queueOf(destination);
      if (queue instanceof BullQueue) return queue;
      throw new TypeError(`The queue of ${destination} is none of BullMQ's`);
    },
    close: () => Promise.allSettled([...queues.values()].map((queue) => queue.close())),
  };
}

/** The part of a worker that fetches. */
interface Fetching {
  readonly closing?: unknown;
  getBackend(): IQueueBackend;
  on(event: 'error', listener: (error: Error) => void): unknown;
}

/** Tells what keeps a worker from fetching jobs, and lets it pause then. Returns when it last fetched, by `performance.now()`. */
function watchFetches(worker: Fetching, outage: OutageLog, log: Log): () => number {
  const faults = createFaultLog(log, {
    begins: 'no messages can be fetched from the queue',
    ends: 'messages are fetched from the queue again',
  });
  worker.on('error', (error) => {
    if (JOB_LOST.test(error.message)) log.debug({ err: error }, "a job is no longer this consumer's");
    else (isUnavailable(error) ? outage : faults).failed(error);
  });
  let roundAt = performance.now();
  const backend = worker.getBackend();
  const fetchJob = backend.moveToActive.bind(backend);
  backend.moveToActive = async (...args): Promise<unknown[]> => {
    try {
      const fetched: unknown[] = await outage.watch(() => fetchJob(...args));
      faults.works();
      return fetched;
    } catch (error) {
      faults.failed(error);
      if (worker.closing === undefined) await delay(FETCH_PAUSE_MS);
      throw error;
    } finally {
      roundAt = performance.now();
    }
  };
  return () => roundAt;
}

/** A job as the platform sees it. Releases before batches published one message per job. */
const deliveryOf = ({ name, data, attemptsMade, stalledCounter }: Job<unknown>): Delivery => ({
  bodies: Array.isArray(data) ? data : [data],
  attempt: attemptsMade + (name === BATCH ? 1 : 2),
  deaths: stalledCounter,
});
