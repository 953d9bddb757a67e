import { Worker } from 'node:worker_threads';
import type { Log } from '#platform/log.ts';
import { RefusedError, queryTooLarge } from '../errors.ts';
import type { Planned, PlanningRequest, PlanningSettings, Ready } from './planning-thread.ts';

/** For one document. The worst within the limits takes half a second of processor time; a busy machine takes many times as long. */
const TIMEOUT_MS = 15_000;
const WAITING_MAX = 500;
const RESTART_PAUSE_MS = 1_000;
const MEMORY_MAX_MB = 128;

/** Validates and plans documents in a thread of its own, so that none keeps the router from answering others. */
export interface Planning extends Ready {
  /** Throws RefusedError for a document that takes too long, and while too many wait. */
  readonly plan: (request: PlanningRequest) => Promise<Planned>;
  readonly stop: () => Promise<void>;
}

interface Job extends PromiseWithResolvers<Planned> {
  readonly request: PlanningRequest;
}

/** Starts the thread; resolves once it has loaded the graph. */
export async function startPlanning(workerData: PlanningSettings, log: Log): Promise<Planning> {
  const waiting: Job[] = [];
  let running: Job | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isReady = false;
  let isStopped = false;
  const started = Promise.withResolvers<Ready>();

  const settle = (how: (job: Job) => void): void => {
    clearTimeout(timer);
    const job = running;
    running = undefined;
    if (job !== undefined) how(job);
  };
  /** Plans the shortest that waits: one who sends many large ones waits for those of others. */
  const next = (): void => {
    if (!isReady || running !== undefined || waiting.length === 0) return;
    const lengths = waiting.map(({ request }) => request.query.length);
    [running] = waiting.splice(lengths.indexOf(Math.min(...lengths)), 1);
    timer = setTimeout(() => void thread.terminate(), TIMEOUT_MS);
    thread.postMessage(running?.request, []);
  };
  const start = (): Worker =>
    new Worker(new URL('planning-thread.ts', import.meta.url), {
      workerData,
      // Not what a process is started with, such as tracing.
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: MEMORY_MAX_MB, maxYoungGenerationSizeMb: 8 },
    })
      .on('message', (message: Planned | Error | Ready) => {
        if ('clientSdl' in message) {
          isReady = true;
          started.resolve(message);
        } else settle((job) => (message instanceof Error ? job.reject(message) : job.resolve(message)));
        next();
      })
      .on('error', (error) => {
        started.reject(error);
        log.error({ err: error }, 'the thread that plans ended');
      })
      .on('exit', () => {
        settle((job) => job.reject(queryTooLarge('The query is too large to be planned.')));
        if (isStopped) return;
        if (isReady) thread = start();
        // It did not even load the graph; starts without a pause would take a processor.
        else setTimeout(() => !isStopped && (thread = start()), RESTART_PAUSE_MS).unref();
        isReady = false;
      });

  let thread = start();
  const ready = await started.promise.catch((error: unknown) => {
    isStopped = true;
    throw error;
  });
  return {
    ...ready,
    plan: async (request) => {
      if (waiting.length >= WAITING_MAX)
        throw new RefusedError(503, 'SERVICE_UNAVAILABLE', 'Too many new queries wait to be planned.');
      const job = { request, ...Promise.withResolvers<Planned>() };
      waiting.push(job);
      next();
      return job.promise;
    },
    stop: async () => {
      isStopped = true;
      await thread.terminate();
    },
  };
}
