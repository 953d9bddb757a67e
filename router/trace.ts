import { continueTrace } from '#platform/scope.ts';
import { takeRandom } from './randomness.ts';

/** A trace's id has 16 bytes and its first span's has 8. */
const TRACE_BYTES = 16;
const SPAN_BYTES = 8;

/** Goes on with the trace that came in, or starts one. */
export function traceFor(incoming: string | undefined): string {
  if (incoming !== undefined) return continueTrace(incoming);
  const hex = Buffer.from(takeRandom(TRACE_BYTES + SPAN_BYTES)).toString('hex');
  return `00-${hex.slice(0, TRACE_BYTES * 2)}-${hex.slice(TRACE_BYTES * 2)}-01`;
}
