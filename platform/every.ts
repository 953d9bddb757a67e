import { createFaultLog } from './log.ts';
import type { Log } from './log.ts';
import { createWakeUp } from './wake-up.ts';

export interface PeriodicWork {
  readonly name: string;
  readonly intervalMs: number;
  readonly log: Log;
  /** Returns a promise that ends soon after the signal is aborted. */
  readonly work: (signal: AbortSignal) => Promise<unknown>;
}

/** Runs `work` at once, then `intervalMs` after each end or when woken. An error ends only that run; the first in a row is logged, and of what is away its own outage log tells. */
export function every({ name, intervalMs, log, work }: PeriodicWork) {
  const stopping = new AbortController();
  const wakeUp = createWakeUp();
  const faults = createFaultLog(log.child({ work: name }), {
    begins: 'periodic work fails',
    ends: 'periodic work succeeds again',
  });
  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      try {
        await work(stopping.signal);
        faults.works();
      } catch (error) {
        if (!stopping.signal.aborted) faults.failed(error);
      }
      await wakeUp.wait(intervalMs);
    }
  };
  const running = run();
  return {
    /** Runs the work as soon as the current run has ended. */
    wake: wakeUp.wake,
    /** Waits for the current run. */
    stop: (): Promise<void> => {
      stopping.abort();
      wakeUp.wake();
      return running;
    },
  };
}
