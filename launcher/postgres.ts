import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { environment } from '#platform/config.ts';
import { Obstacle, reasonOf } from './obstacle.ts';
import { findPostgres } from './postgres-binaries.ts';
import { POSTGRES_USER, prepareCluster } from './postgres-cluster.ts';
import { stopLeftBehind, stopPostgres } from './postgres-process.ts';
import { hasEnded, killWatched, spawnWatched } from './watched-process.ts';

const HOST = '127.0.0.1';

// Recovery of a crashed database on a slow disk comes before it takes connections.
const START_LIMIT_MS = 120_000;
const POLL_MS = 25;
const CONNECT_LIMIT_MS = 2_000;
// A server that finds its port taken ends at once.
const OTHER_SERVER_MS = 1_000;
// SQLSTATE invalid_password.
const INVALID_PASSWORD = '28P01';
const RESTART_DELAY_MS = 250;
const RESTART_DELAY_MAX_MS = 5_000;

const SETTINGS = {
  listen_addresses: HOST,
  unix_socket_directories: '',
  // Five services with a pool of clients and of queue connections each, and room for a second copy during a restart.
  max_connections: '300',
  shared_buffers: '128MB',
  timezone: 'UTC',
  log_timezone: 'UTC',
  lc_messages: 'C',
  // Statements and details of errors could show what customers typed.
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  // Every query here is short: neither compiling nor splitting one pays.
  jit: 'off',
  max_parallel_workers_per_gather: '0',
} as const;

const WITHOUT_DURABILITY = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' } as const;

export interface PostgresOptions {
  /** Where the data is, an absolute path; made at the first start. */
  readonly folder: string;
  readonly port: number;
  /** Of the one role; set when the data folder is made. */
  readonly password: string;
  /** Takes PostgreSQL's own log, line by line. */
  readonly onLog: (line: string) => void;
  /** Told when PostgreSQL died by itself and is being started again. */
  readonly onRestart?: (reason: string) => void;
  /** For tests: what a power cut would lose is traded for speed, and the data is removed when this process is gone. */
  readonly isThrowAway?: boolean;
}

/** An embedded PostgreSQL that is kept alive until it is stopped. */
export interface Postgres {
  /** The address of a database on it, password included. */
  readonly url: (database: string) => string;
  /** Stops it in order; nothing is left running. */
  readonly stop: () => Promise<void>;
  /** Ends it by force, at once. */
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
    // Another server may have the port; then ours is about to end.
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
  const strangerPid = await stopLeftBehind(binaries, options.folder);
  const settings = { ...SETTINGS, ...(options.isThrowAway ? WITHOUT_DURABILITY : {}) };
  const child = spawnWatched({
    program: binaries.postgres,
    identity,
    unneeded: options.isThrowAway ? options.folder : undefined,
    words: [
      '-D',
      options.folder,
      '-p',
      String(options.port),
      ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ],
    environment: {
      PATH: environment()['PATH'] ?? '',
      LC_ALL: 'C',
      // PostgreSQL's own way (miscinit.c) to say that this process id in an old pid file is not another server's.
      ...(strangerPid === undefined ? {} : { PG_GRANDPARENT_PID: String(strangerPid) }),
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

/** Waits until PostgreSQL takes connections; false when it ended instead. */
async function becomesReady({ child, lastLine }: Running, options: PostgresOptions): Promise<boolean> {
  for (const deadline = Date.now() + START_LIMIT_MS; Date.now() < deadline; await delay(POLL_MS)) {
    if (hasEnded(child)) return false;
    const answer = await ask(addressOf(options, 'postgres'), options.folder);
    if (answer === 'ready') return true;
    if (answer === 'not yet') continue;
    await delay(OTHER_SERVER_MS);
    if (hasEnded(child)) return false;
    throw new Obstacle(
      `The password in secrets.json does not open the database in ${options.folder}: put back the secrets.json that belongs to it, or name another DATA_DIR.`,
    );
  }
  throw new Obstacle(`PostgreSQL on ${options.folder} does not take connections (${lastLine()}).`);
}

// What a server that was killed leaves for a moment, until the last of its own processes has noticed.
const PASSES_BY_ITSELF = /shared memory|lock file/i;

async function firstStart(options: PostgresOptions): Promise<Running> {
  for (const deadline = Date.now() + START_LIMIT_MS; ; await delay(RESTART_DELAY_MS)) {
    const running = await launch(options);
    if (await becomesReady(running, options)) return running;
    if (!PASSES_BY_ITSELF.test(running.lastLine()) || Date.now() > deadline) {
      throw new Obstacle(`PostgreSQL on ${options.folder} did not start (${running.lastLine() || 'it said nothing'}).`);
    }
  }
}

/**
 * Starts PostgreSQL from the npm package and resolves when it takes connections. When it dies it is started again, for as
 * long as it takes. When this process dies, however that happens, it stops by itself. Throws an Obstacle when the first
 * start fails.
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

/** Stops a PostgreSQL that an earlier start left running on this data folder, if there is one. */
export async function stopPostgresLeftBehind(folder: string): Promise<void> {
  await stopLeftBehind(await findPostgres(), folder);
}
