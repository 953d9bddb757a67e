import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import type { Log } from '#platform/log.ts';

const RECONNECT_MS = 1_000;

/** The channel on which the trigger of the table `notifications` says that there is something to send. */
const CHANNEL = 'notifications_due';

interface WakeUpOptions {
  readonly databaseUrl: string;
  readonly onWake: () => void;
  readonly log: Log;
}

/** Calls `onWake` whenever there is something new to send, and whenever something may have been missed. Ends with `signal`. */
export async function listenForDue({ databaseUrl, onWake, log }: WakeUpOptions, signal: AbortSignal): Promise<void> {
  const stopped = new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
  while (!signal.aborted) {
    const client = new Client({
      connectionString: databaseUrl,
      keepAlive: true,
      application_name: 'notifications sender',
    });
    const ended = new Promise<void>((resolve) => {
      client.once('end', () => resolve());
    });
    try {
      client.on('error', () => undefined); // "end" follows it.
      client.on('notification', onWake);
      await client.connect();
      await client.query(`LISTEN ${CHANNEL}`);
      onWake();
      await Promise.race([ended, stopped]);
    } catch (error) {
      if (!signal.aborted)
        log.warn({ err: error }, 'the sender is not woken by the database; it looks every second instead');
    } finally {
      await client.end().catch(() => undefined);
    }
    if (!signal.aborted) await delay(RECONNECT_MS, undefined, { signal }).catch(() => undefined);
  }
}
