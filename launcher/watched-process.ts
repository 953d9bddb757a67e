import { spawn, type ChildProcess } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import type { Identity } from './unprivileged.ts';

const POLL_MS = 50;

// Runs a program and waits for the end of the pipe on descriptor 3. Only the launcher holds its other end, so the program ends
// when the launcher does, however that died. SIGINT is what PostgreSQL's programs take as "stop now, in order". When the pipe
// has ended the watcher is gone before the program, and what nobody needs any more is removed.
const UNTIL_PIPE_ENDS = `
unneeded=$1
shift
"$@" 3<&- &
program=$!
( while read -r _ <&3; do :; done; kill -INT "$program" ) &
watcher=$!
wait "$program"
code=$?
kill "$watcher" 2>/dev/null || [ -z "$unneeded" ] || rm -rf "$unneeded"
exit "$code"
`;

export interface WatchedOptions {
  readonly program: string;
  readonly words: readonly string[];
  readonly identity: Identity;
  readonly environment: Readonly<Record<string, string>>;
  /** A folder that is removed with the program when this process is gone; as far as the program's user may. */
  readonly unneeded?: string | undefined;
}

/** Starts a program that is no Node process so that it ends with this one. What it says is on the child's stderr. */
export function spawnWatched(options: WatchedOptions): ChildProcess {
  const { program, words, identity, environment, unneeded = '' } = options;
  const isWindows = process.platform === 'win32';
  const watcher = isWindows ? [] : [...identity.prefix, '/bin/sh', '-c', UNTIL_PIPE_ENDS, 'sh', unneeded];
  const [command = '', ...rest] = [...watcher, program, ...words];
  const child = spawn(command, rest, {
    ...identity.ids,
    cwd: isWindows ? undefined : '/',
    // A group of its own: Ctrl-C in a terminal is for the launcher alone, which stops its programs in order.
    detached: !isWindows,
    env: { ...environment },
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    windowsHide: true,
  });
  // Closing an end of a pipe whose other end is gone is no fault worth telling.
  child.stdio[3]?.on('error', () => undefined);
  return child;
}

/** Whether a process has ended, or never began. */
export const hasEnded = (child: ChildProcess): boolean =>
  child.pid === undefined || child.exitCode !== null || child.signalCode !== null;

async function untilEnded(child: ChildProcess, limitMs: number): Promise<boolean> {
  for (const deadline = Date.now() + limitMs; !hasEnded(child) && Date.now() < deadline;) await delay(POLL_MS);
  return hasEnded(child);
}

/** Asks a watched program to stop, waits, and ends it by force when it takes too long. */
export async function stopWatched(child: ChildProcess, limitMs: number): Promise<void> {
  child.stdio[3]?.destroy();
  if (await untilEnded(child, limitMs)) return;
  killWatched(child);
  await untilEnded(child, limitMs);
}

/** Ends a watched program by force, at once. */
export function killWatched(child: ChildProcess): void {
  if (child.pid === undefined || hasEnded(child)) return;
  process.kill(process.platform === 'win32' ? child.pid : -child.pid, 'SIGKILL');
}
