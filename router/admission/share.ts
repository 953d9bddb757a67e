import { setImmediate } from 'node:timers/promises';
import PQueue from 'p-queue';
import { rateLimited } from '../errors.ts';

/** Queries above this cost are large: they may take a tenth of a second of this process and of a service. */
export const LARGE_COST = 10_000;
/** Texts above this length, in characters, take some milliseconds to read or write. */
export const LARGE_LENGTH = 256_000;
const AT_ONCE = 2;
const WAITING_MAX = 20;

/**
 * Lets each caller have few large queries under way at once, so that those of others have their share. Throws RefusedError for a caller for
 * whom too many wait.
 */
export function createShare() {
  const queues = new Map<string, PQueue>();
  return async <Result>(who: string, work: () => Promise<Result>): Promise<Result> => {
    const queue = queues.get(who) ?? new PQueue({ concurrency: AT_ONCE });
    if (queue.size >= WAITING_MAX) throw rateLimited('Too many large queries at once.', 1);
    const result = queue.add(work);
    if (!queues.has(who)) void queue.onIdle().then(() => queues.delete(who));
    queues.set(who, queue);
    return result;
  };
}

const large = new PQueue({ concurrency: 1 });

/** Runs large pieces of work one at a time, and between two of them what else has come. */
export const inTurn = <Result>(work: () => Result): Promise<Result> =>
  large.add(async () => {
    await setImmediate();
    return work();
  });
