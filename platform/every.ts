import { createOutageLog } from './log.ts';
import type { Log } from './log.ts';

export interface PeriodicWork {
  /** What a log line calls it. */
  readonly name: string;
  readonly intervalMs: number;
  readonly log: Log;
  /** Returns a promise that ends soon after the signal is aborted. */
  readonly work: (signal: AbortSignal) => Promise<unknown>;
}

/** Work that repeats until it is stopped. */
export interface Periodic {
  /** Runs the work as soon as what is under way has ended. */
  wake(): void;
  /** Stops; waits for what is under way. */
  stop(): Promise<void>;
}

/** Runs `work` at once, then `intervalMs` after each end or when woken. An error ends only that run; the first in a row is logged. */
export function every({ name, intervalMs, log, work }: PeriodicWork): Periodic {
  const stopping = new AbortController();
  let wake = Promise.withResolvers<void>();
  const outage = createOutageLog(log.child({ work: name }), {
    begins: 'periodic work fails',
    ends: 'periodic work succeeds again',
  });
  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      wake = Promise.withResolvers<void>();
      try {
        await work(stopping.signal);
        outage.works();
      } catch (error) {
        if (!stopping.signal.aborted) outage.failed(error);
      }
      const timer = setTimeout(wake.resolve, intervalMs);
      if (!stopping.signal.aborted) await wake.promise;
      clearTimeout(timer);
    }
  };
  const running = run();
  return {
    wake: () => wake.resolve(),
    stop: () => {
      stopping.abort();
      wake.resolve();
      return running;
    },
  };
}
