import { setImmediate } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import PQueue from 'p-queue';
import { rateLimited } from '../errors.ts';

/** Queries above this cost are large: they may take a tenth of a second of this process and of a service. */
export const LARGE_COST = 10_000;
/** Texts above this length, in characters, take some milliseconds to read or write. */
export const LARGE_LENGTH = 256_000;
const AT_ONCE = 2;
const WAITING_MAX = 20;
/** Of those with large queries most lately. A queue is a kilobyte. */
const CALLERS_MAX = 1_000;

/**
 * Lets each caller have few large queries under way at once, so that those of others have their share. Throws RefusedError for a caller for
 * whom too many wait.
 */
export function createShare() {
  const queues = new LRUCache({ max: CALLERS_MAX, memoMethod: () => new PQueue({ concurrency: AT_ONCE }) });
  return async <Result>(who: string, work: () => Promise<Result>): Promise<Result> => {
    const queue = queues.memo(who);
    if (queue.size >= WAITING_MAX) throw rateLimited('Too many large queries at once.', 1);
    return queue.add(work);
  };
}

const large = new PQueue({ concurrency: 1 });

/** Runs large pieces of work one at a time, and other work between two of them. */
export const inTurn = <Result>(work: () => Result): Promise<Result> =>
  large.add(async () => {
    await setImmediate();
    return work();
  });
