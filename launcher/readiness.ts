import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { Obstacle } from './obstacle.ts';

// A machine that has to read everything from a slow disk takes some ten seconds.
const READY_LIMIT_MS = 120_000;
const POLL_MS = 100;
const ANSWER_LIMIT_MS = 5_000;

const missingSchema = z.object({ missing: z.array(z.string()) });

/** The result for a process that does not respond while it starts. */
const NO_ANSWER = '';

/** Returns what is missing; undefined when it is ready. */
async function lacking(address: string): Promise<string | undefined> {
  try {
    const response = await fetch(`${address}/ready`, { signal: AbortSignal.timeout(ANSWER_LIMIT_MS) });
    const body: unknown = await response.json();
    return response.ok ? undefined : missingSchema.parse(body).missing.join(', ');
  } catch {
    return NO_ANSWER;
  }
}

/** Waits until a process is ready and reports what is missing meanwhile. `givenUp` ends the wait early with its reason. */
export async function untilReady(options: {
  name: string;
  address: string;
  givenUp: AbortSignal;
  onWaiting: (standing: string) => void;
}): Promise<void> {
  const { name, address, givenUp, onWaiting } = options;
  for (const deadline = Date.now() + READY_LIMIT_MS; ; await delay(POLL_MS)) {
    const missing = await lacking(address);
    if (missing === undefined) return;
    givenUp.throwIfAborted();
    const standing = missing === NO_ANSWER ? `the ${name} is starting` : `the ${name} waits for ${missing}`;
    onWaiting(standing);
    if (Date.now() > deadline) throw new Obstacle(`Not ready after ${READY_LIMIT_MS / 1000} s: ${standing}.`);
  }
}
