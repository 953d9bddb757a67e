import { execFile, type ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Obstacle } from './obstacle.ts';
import type { PostgresBinaries } from './postgres-binaries.ts';
import { stopWatched } from './watched-process.ts';

const run = promisify(execFile);

// A fast shutdown writes a checkpoint, which takes seconds on a slow disk.
const STOP_LIMIT_MS = 30_000;
const POLL_MS = 50;

/** Stops PostgreSQL with a fast shutdown: clients are disconnected, committed data is on disk. */
export async function stopPostgres(child: ChildProcess, binaries: PostgresBinaries, folder: string): Promise<void> {
  if (process.platform === 'win32') await fastShutdown(binaries, folder);
  await stopWatched(child, STOP_LIMIT_MS);
}

/** By pg_ctl, since Windows has no signal for it. */
async function fastShutdown({ control }: PostgresBinaries, folder: string): Promise<void> {
  await run(control, ['stop', '-D', folder, '-m', 'fast']).catch(() => undefined);
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
 * Stops a PostgreSQL that an earlier launcher left running on this data directory. If the process id in its pid file is another program's by now,
 * returns that id, which must be passed to PostgreSQL.
 */
export async function stopOrphan(binaries: PostgresBinaries, folder: string): Promise<number | undefined> {
  const pid = Number.parseInt(await readFile(`${folder}/postmaster.pid`, 'utf8').catch(() => ''), 10);
  if (!Number.isSafeInteger(pid) || pid <= 0 || !isAlive(pid)) return undefined;
  if (process.platform === 'win32') {
    await fastShutdown(binaries, folder);
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
