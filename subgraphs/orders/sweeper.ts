import { setTimeout as delay } from 'node:timers/promises';
import type { Deps } from './deps.ts';
import { sweepOrders } from './use-cases/sweep-orders.ts';

/** Something that runs until it is stopped; what is under way is waited for. */
export interface Sweeper {
  stop(): Promise<void>;
}

/** Sweeps at once, so that what a crash left behind is taken up, and then every `intervalMs`. A sweep that fails is reported, and the next one tries again. */
export function startSweeper(deps: Deps, intervalMs: number): Sweeper {
  const stopping = new AbortController();
  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      try {
        const sweep = await sweepOrders(deps);
        if (sweep.expired + sweep.cancelled + sweep.askedAgain > 0) deps.log.info(sweep, 'swept');
      } catch (error) {
        deps.log.error({ err: error }, 'a sweep failed');
      }
      await delay(intervalMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  };
  const running = run();
  return {
    stop: () => {
      stopping.abort();
      return running;
    },
  };
}
