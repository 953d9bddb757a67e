import { setTimeout as delay } from 'node:timers/promises';
import { sendJson } from './http-server.ts';
import type { Handler, Readiness } from './http-server.ts';

/** Below the time-out of probes. */
const CHECK_LIMIT_MS = 2_000;
/** A component without progress for this long, although its dependencies are available, is stuck. */
const ROUND_LIMIT_MS = 30_000;

/** Whether a check is true within two seconds. Never throws. */
export async function succeeds(check: () => Promise<boolean>): Promise<boolean> {
  try {
    return await Promise.race([check(), delay(CHECK_LIMIT_MS, false, { ref: false })]);
  } catch {
    return false;
  }
}

/** Names the checks that are not true now. */
export const missingOf = (checks: Readonly<Record<string, () => Promise<boolean>>>) => async (): Promise<string[]> => {
  const missing = Object.entries(checks).map(async ([part, check]) => ((await succeeds(check)) ? [] : [part]));
  return (await Promise.all(missing)).flat();
};

/** A component that works in rounds. */
export interface Rounds {
  readonly name: string;
  /** Start of the last round, by `performance.now()`. */
  readonly roundAt: () => number;
}

/** Responds 503 with the stuck components, which a restart helps. Must be polled every few seconds. */
export function healthRoute(parts: readonly Rounds[], readiness: Readiness, limitMs: number = ROUND_LIMIT_MS): Handler {
  let readySince = performance.now();
  return async (_, response) => {
    const late = (): Rounds[] =>
      parts.filter((part) => performance.now() - Math.max(part.roundAt(), readySince) > limitMs);
    if (late().length > 0 && (await readiness()).length > 0) readySince = performance.now();
    const stuck = late().map(({ name }) => name);
    if (stuck.length === 0) sendJson(response, 200, { status: 'ok' });
    else sendJson(response, 503, { status: 'stuck', stuck });
  };
}
