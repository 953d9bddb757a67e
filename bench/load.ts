/** What a closed loop of callers saw: how many answers a second, and how long each took, in milliseconds. */
export interface Load {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly count: number;
}

/** The value below which a share of the samples lies; NaN without samples. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** Summarises durations that were measured within a time, both in milliseconds. */
const loadOf = (durationsMs: readonly number[], elapsedMs: number): Load => ({
  perSecond: (durationsMs.length * 1_000) / elapsedMs,
  p50Ms: percentile(durationsMs, 0.5),
  p99Ms: percentile(durationsMs, 0.99),
  count: durationsMs.length,
});

/** Keeps `concurrency` calls under way for a time; each caller knows its number. A call that throws ends the measurement. */
export async function drive(
  concurrency: number,
  timeMs: number,
  call: (caller: number) => Promise<void>,
): Promise<Load> {
  const durationsMs: number[] = [];
  const begun = performance.now();
  await Promise.all(
    Array.from({ length: concurrency }, async (_, caller) => {
      while (performance.now() - begun < timeMs) {
        const asked = performance.now();
        await call(caller);
        durationsMs.push(performance.now() - asked);
      }
    }),
  );
  return loadOf(durationsMs, performance.now() - begun);
}
