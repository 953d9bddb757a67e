import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';

const RECONNECT_MS = 1_000;

/** A wake-up signal. One that comes during work is kept for the next wait. */
export interface WakeUp {
  readonly wake: () => void;
  /** Waits for a wake-up or for a time, and returns whether it was a wake-up. */
  readonly wait: (timeMs: number) => Promise<boolean>;
}

/** Makes a wake-up signal. */
export function createWakeUp(): WakeUp {
  let isWoken = false;
  let end: () => void = () => undefined;
  return {
    wake: () => {
      isWoken = true;
      end();
    },
    wait: async (timeMs) => {
      if (!isWoken) {
        const { promise, resolve } = Promise.withResolvers<void>();
        const timer = setTimeout(resolve, timeMs);
        end = resolve;
        await promise;
        clearTimeout(timer);
      }
      const wasWoken = isWoken;
      isWoken = false;
      return wasWoken;
    },
  };
}

/** Calls `onNotified` on notifications of a channel until the abort. One that is lost, as all are behind a pooler, costs a poll. */
export async function listen(options: {
  readonly url: string;
  readonly name: string;
  readonly channel: string;
  readonly signal: AbortSignal;
  readonly onNotified: () => void;
}): Promise<void> {
  const { url, name, channel, signal, onNotified } = options;
  while (!signal.aborted) {
    const client = new pg.Client({
      connectionString: url,
      keepAlive: true,
      application_name: name,
    });
    try {
      client.on('error', () => undefined);
      client.on('notification', onNotified);
      const ended = new Promise<void>((resolve) => {
        client.once('end', () => resolve());
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
      await client.connect();
      await client.query(`LISTEN ${channel}`);
      await ended;
    } catch {
      // The poll serves until the database is back.
    } finally {
      await client.end().catch(() => undefined);
    }
    await delay(RECONNECT_MS, undefined, { signal }).catch(() => undefined);
  }
}
