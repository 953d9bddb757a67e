import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';

const RECONNECT_MS = 1_000;

/** Creates a wake-up signal for one waiter. A signal during work is kept for the next wait. */
export function createWakeUp() {
  let next = Promise.withResolvers<boolean>();
  return {
    wake: (): void => next.resolve(true),
    /** Waits for a wake-up or for a time, and returns whether it was a wake-up. */
    wait: async (timeMs: number): Promise<boolean> => {
      const timer = setTimeout(next.resolve, timeMs, false);
      const isWoken = await next.promise;
      clearTimeout(timer);
      next = Promise.withResolvers();
      return isWoken;
    },
  };
}

/** Calls `onNotified` on notifications of a channel until the abort. A lost notification, as all behind a pooler, only delays until the next poll. */
export async function listen(options: {
  readonly url: string;
  readonly name: string;
  readonly channel: string;
  readonly signal: AbortSignal;
  readonly onNotified: () => void;
}): Promise<void> {
  const { url, name, channel, signal, onNotified } = options;
  while (!signal.aborted) {
    const client = new pg.Client({ connectionString: url, keepAlive: true, application_name: name });
    client.on('error', () => undefined);
    client.on('notification', onNotified);
    try {
      await client.connect();
      await client.query(`LISTEN ${channel}`);
      await once(client, 'end', { signal });
    } catch {
      // Polling replaces notifications until the database is available.
    }
    await client.end().catch(() => undefined);
    await delay(RECONNECT_MS, undefined, { signal }).catch(() => undefined);
  }
}
