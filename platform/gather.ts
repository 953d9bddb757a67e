import { withShortLockWait } from './database.ts';
import { isLocked, isUnavailable } from './database-errors.ts';

/** Two runs at once use both the process and the database; more only make the batches smaller. */
const RUNS_MAX = 2;

type Waiting<Item, Result> = PromiseWithResolvers<Result> & Readonly<{ item: Item }>;

export interface GatherOptions<Item, Result> {
  /** How many items a run gets at most: it bounds how long its locks are held. */
  readonly sizeMax: number;
  readonly runsMax?: number;
  /** Handles items together and returns their results in order. Atomic. */
  readonly run: (items: readonly Item[]) => Promise<readonly Result[]>;
}

/** Handles an item with those that arrive during a run, as in group commit. A failed run is repeated in halves, after a lock time-out with a short one; an outage fails all. */
export function gather<Item, Result>(options: GatherOptions<Item, Result>): (item: Item) => Promise<Result> {
  const { sizeMax, runsMax = RUNS_MAX, run } = options;
  const queue: Waiting<Item, Result>[] = [];
  let running = 0;
  let isScheduled = false;

  const settle = async (batch: readonly Waiting<Item, Result>[]): Promise<void> => {
    try {
      const results = await run(batch.map(({ item }) => item));
      if (results.length !== batch.length) throw new Error(`${batch.length} items came to ${results.length} results`);
      results.forEach((result, index) => batch[index]?.resolve(result));
    } catch (error) {
      if (batch.length === 1 || isUnavailable(error)) {
        for (const { reject } of batch) reject(error);
        return;
      }
      const half = Math.ceil(batch.length / 2);
      const repeat = async (): Promise<void> => {
        await settle(batch.slice(0, half));
        await settle(batch.slice(half));
      };
      await (isLocked(error) ? withShortLockWait(repeat) : repeat());
    }
  };
  const start = (): void => {
    isScheduled = false;
    while (running < runsMax && queue.length > 0) {
      running += 1;
      void settle(queue.splice(0, sizeMax)).finally(() => {
        running -= 1;
        start();
      });
    }
  };
  return (item) => {
    const waiting = { item, ...Promise.withResolvers<Result>() };
    queue.push(waiting);
    if (!isScheduled && running < runsMax) {
      isScheduled = true;
      setImmediate(start); // Requests that arrive in the same turn of the event loop share the run.
    }
    return waiting.promise;
  };
}
