/** How often and how patiently a safe call is repeated. */
export interface RetryOptions {
  /** How often a call is made in all; 1 repeats nothing. Default 6. */
  readonly attemptsMax?: number;
  /** The wait before the second attempt, doubled for each one after it. Default 250. */
  readonly baseMs?: number;
  /** The longest wait that the graph may ask for. A call that would have to wait longer fails at once. Default 30 000. */
  readonly waitMaxMs?: number;
}

/** Five waits of about 8 seconds in all: longer than a process takes to be replaced, shorter than people stay. */
const DEFAULTS: Required<RetryOptions> = { attemptsMax: 6, baseMs: 250, waitMaxMs: 30_000 };

/** Waits do not grow beyond this, so that a long outage is noticed to be over soon. */
const GROWN_MS = 8_000;

/** What a call does not say is as its client says, and else as it is best for most. */
export const withDefaults = (call: RetryOptions, client: RetryOptions = {}): Required<RetryOptions> => ({
  attemptsMax: call.attemptsMax ?? client.attemptsMax ?? DEFAULTS.attemptsMax,
  baseMs: call.baseMs ?? client.baseMs ?? DEFAULTS.baseMs,
  waitMaxMs: call.waitMaxMs ?? client.waitMaxMs ?? DEFAULTS.waitMaxMs,
});

/**
 * How long to wait after so many attempts; undefined where it is not worth it. Half of the wait is chance, so that clients that failed
 * together do not come back together; it is never shorter than the graph asked for.
 */
export function waitBeforeMs(
  attempt: number,
  retryAfterMs: number | undefined,
  { attemptsMax, baseMs, waitMaxMs }: Required<RetryOptions>,
  random: () => number = Math.random,
): number | undefined {
  if (attempt >= attemptsMax || (retryAfterMs ?? 0) > waitMaxMs) return undefined;
  const longest = Math.min(baseMs * 2 ** (attempt - 1), GROWN_MS, waitMaxMs);
  return Math.max((longest / 2) * (1 + random()), retryAfterMs ?? 0);
}
