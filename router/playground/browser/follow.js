import { propertiesIn } from './json.js';

/** An order that has not settled by then is one to look at, not to wait for. */
const LONGEST_MS = 120_000;

/**
 * The shortest wait that an answer asks for, by its fields `pollAfterMs`; undefined where nothing in it is still under way.
 *
 * @param {unknown} body
 * @returns {number | undefined}
 */
export function waitOf(body) {
  const waits = Array.from(propertiesIn(body)).flatMap(([name, value]) =>
    name === 'pollAfterMs' && typeof value === 'number' ? [value] : [],
  );
  return waits.length === 0 ? undefined : Math.min(...waits);
}

/**
 * An answer and those that come after it, asked for when each says so, until nothing is under way or the reader stops reading.
 *
 * @param {unknown} first
 * @param {() => Promise<unknown>} again
 * @returns {AsyncIterable<unknown>}
 */
export function follow(first, again) {
  const stopped = new AbortController();
  const until = performance.now() + LONGEST_MS;
  async function* answers() {
    yield first;
    let wait = waitOf(first);
    while (wait !== undefined && performance.now() < until) {
      await pause(wait, stopped.signal);
      if (stopped.signal.aborted) return;
      const next = await again();
      yield next;
      wait = waitOf(next);
    }
  }
  const iterator = answers();
  return {
    [Symbol.asyncIterator]: () => ({
      next: () => iterator.next(),
      return: () => {
        stopped.abort();
        return iterator.return(undefined);
      },
    }),
  };
}

/**
 * Waits, or less long when stopped.
 *
 * @param {number} milliseconds
 * @param {AbortSignal} stopped
 * @returns {Promise<void>}
 */
const pause = (milliseconds, stopped) =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    stopped.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
