import { setTimeout as delay } from 'node:timers/promises';
import { onNpmGone } from './parent.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

// One Ctrl-C can arrive twice, from the terminal and through npm; a person's second comes later.
const SAME_KEYSTROKE_MS = 1_000;
// What is being started when the signal comes is waited for, so that it can be stopped.
const START_SETTLES_LIMIT_MS = 15_000;

/** Something that was started: how it is stopped in order, and how at once. */
export interface Stoppable {
  readonly stop: () => Promise<unknown>;
  readonly kill?: () => void;
}

/** What is to be stopped when the launcher ends, last started first. */
export interface Shutdown {
  /** Aborted when the end has come: no new step of the start begins. */
  readonly signal: AbortSignal;
  readonly abort: () => void;
  readonly add: (...group: readonly Stoppable[]) => void;
  /** Stops everything, once; later calls wait for the first. */
  readonly run: () => Promise<void>;
  /** Ends everything by force. */
  readonly force: () => void;
}

/** Makes an empty list. Those that are added together are stopped together. */
export function createShutdown(): Shutdown {
  const groups: (readonly Stoppable[])[] = [];
  const ending = new AbortController();
  let running: Promise<void> | undefined;

  const stopAll = async (): Promise<void> => {
    for (const group of groups.toReversed()) await Promise.allSettled(group.map((part) => part.stop()));
  };
  return {
    signal: ending.signal,
    add: (...group) => void groups.push(group),
    abort: () => ending.abort(new Error('the launcher was asked to stop')),
    run: () => (running ??= stopAll()),
    force: () => {
      for (const part of groups.flat()) part.kill?.();
    },
  };
}

/**
 * Runs `start`, then stays until a signal comes, then stops everything and ends the process with code 0; a second signal ends
 * it by force. When `start` fails, what it had started is stopped, `onFailure` tells why, and the code is 1.
 */
export async function runUntilSignal(
  shutdown: Shutdown,
  start: () => Promise<void>,
  tell: { onStopping: () => void; onFailure: (error: unknown) => void },
): Promise<void> {
  const started = start();
  let signalledAt: number | undefined;

  const end = async (): Promise<void> => {
    tell.onStopping();
    shutdown.abort();
    await Promise.race([started.catch(() => undefined), delay(START_SETTLES_LIMIT_MS)]);
    await shutdown.run();
    process.exit(0);
  };
  const onSignal = (): void => {
    if (signalledAt === undefined) {
      signalledAt = performance.now();
      void end();
    } else if (performance.now() - signalledAt > SAME_KEYSTROKE_MS) {
      shutdown.force();
      process.exit(1);
    }
  };
  for (const name of SIGNALS) process.on(name, onSignal);
  process.on('disconnect', onSignal);
  onNpmGone(onSignal);

  try {
    await started;
  } catch (error) {
    if (signalledAt !== undefined) return;
    await shutdown.run();
    tell.onFailure(error);
    process.exit(1);
  }
}
