import { setTimeout as delay } from 'node:timers/promises';
import { sendJson } from './http-server.ts';
import type { Handler, Readiness } from './http-server.ts';

/** Who asks has no more patience. */
const CHECK_LIMIT_MS = 2_000;
/** A part that makes no round for this long, with all that it needs there, does so no more. */
const ROUND_LIMIT_MS = 30_000;

/** Whether a check is true within two seconds. Never throws. */
export async function succeeds(check: () => Promise<boolean>): Promise<boolean> {
  try {
    return await Promise.race([check(), delay(CHECK_LIMIT_MS, false, { ref: false })]);
  } catch {
    return false;
  }
}

/** A part of a process whose work comes in rounds. */
export interface Rounds {
  readonly name: string;
  /** When it last made one, by `performance.now()`. */
  readonly roundAt: () => number;
}

/** Responds 503 with the parts that made no round for a while though all that they need was there: a new start helps. Ask every few seconds. */
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
