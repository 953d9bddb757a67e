import { spawn, type ChildProcess } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import type { Identity } from './unprivileged.ts';

const POLL_MS = 50;

// Runs a program until the pipe on descriptor 3 closes, then sends SIGINT, PostgreSQL's fast shutdown. Only the launcher has the other end of the pipe,
// so the program ends with the launcher, even after SIGKILL. If the watcher has exited before the program, the pipe has closed, and the temporary folder is removed.
const UNTIL_PIPE_ENDS = `
temporary=$1
shift
"$@" 3<&- &
program=$!
( while read -r _ <&3; do :; done; kill -INT "$program" ) &
watcher=$!
wait "$program"
code=$?
kill "$watcher" 2>/dev/null || [ -z "$temporary" ] || rm -rf "$temporary"
exit "$code"
`;

export interface WatchedOptions {
  readonly program: string;
  readonly args: readonly string[];
  readonly identity: Identity;
  readonly environment: Readonly<Record<string, string>>;
  /** A folder to remove, with the program's rights, when this process ends. */
  readonly temporaryFolder?: string | undefined;
}

/** Starts a program that is not Node so that it ends with this process. Its output is the child's stderr. */
export function spawnWatched(options: WatchedOptions): ChildProcess {
  const { program, args, identity, environment, temporaryFolder = '' } = options;
  const isWindows = process.platform === 'win32';
  const watcher = isWindows ? [] : [...identity.prefix, '/bin/sh', '-c', UNTIL_PIPE_ENDS, 'sh', temporaryFolder];
  const [command = '', ...rest] = [...watcher, program, ...args];
  const child = spawn(command, rest, {
    ...identity.ids,
    cwd: isWindows ? undefined : '/',
    // Its own process group, so that Ctrl-C reaches the launcher only, which stops its programs in order.
    detached: !isWindows,
    env: { ...environment },
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    windowsHide: true,
  });
  // Closing a broken pipe is not an error.
  child.stdio[3]?.on('error', () => undefined);
  return child;
}

/** Whether a process has exited, or could not be started. */
export const hasEnded = (child: ChildProcess): boolean =>
  child.pid === undefined || child.exitCode !== null || child.signalCode !== null;

async function untilEnded(child: ChildProcess, limitMs: number): Promise<boolean> {
  for (const deadline = Date.now() + limitMs; !hasEnded(child) && Date.now() < deadline;) await delay(POLL_MS);
  return hasEnded(child);
}

/** Shuts a watched program down; kills it after the limit. */
export async function stopWatched(child: ChildProcess, limitMs: number): Promise<void> {
  child.stdio[3]?.destroy();
  if (await untilEnded(child, limitMs)) return;
  killWatched(child);
  await untilEnded(child, limitMs);
}

/** Kills a watched program. */
export function killWatched(child: ChildProcess): void {
  if (child.pid === undefined || hasEnded(child)) return;
  process.kill(process.platform === 'win32' ? child.pid : -child.pid, 'SIGKILL');
}
