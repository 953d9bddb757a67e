/** The result of a closed loop of callers: responses per second, and latencies in milliseconds. */
export interface Load {
  readonly count: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** Options of a load. */
interface Manner {
  /** Ends after so many calls, however long they take. */
  readonly callsMax?: number | undefined;
  /** Called after each call; not part of its duration. */
  readonly between?: (() => Promise<unknown>) | undefined;
}

/** The value below which a share of the samples lies; NaN without samples. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** Keeps `concurrency` concurrent calls for a time; each caller has a number. A call that throws ends the measurement. */
export async function drive(
  concurrency: number,
  timeMs: number,
  call: (caller: number) => Promise<unknown>,
  { callsMax, between }: Manner = {},
): Promise<Load> {
  const durationsMs: number[] = [];
  const begun = performance.now();
  let calls = 0;
  const goesOn = (): boolean => (callsMax === undefined ? performance.now() - begun < timeMs : calls < callsMax);
  await Promise.all(
    Array.from({ length: concurrency }, async (_, caller) => {
      while (goesOn()) {
        calls++;
        const asked = performance.now();
        await call(caller);
        durationsMs.push(performance.now() - asked);
        await between?.();
      }
    }),
  );
  return {
    count: durationsMs.length,
    perSecond: (durationsMs.length * 1_000) / (performance.now() - begun),
    p50Ms: percentile(durationsMs, 0.5),
    p99Ms: percentile(durationsMs, 0.99),
  };
}
