import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import PQueue from 'p-queue';
import { refused } from '#platform/errors.ts';
import type { Log } from '#platform/log.ts';
import { queryTooLarge } from '../errors.ts';
import type { Planned, PlanningRequest } from './planning-thread.ts';

/** For one document. The worst within the limits takes half a second of processor time; a busy machine takes many times as long. */
const TIMEOUT_MS = 15_000;
const WAITING_MAX = 500;
const MEMORY_MAX_MB = 128;

/** Validates and plans documents in a thread of its own, so that none keeps the router from answering others. */
export type Planning = Awaited<ReturnType<typeof startPlanning>>;

/** Starts the thread; resolves once it has loaded the graph. With introspection clients also get suggestions for misspelt names. */
export async function startPlanning(
  workerData: { readonly supergraphSdl: string; readonly hasIntrospection: boolean },
  log: Log,
) {
  // One at a time, the shortest first: a client that sends many large ones waits for those of others.
  const queue = new PQueue({ concurrency: 1 });
  let thread: Worker | undefined;
  const start = async () => {
    const worker = new Worker(new URL('planning-thread.ts', import.meta.url), {
      workerData,
      // Not what a process is started with, such as tracing.
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: MEMORY_MAX_MB, maxYoungGenerationSizeMb: 8 },
    });
    worker.on('error', (error) => log.error({ err: error }, 'the thread that plans ended'));
    worker.on('exit', () => {
      if (thread === worker) thread = undefined;
    });
    thread = worker;
    return await once(worker, 'message').then(([clientSdl = '']: string[]) => ({ worker, clientSdl }));
  };
  const { clientSdl } = await start();

  const exchange = async (request: PlanningRequest): Promise<Planned | Error> => {
    // A thread that ended is replaced when there is something to plan.
    const asked = thread ?? (await start()).worker;
    asked.postMessage(request, []);
    try {
      const replies = once(asked, 'message', { signal: AbortSignal.timeout(TIMEOUT_MS) });
      return await replies.then(
        ([reply = new Error('The thread that plans sent nothing')]: (Planned | Error)[]) => reply,
      );
    } catch {
      // Not waited for: V8 does not end every loop, and the next document gets another thread.
      thread = undefined;
      void asked.terminate();
      throw queryTooLarge('The query is too large to be planned.');
    }
  };
  return {
    clientSdl,
    /** Throws RefusedError for a document that takes too much time or memory, and while too many wait. */
    plan: async (request: PlanningRequest): Promise<Planned> => {
      if (queue.size >= WAITING_MAX)
        throw refused(503, 'SERVICE_UNAVAILABLE', 'Too many new queries wait to be planned.');
      const reply = await queue.add(() => exchange(request), { priority: -request.query.length });
      if (reply instanceof Error) throw reply;
      return reply;
    },
    stop: async (): Promise<void> => void (await thread?.terminate()),
  };
}
