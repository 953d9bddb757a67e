/** How long a time is looked back at, twice at most. */
const WINDOW_MS = 15_000;

/** How long orders wait for answers at present, so that a busy queue is not taken for a lost message. */
export interface AnswerTimes {
  /** An answer has come to what was asked for then. */
  note(askedAt: Date): void;
  /** The longest wait that ended lately; 0 where no answers come. */
  longestMs(): number;
}

/** Keeps the longest waits of the last half minute, as this process sees them. */
export function createAnswerTimes(now: () => Date): AnswerTimes {
  let current = { endsAtMs: 0, longestMs: 0 };
  let before = current;
  const turn = (): number => {
    const nowMs = now().getTime();
    if (nowMs >= current.endsAtMs) {
      before = nowMs < current.endsAtMs + WINDOW_MS ? current : { endsAtMs: 0, longestMs: 0 };
      current = { endsAtMs: nowMs + WINDOW_MS, longestMs: 0 };
    }
    return nowMs;
  };
  return {
    note: (askedAt) => {
      const waitedMs = turn() - askedAt.getTime();
      current.longestMs = Math.max(current.longestMs, waitedMs);
    },
    longestMs: () => {
      turn();
      return Math.max(current.longestMs, before.longestMs);
    },
  };
}
