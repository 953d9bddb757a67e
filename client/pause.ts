/** Waits, and not longer than until the signal aborts: then it throws the signal's reason, as `fetch` does. */
export async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted();
  await new Promise<void>((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal?.addEventListener('abort', end);
  });
  signal?.throwIfAborted();
}

/** Waits for work that others wait for too: an abort ends the waiting, not the work. */
export async function unlessAborted<Result>(work: Promise<Result>, signal?: AbortSignal): Promise<Result> {
  if (signal === undefined) return work;
  const done = new AbortController();
  const aborted = new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true, signal: done.signal });
  });
  try {
    signal.throwIfAborted();
    await Promise.race([work, aborted]);
    signal.throwIfAborted();
    return await work;
  } finally {
    done.abort();
  }
}
