import { setTimeout as delay } from 'node:timers/promises';
import type { Deps } from './deps.ts';
import { sweepOrders } from './use-cases/sweep-orders.ts';

/** Something that runs until it is stopped; what is under way is waited for. */
export interface Sweeper {
  stop(): Promise<void>;
}

/** Sweeps at once, so that what a crash left behind is taken up, and then every `intervalMs`, whatever fails meanwhile. */
export function startSweeper(deps: Deps, intervalMs: number): Sweeper {
  const stopping = new AbortController();
  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      const sweep = await sweepOrders(deps);
      if (sweep.expired + sweep.cancelled + sweep.askedAgain > 0) deps.log.info(sweep, 'swept');
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
