import { rateLimited } from '#platform/errors.ts';

/** The purpose of hashing, in order of priority. KNOWN callers have a session, a device or a one-time token. */
export const ERRANDS = ['KNOWN', 'SIGN_IN', 'REGISTRATION'] as const;
export type Errand = (typeof ERRANDS)[number];

/** Limits of concurrent hashing, and of each queue. */
export type TurnLimits = Readonly<{ atOnce: number; waitingMax: Readonly<Record<Errand, number>> }>;

/** The longest queue is done in about that time. */
const RETRY_AFTER_SECONDS = 2;

/** Returns a function that limits concurrent work and queues a little; it throws RATE_LIMITED when the queue is full. */
export function createTurns({ atOnce, waitingMax }: TurnLimits) {
  const waiting: Record<Errand, (() => void)[]> = { KNOWN: [], SIGN_IN: [], REGISTRATION: [] };
  let running = 0;

  const end = (): void => {
    const next = ERRANDS.map((errand) => waiting[errand]).find(({ length }) => length > 0);
    // The next in the queue takes over the finished one's slot.
    if (next === undefined) running -= 1;
    else next.shift()?.();
  };
  return async <Result>(errand: Errand, work: () => Promise<Result>): Promise<Result> => {
    if (running < atOnce) running += 1;
    else {
      if (waiting[errand].length >= waitingMax[errand]) throw rateLimited(RETRY_AFTER_SECONDS);
      await new Promise<void>((begin) => {
        waiting[errand].push(begin);
      });
    }
    try {
      return await work();
    } finally {
      end();
    }
  };
}
