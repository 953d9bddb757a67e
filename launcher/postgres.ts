import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { environment } from '#platform/config.ts';
import { Obstacle, reasonOf } from './obstacle.ts';
import { findPostgres } from './postgres-binaries.ts';
import { POSTGRES_USER, prepareCluster } from './postgres-cluster.ts';
import { stopOrphan, stopPostgres } from './postgres-process.ts';
import { hasEnded, killWatched, spawnWatched } from './watched-process.ts';

const HOST = '127.0.0.1';

// Includes the recovery of a crashed database on a slow disk.
const START_LIMIT_MS = 120_000;
const POLL_MS = 25;
const CONNECT_LIMIT_MS = 2_000;
// A server whose port is in use exits within this time.
const OTHER_SERVER_MS = 1_000;
// SQLSTATE invalid_password.
const INVALID_PASSWORD = '28P01';
const RESTART_DELAY_MS = 250;
const RESTART_DELAY_MAX_MS = 5_000;

const SETTINGS = {
  listen_addresses: HOST,
  unix_socket_directories: '',
  // Pools and queue connections of five services, twice, for a restart.
  max_connections: '300',
  shared_buffers: '128MB',
  timezone: 'UTC',
  log_timezone: 'UTC',
  lc_messages: 'C',
  // Statements and error details can contain customers' data.
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  // Every query is short: neither JIT nor parallel workers pay off.
  jit: 'off',
  max_parallel_workers_per_gather: '0',
} as const;

const WITHOUT_DURABILITY = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' } as const;

export interface PostgresOptions {
  /** The data directory, an absolute path; created at the first start. */
  readonly folder: string;
  readonly port: number;
  /** Of the only role; set when the data directory is created. */
  readonly password: string;
  /** Called with each line of PostgreSQL's log. */
  readonly onLog: (line: string) => void;
  /** Called when PostgreSQL has exited unexpectedly and is restarted. */
  readonly onRestart?: (reason: string) => void;
  /** For tests: fast instead of durable, and the data is removed when this process ends. */
  readonly isThrowAway?: boolean;
}

/** An embedded PostgreSQL, restarted until it is stopped. */
export interface Postgres {
  /** The address of a database on it, password included. */
  readonly url: (database: string) => string;
  /** For messages about the shutdown. */
  readonly name: string;
  /** Shuts it down; nothing is left running. */
  readonly stop: () => Promise<void>;
  /** Kills it. */
  readonly kill: () => void;
}

const addressOf = (options: PostgresOptions, database: string): string =>
  `postgres://${POSTGRES_USER}:${encodeURIComponent(options.password)}@${HOST}:${options.port}/${database}`;

type Answer = 'ready' | 'not yet' | 'wrong password';

async function ask(url: string, folder: string): Promise<Answer> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: CONNECT_LIMIT_MS });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ folder: string }>("SELECT current_setting('data_directory') AS folder");
    // Another server may have the port; then ours exits soon.
    return resolve(rows[0]?.folder ?? '') === resolve(folder) ? 'ready' : 'not yet';
  } catch (error) {
    return reasonOf(error) === INVALID_PASSWORD ? 'wrong password' : 'not yet';
  } finally {
    await client.end().catch(() => undefined);
  }
}

type Running = { child: ChildProcess; ended: Promise<void>; lastLine: () => string };

async function launch(options: PostgresOptions): Promise<Running> {
  const binaries = await findPostgres();
  const identity = await prepareCluster({ ...options, binaries, durable: options.isThrowAway !== true });
  const foreignPid = await stopOrphan(binaries, options.folder);
  const settings = { ...SETTINGS, ...(options.isThrowAway ? WITHOUT_DURABILITY : {}) };
  const child = spawnWatched({
    program: binaries.postgres,
    identity,
    temporaryFolder: options.isThrowAway ? options.folder : undefined,
    args: [
      '-D',
      options.folder,
      '-p',
      String(options.port),
      ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ],
    environment: {
      PATH: environment()['PATH'] ?? '',
      LC_ALL: 'C',
      // Tells PostgreSQL (miscinit.c) that this process id in an old pid file is not a server.
      ...(foreignPid === undefined ? {} : { PG_GRANDPARENT_PID: String(foreignPid) }),
    },
  });
  let last = '';
  if (child.stderr) {
    createInterface({ input: child.stderr }).on('line', (line) => {
      last = line;
      options.onLog(line);
    });
  }
  const ended = new Promise<void>((settle) => {
    child.once('exit', () => settle());
    child.once('error', () => settle());
  });
  return { child, ended, lastLine: () => last };
}

/** Waits until PostgreSQL accepts connections; returns false if it exited. */
async function becomesReady({ child, lastLine }: Running, options: PostgresOptions): Promise<boolean> {
  for (const deadline = Date.now() + START_LIMIT_MS; Date.now() < deadline; await delay(POLL_MS)) {
    if (hasEnded(child)) return false;
    const answer = await ask(addressOf(options, 'postgres'), options.folder);
    if (answer === 'ready') return true;
    if (answer === 'not yet') continue;
    await delay(OTHER_SERVER_MS);
    if (hasEnded(child)) return false;
    throw new Obstacle(
      `The password in secrets.json does not open the database in ${options.folder}: restore the secrets.json that belongs to it, or name another DATA_DIR.`,
    );
  }
  throw new Obstacle(`PostgreSQL on ${options.folder} does not accept connections (${lastLine()}).`);
}

// Left by a killed server until the last of its processes has exited.
const TRANSIENT = /shared memory|lock file/i;

async function firstStart(options: PostgresOptions): Promise<Running> {
  for (const deadline = Date.now() + START_LIMIT_MS; ; await delay(RESTART_DELAY_MS)) {
    const running = await launch(options);
    if (await becomesReady(running, options)) return running;
    if (!TRANSIENT.test(running.lastLine()) || Date.now() > deadline) {
      throw new Obstacle(`PostgreSQL on ${options.folder} did not start (${running.lastLine() || 'no output'}).`);
    }
  }
}

/**
 * Starts PostgreSQL from the npm package and resolves when it accepts connections. Restarts it whenever it exits. It stops when this
 * process ends, even by SIGKILL. Throws an Obstacle if the first start fails.
 */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  let running = await firstStart(options);
  let stopping = false;

  const keepAlive = async (): Promise<void> => {
    for (let pause = RESTART_DELAY_MS; ;) {
      await running.ended;
      if (stopping) return;
      options.onRestart?.(running.lastLine());
      await delay(pause);
      if (stopping) return;
      try {
        running = await launch(options);
        pause = (await becomesReady(running, options)) ? RESTART_DELAY_MS : Math.min(pause * 2, RESTART_DELAY_MAX_MS);
      } catch (error) {
        options.onLog(error instanceof Error ? error.message : String(error));
        pause = RESTART_DELAY_MAX_MS;
      }
    }
  };
  const kept = keepAlive();

  return {
    name: 'PostgreSQL, which writes its data to disk',
    url: (database) => addressOf(options, database),
    stop: async () => {
      stopping = true;
      await stopPostgres(running.child, await findPostgres(), options.folder);
      await kept;
    },
    kill: () => {
      stopping = true;
      killWatched(running.child);
    },
  };
}

/** Stops a PostgreSQL that an earlier launcher left running on this data directory. */
export async function stopOrphanedPostgres(folder: string): Promise<void> {
  await stopOrphan(await findPostgres(), folder);
}
