import { AsyncLocalStorage } from 'node:async_hooks';
import type { Transactions } from '#platform/database.ts';

/** Where a process dies: with its transaction undone, or with it done and nobody told. */
export type CrashPoint = 'before commit' | 'after commit';

/** What everything under way ends with when the process dies. */
export class CrashError extends Error {
  override readonly name = 'CrashError';
}

const fate = new AsyncLocalStorage<CrashPoint>();

/** Does `work`, and has the process die at the first transaction of it, where a point is given. */
export const withCrash = <Result>(point: CrashPoint | undefined, work: () => Promise<Result>): Promise<Result> =>
  point === undefined ? work() : fate.run(point, work);

/** A Prisma client that lets `withCrash` strike. */
export function mortal<Tx, Client extends Transactions<Tx>>(client: Client): Client {
  const $transaction: Transactions<Tx>['$transaction'] = async (work, options) => {
    const point = fate.getStore();
    const result = await client.$transaction(async (tx) => {
      const done = await work(tx);
      if (point === 'before commit') throw new CrashError();
      return done;
    }, options);
    if (point === 'after commit') throw new CrashError();
    return result;
  };
  return new Proxy(client, {
    get: (target, name): unknown => (name === '$transaction' ? $transaction : Reflect.get(target, name)),
  });
}
