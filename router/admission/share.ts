import { setImmediate } from 'node:timers/promises';
import { rateLimited } from '../errors.ts';

/** Queries above this cost are large: they may take a tenth of a second of this process and of a service. */
export const LARGE_COST = 10_000;
/** Texts above this length, in characters, take some milliseconds to read or write. */
export const LARGE_LENGTH = 256_000;
const AT_ONCE = 2;
const WAITING_MAX = 20;

/** Runs `work` for a caller once it is its turn. Throws RefusedError for a caller for whom too much waits. */
export type Share = <Result>(who: string, work: () => Promise<Result>) => Promise<Result>;

/** Lets each caller have few large queries under way at once, so that those of others have their share. */
export function createShare(): Share {
  const lines = new Map<string, { running: number; readonly waiting: (() => void)[] }>();
  return async (who, work) => {
    const line = lines.get(who) ?? { running: 0, waiting: [] };
    lines.set(who, line);
    if (line.waiting.length >= WAITING_MAX) throw rateLimited('Too many large queries at once.', 1);
    if (line.running < AT_ONCE) line.running += 1;
    else {
      const { promise, resolve } = Promise.withResolvers<void>();
      line.waiting.push(resolve);
      await promise;
    }
    try {
      return await work();
    } finally {
      const next = line.waiting.shift();
      if (next !== undefined) next();
      else if ((line.running -= 1) === 0) lines.delete(who);
    }
  };
}

let last: Promise<unknown> = Promise.resolve();

/** Runs large pieces of work one at a time, and between two of them what else has come. */
export function inTurn<Result>(work: () => Result): Promise<Result> {
  const mine = last.then(() => setImmediate()).then(work);
  last = mine.catch(() => undefined);
  return mine;
}
