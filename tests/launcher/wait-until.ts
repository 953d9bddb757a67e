import { setTimeout as delay } from 'node:timers/promises';

const LIMIT_MS = 20_000;
const POLL_MS = 25;

/** Resolves when a condition holds; rejects when it does not in time. */
export async function waitUntil(
  what: string,
  holds: () => boolean | Promise<boolean>,
  limitMs: number = LIMIT_MS,
): Promise<void> {
  for (const deadline = Date.now() + limitMs; !(await holds()); await delay(POLL_MS)) {
    if (Date.now() > deadline) throw new Error(`this did not come about in time: ${what}`);
  }
}
