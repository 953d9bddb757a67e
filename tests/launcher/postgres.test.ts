import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { startPostgres, type Postgres, type PostgresOptions } from '../../launcher/postgres.ts';
import { freePort } from '../../launcher/free-ports.ts';
import { isAlive } from '../kit/processes.ts';
import { waitUntil } from './wait-until.ts';

const PASSWORD = 'correct horse';

// Making a cluster takes longer than a test: they have one, which each starts and stops.
let parent: string;
let options: PostgresOptions;
let started: Postgres[];

const start = async (changes: Partial<PostgresOptions> = {}): Promise<Postgres> => {
  const postgres = await startPostgres({ ...options, ...changes });
  started.push(postgres);
  return postgres;
};
const newFolder = (): Promise<string> => mkdtemp(join(tmpdir(), 'ordergraph-launcher-'));
/** A folder of the test's own for data. */
const ownFolder = async (): Promise<string> => {
  const folder = await newFolder();
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
};

beforeAll(async () => {
  parent = await newFolder();
});
afterAll(() => rm(parent, { recursive: true }));
beforeEach(async () => {
  options = {
    folder: join(parent, 'postgres'),
    port: await freePort(),
    password: PASSWORD,
    onLog: () => undefined,
  };
  started = [];
});
afterEach(async () => {
  for (const postgres of started) await postgres.stop();
});

async function ask(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<unknown[]>({ text: sql, rowMode: 'array' })).rows.flat();
  } finally {
    await client.end();
  }
}

const postmaster = async (): Promise<number> =>
  Number.parseInt(await readFile(`${options.folder}/postmaster.pid`, 'utf8'), 10);

const answers = (postgres: Postgres): Promise<boolean> =>
  ask(postgres.url('postgres'), 'SELECT 1').then(
    () => true,
    () => false,
  );

async function refusal(attempt: Promise<unknown>): Promise<string> {
  try {
    await attempt;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return 'it was not refused';
}

describe('startPostgres', () => {
  it('runs a server that flushes what it commits and listens on the loopback alone', async () => {
    const postgres = await start();
    const settings = ['fsync', 'synchronous_commit', 'full_page_writes', 'listen_addresses', 'unix_socket_directories'];
    const values = await Promise.all(settings.map((name) => ask(postgres.url('postgres'), `SHOW ${name}`)));
    expect(values.flat()).toEqual(['on', 'on', 'on', '127.0.0.1', '']);
    expect(await ask(postgres.url('postgres'), 'SHOW server_encoding')).toEqual(['UTF8']);
  });

  it('refuses a connection without the password', async () => {
    const postgres = await start();
    const url = new URL(postgres.url('postgres'));
    url.password = 'wrong';
    await expect(ask(url.href, 'SELECT 1')).rejects.toThrow('password authentication failed');
  });

  it('has its data again after a stop, and leaves no process', async () => {
    const first = await start();
    await ask(first.url('postgres'), 'CREATE TABLE kept AS SELECT 7 AS seven');
    const pid = await postmaster();
    await first.stop();
    expect(isAlive(pid)).toBe(false);
    const second = await start();
    expect(await ask(second.url('postgres'), 'SELECT seven FROM kept')).toEqual([7]);
    expect(await readdir(parent)).toEqual(['postgres']);
  });

  it('is started again when it is killed, with what was committed', async () => {
    const reasons: string[] = [];
    const postgres = await start({ onRestart: (reason) => reasons.push(reason) });
    await ask(postgres.url('postgres'), 'CREATE TABLE committed AS SELECT 7 AS seven');
    process.kill(await postmaster(), 'SIGKILL');
    await waitUntil('the restart was told', () => reasons.length > 0);
    await waitUntil('it answers again', () => answers(postgres));
    expect(await ask(postgres.url('postgres'), 'SELECT seven FROM committed')).toEqual([7]);
  });

  it.skipIf(process.platform === 'win32')('replaces a server whose watcher was killed', async () => {
    const postgres = await start();
    const before = await postmaster();
    const watcher = execFileSync('ps', ['-o', 'ppid=', '-p', String(before)], { encoding: 'utf8' });
    process.kill(Number(watcher), 'SIGKILL');
    await waitUntil('another server answers', async () => (await answers(postgres)) && (await postmaster()) !== before);
    expect(isAlive(before)).toBe(false);
  });

  it('says what to do when the password is not the one that the data was made with', async () => {
    await (await start()).stop();
    expect(await refusal(start({ password: 'another' }))).toMatch(/secrets\.json.*name another DATA_DIR/);
  });

  it('says what to do with the data of another version', async () => {
    const folder = await ownFolder();
    await writeFile(join(folder, 'PG_VERSION'), '12\n');
    expect(await refusal(start({ folder }))).toMatch(/PostgreSQL 12's.*dump it/);
  });

  it('says so when its port is taken', async () => {
    await start();
    const folder = join(await ownFolder(), 'postgres');
    expect(await refusal(start({ folder, isThrowAway: true }))).toContain('did not start');
  });

  it.each([
    ['leaves its data', { isThrowAway: false }],
    ['removes its data if it is a throw-away', { isThrowAway: true }],
  ])('stops by itself when the process that started it is killed, and %s', async (_, { isThrowAway }) => {
    const around = isThrowAway ? await ownFolder() : parent;
    options = { ...options, folder: join(around, 'postgres') };
    const script = `
      import { startPostgres } from ${JSON.stringify(join(import.meta.dirname, '../../launcher/postgres.ts'))};
      await startPostgres({ ...JSON.parse(process.argv[1]), onLog: () => undefined });
      console.log('started');`;
    const words = ['--input-type=module', '--eval', script, JSON.stringify({ ...options, isThrowAway })];
    const starter = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(starter.stdout, 'data');
    const pid = await postmaster();
    expect(isAlive(pid)).toBe(true);
    starter.kill('SIGKILL');
    await waitUntil('the server is gone', () => !isAlive(pid));
    await waitUntil('what is left is settled', async () => (await readdir(around)).length === (isThrowAway ? 0 : 1));
    expect(await readdir(around)).toEqual(isThrowAway ? [] : ['postgres']);
  });
});
