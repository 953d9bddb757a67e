import { setTimeout as delay } from 'node:timers/promises';
import type { Log } from '#platform/log.ts';
import type { Deps } from './deps.ts';
import { sweepReservations } from './use-cases/sweep-reservations.ts';

/** Sweeps at once and then at an interval, for as long as it is not stopped. */
export interface Sweeper {
  /** Waits for a sweep that is under way. */
  stop(): Promise<void>;
}

/** Gives back, at an interval, what was set aside by hand for a time that has run out. A sweep that fails is told, and the next one tries again. */
export function startSweeper(deps: Deps, options: { readonly intervalMs: number; readonly log: Log }): Sweeper {
  const stopping = new AbortController();
  const { signal } = stopping;
  const run = async (): Promise<void> => {
    while (!signal.aborted) {
      try {
        const expired = await sweepReservations(deps);
        if (expired > 0) options.log.info({ expired }, 'reservations have expired');
      } catch (error) {
        options.log.warn({ err: error }, 'the sweep of reservations failed');
      }
      await delay(options.intervalMs, undefined, { signal }).catch(() => undefined);
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
