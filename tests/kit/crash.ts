import { AsyncLocalStorage } from 'node:async_hooks';
import type { Database } from '#platform/database.ts';

/** Where a process dies: with its transaction undone, or with it committed and not acknowledged. */
export type CrashPoint = 'before commit' | 'after commit';

/** What everything under way ends with when the process dies. */
export class CrashError extends Error {
  override readonly name = 'CrashError';
}

const fate = new AsyncLocalStorage<CrashPoint>();

/** Does `work`, and has the process die at the first transaction of it, where a point is given. */
export const withCrash = <Result>(point: CrashPoint | undefined, work: () => Promise<Result>): Promise<Result> =>
  point === undefined ? work() : fate.run(point, work);

/** A database that lets `withCrash` strike. */
export function mortal<Mortal extends Database>(database: Mortal): Mortal {
  const transaction: Database['transaction'] = async (work) => {
    const point = fate.getStore();
    const result = await database.transaction(async (tx) => {
      const done = await work(tx);
      if (point === 'before commit') throw new CrashError();
      return done;
    });
    if (point === 'after commit') throw new CrashError();
    return result;
  };
  return { ...database, transaction };
}
