import { randomFillSync } from 'node:crypto';
import { continueTrace } from '#platform/scope.ts';

/** A trace's id has 16 bytes and its first span's has 8. */
const BYTES_EACH = 24;
const TRACES_AT_ONCE = 128;

const random = Buffer.alloc(BYTES_EACH * TRACES_AT_ONCE);
let used = random.length;

/** Goes on with the trace that came in, or starts one. Randomness is fetched for many at once: each fetch takes some microseconds. */
export function traceFor(incoming: string | undefined): string {
  if (incoming !== undefined) return continueTrace(incoming);
  if (used === random.length) {
    randomFillSync(random);
    used = 0;
  }
  const trace = random.toString('hex', used, used + 16);
  const span = random.toString('hex', used + 16, used + BYTES_EACH);
  used += BYTES_EACH;
  return `00-${trace}-${span}-01`;
}
