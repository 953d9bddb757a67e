import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Obstacle } from './obstacle.ts';
import type { PostgresBinaries } from './postgres-binaries.ts';
import type { Identity } from './unprivileged.ts';

const run = promisify(execFile);

// A fast shutdown writes a checkpoint: seconds on a slow disk.
const STOP_LIMIT_MS = 30_000;
const POLL_MS = 50;

// Runs PostgreSQL and waits for the end of the pipe on descriptor 3. Only the launcher holds its other end, so it ends when
// the launcher does, however that died; SIGINT is PostgreSQL's fast shutdown.
const UNTIL_PIPE_ENDS = `
"$@" 3<&- &
server=$!
( while read -r _ <&3; do :; done; kill -INT "$server" ) &
watcher=$!
wait "$server"
code=$?
kill "$watcher" 2>/dev/null
exit "$code"
`;

/** Starts PostgreSQL so that it ends with this process. Its log comes out of the child's stderr. */
export function spawnPostgres(options: {
  binaries: PostgresBinaries;
  identity: Identity;
  words: readonly string[];
  environment: Readonly<Record<string, string>>;
}): ChildProcess {
  const { binaries, identity, words } = options;
  const [command = '', ...rest] =
    process.platform === 'win32'
      ? [binaries.postgres, ...words]
      : [...identity.prefix, '/bin/sh', '-c', UNTIL_PIPE_ENDS, 'sh', binaries.postgres, ...words];
  return spawn(command, rest, {
    ...identity.ids,
    cwd: '/',
    // A group of its own: Ctrl-C in a terminal is for the launcher alone, which stops PostgreSQL last.
    detached: process.platform !== 'win32',
    env: { ...options.environment },
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    windowsHide: true,
  });
}

const hasEnded = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

async function untilEnded(child: ChildProcess, limitMs: number): Promise<boolean> {
  for (const deadline = Date.now() + limitMs; !hasEnded(child) && Date.now() < deadline;) await delay(POLL_MS);
  return hasEnded(child);
}

/** Stops PostgreSQL with a fast shutdown: clients are cut off, everything that was committed is on disk. */
export async function stopPostgres(child: ChildProcess, binaries: PostgresBinaries, folder: string): Promise<void> {
  if (hasEnded(child)) return;
  if (process.platform === 'win32')
    await run(binaries.control, ['stop', '-D', folder, '-m', 'fast']).catch(() => undefined);
  const pipe = child.stdio[3];
  pipe?.destroy();
  if (await untilEnded(child, STOP_LIMIT_MS)) return;
  if (child.pid !== undefined) process.kill(process.platform === 'win32' ? child.pid : -child.pid, 'SIGKILL');
  await untilEnded(child, STOP_LIMIT_MS);
}

async function commandOf(pid: number): Promise<string | undefined> {
  try {
    return (await run('ps', ['-o', 'command=', '-p', String(pid)])).stdout;
  } catch {
    return readFile(`/proc/${pid}/cmdline`, 'utf8')
      .then((text) => text.replaceAll('\0', ' '))
      .catch(() => undefined);
  }
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
};

/**
 * Stops a PostgreSQL that runs on this data folder although nobody here started it, which happens when its watcher was
 * killed. Returns the process id that its pid file names when that is now another program's, so that PostgreSQL can be told.
 */
export async function stopLeftBehind(binaries: PostgresBinaries, folder: string): Promise<number | undefined> {
  const pid = Number.parseInt(await readFile(`${folder}/postmaster.pid`, 'utf8').catch(() => ''), 10);
  if (!Number.isSafeInteger(pid) || pid <= 0 || !isAlive(pid)) return undefined;
  if (process.platform === 'win32') {
    await run(binaries.control, ['stop', '-D', folder, '-m', 'fast']).catch(() => undefined);
    return undefined;
  }
  if (!(await commandOf(pid))?.includes(`-D ${folder}`)) return pid;
  process.kill(pid, 'SIGINT');
  for (const deadline = Date.now() + STOP_LIMIT_MS; isAlive(pid); await delay(POLL_MS)) {
    if (Date.now() > deadline)
      throw new Obstacle(`An earlier PostgreSQL (process ${pid}) on ${folder} does not stop: end it.`);
  }
  return undefined;
}
