import { setTimeout as delay } from 'node:timers/promises';
import { onNpmGone } from './parent.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

// One Ctrl-C can arrive twice, from the terminal and through npm; a second one by the user comes later.
const SAME_KEYSTROKE_MS = 1_000;
// A start in progress is waited for, so that what it starts can be stopped.
const START_SETTLES_LIMIT_MS = 15_000;
const NOTICE_AFTER_MS = 2_000;

/** Something that was started. */
export interface Stoppable {
  /** For messages about the shutdown. */
  readonly name?: string;
  readonly stop: () => Promise<unknown>;
  readonly kill?: () => void;
}

/** What to stop when the launcher ends, last started first. */
export interface Shutdown {
  /** Aborted at shutdown: no new step of the start begins. */
  readonly signal: AbortSignal;
  readonly abort: () => void;
  readonly add: (...group: readonly Stoppable[]) => void;
  /** Stops everything, once; later calls wait for the first. */
  readonly run: () => Promise<void>;
  /** Kills everything. */
  readonly force: () => void;
}

/** What is added together is stopped together. `onWaiting` is called with the names of what takes longer than two seconds to stop. */
export function createShutdown({ onWaiting }: { onWaiting?: (names: readonly string[]) => void } = {}): Shutdown {
  const groups: (readonly Stoppable[])[] = [];
  const ending = new AbortController();
  let running: Promise<void> | undefined;

  const stopAll = async (): Promise<void> => {
    for (const group of groups.toReversed()) {
      const unfinished = new Set(group);
      const stops = group.map((part) => part.stop().finally(() => unfinished.delete(part)));
      const notice = setTimeout(() => {
        const names = [...unfinished].flatMap(({ name }) => name ?? []);
        if (names.length > 0) onWaiting?.(names);
      }, NOTICE_AFTER_MS);
      await Promise.allSettled(stops);
      clearTimeout(notice);
    }
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
 * Runs `start`, waits for a signal, stops everything and exits with 0; a second signal kills everything. If `start` fails, what it had
 * started is stopped, `onFailure` is called, and the exit code is 1.
 */
export async function runUntilSignal(
  shutdown: Shutdown,
  start: () => Promise<void>,
  hooks: { onStopping: () => void; onFailure: (error: unknown) => void },
): Promise<void> {
  const started = start();
  let signalledAt: number | undefined;

  const end = async (): Promise<void> => {
    hooks.onStopping();
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
    hooks.onFailure(error);
    process.exit(1);
  }
}
