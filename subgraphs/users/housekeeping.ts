import type { Log } from '#platform/log.ts';
import type { Deps } from './deps.ts';
import { forgetExpired } from './use-cases/forget-expired.ts';

const PERIOD_MS = 60 * 60 * 1000;

/** Forgets once an hour what has expired. Any number of processes may do it. */
export function startHousekeeping(deps: Pick<Deps, 'database' | 'now'>, log: Log): { stop(): void } {
  const timer = setInterval(() => {
    forgetExpired(deps).catch((error: unknown) => log.warn({ err: error }, 'what has expired could not be forgotten'));
  }, PERIOD_MS);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}
