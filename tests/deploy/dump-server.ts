import { execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { environment } from '#platform/config.ts';

const run = promisify(execFile);
const NOBODY = 65_534;
const PASSWORD = 'an admin';
const START_LIMIT_MS = 20_000;

/** The folder of PostgreSQL's own programs, with pg_dump and a server of its version; undefined where they are not installed. */
export function programsFolder(): string | undefined {
  try {
    return execFileSync('pg_config', ['--bindir'], { encoding: 'utf8' }).trim();
  } catch {
    if (environment()['CI'] === 'true') throw new Error('There is no pg_config on this machine');
    process.stderr.write('restore: left out, since there is no pg_config on this machine\n');
    return undefined;
  }
}

export interface DumpServer {
  /** The address of a database, as a superuser. */
  url(database: string): string;
  /** Runs a program of PostgreSQL; throws what it says unless it exits with 0. */
  run(program: string, ...args: readonly string[]): Promise<void>;
  stop(): Promise<void>;
}

/** It listens before it takes sessions. */
async function untilReady(program: string, port: number): Promise<void> {
  for (const until = Date.now() + START_LIMIT_MS; ; await delay(100)) {
    try {
      await run(program, ['--host=127.0.0.1', `--port=${port}`]);
      return;
    } catch (error) {
      if (Date.now() > until) throw error;
    }
  }
}

/** Starts an empty PostgreSQL as a machine has it, which `pg_dump` of the same version can read. */
export async function startDumpServer(programs: string, port: number): Promise<DumpServer> {
  const folder = await mkdtemp(join(tmpdir(), 'ordergraph-restore-'));
  const identity = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
  const options = { ...identity, cwd: '/', env: { PATH: environment()['PATH'], LC_ALL: 'C' } };
  await writeFile(join(folder, 'password'), PASSWORD);
  if ('uid' in identity) for (const path of [folder, join(folder, 'password')]) await chown(path, NOBODY, NOBODY);
  const initial = ['-U', 'admin', '-A', 'scram-sha-256', '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync'];
  const data = join(folder, 'data');
  await run(join(programs, 'initdb'), [...initial, '-D', data, `--pwfile=${join(folder, 'password')}`], options);
  const settings = ['fsync=off', 'max_connections=200', 'unix_socket_directories=', 'listen_addresses=127.0.0.1'];
  const args = ['-D', data, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])];
  const server = spawn(join(programs, 'postgres'), args, { ...options, stdio: 'ignore' });
  const stop = async (): Promise<void> => {
    if (server.exitCode === null) {
      server.kill('SIGINT');
      await once(server, 'exit');
    }
    await rm(folder, { recursive: true });
  };
  await untilReady(join(programs, 'pg_isready'), port);
  return {
    url: (database) => `postgres://admin:${encodeURIComponent(PASSWORD)}@127.0.0.1:${port}/${database}`,
    run: async (program, ...rest) => void (await run(join(programs, program), rest)),
    stop,
  };
}
