import type { Log } from './log.ts';
import { stopTracing } from './tracing.ts';

/** Longer than any request or message takes; a process that hangs is ended after it. */
const STOP_LIMIT_MS = 10_000;

/** Stops the parts of a process in order. */
export type Lifecycle = ReturnType<typeof createLifecycle>;

/** Ends a process in order: on SIGTERM, SIGINT, the end of the process that started it, and an uncaught error, after which the state is unknown. */
export function createLifecycle(log: Log) {
  const stops: { name: string; stop: () => unknown }[] = [{ name: 'traces', stop: stopTracing }];
  let stopping: Promise<void> | undefined;

  const stopAll = async (reason: string): Promise<void> => {
    log.info({ reason }, 'stopping');
    for (const { name, stop } of stops.toReversed()) {
      try {
        await stop();
      } catch (error) {
        log.error({ err: error, part: name }, 'a part did not stop cleanly');
      }
    }
    log.info('stopped');
  };
  const stop = (reason: string): Promise<void> => (stopping ??= stopAll(reason));

  const end = (reason: string, exitCode: number): void => {
    setTimeout(() => process.exit(exitCode || 1), STOP_LIMIT_MS).unref();
    void stop(reason).finally(() => process.exit(exitCode));
  };
  process.on('SIGTERM', () => end('SIGTERM', 0));
  process.on('SIGINT', () => end('SIGINT', 0));
  process.on('disconnect', () => end('the launcher is gone', 0));
  const crash = (error: unknown): void => {
    log.fatal({ err: error }, 'an error was not caught');
    end('crash', 1);
  };
  process.on('uncaughtException', crash);
  process.on('unhandledRejection', crash);
  return {
    /** Adds a part to stop; the last one added is stopped first. */
    onStop: (name: string, stopPart: () => unknown): void => void stops.push({ name, stop: stopPart }),
    /** Stops everything once. Later calls wait for the first. */
    stop,
  };
}

/** Runs a process's main function; an error at start is printed in one line, without a stack. */
export function runMain(main: () => Promise<void>): void {
  main().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  });
}
