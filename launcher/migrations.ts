import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { Obstacle } from './obstacle.ts';
import { runMigration } from './run-migration.ts';
import { withSchemaEngine, type MigrationList } from './schema-engine.ts';

// Any fixed number: two processes must not migrate the same database at the same time.
const MIGRATION_LOCK = 5_813_207_441;
const LOCK_POLL_MS = 200;

const LOCK_FILE = 'provider = "postgresql"\n';
const NO_FILTER = { externalTables: [], externalEnums: [] };

async function foldersIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map((entry) => join(folder, entry.name));
}

/**
 * Reads every `<timestamp>_<name>/migration.sql` of the folders and sorts them by name, whichever folder they are from.
 * Throws when two have the same name or one has no `migration.sql`.
 */
async function readMigrations(folders: readonly string[]): Promise<MigrationList> {
  const paths = (await Promise.all(folders.map(foldersIn))).flat();
  const migrations = await Promise.all(
    paths.map(async (path) => ({ name: basename(path), sql: await readFile(join(path, 'migration.sql'), 'utf8') })),
  );
  migrations.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const [index, { name }] of migrations.entries()) {
    if (migrations[index + 1]?.name === name)
      throw new Error(`two migrations have the name ${name}: rename one of them`);
  }
  return {
    baseDir: '',
    lockfile: { path: 'migration_lock.toml', content: LOCK_FILE },
    shadowDbInitScript: '',
    migrationDirectories: migrations.map(({ name, sql }) => ({
      path: name,
      migrationFile: { path: 'migration.sql', content: { tag: 'ok', value: sql } },
    })),
  };
}

/** The names of migrations by their scripts. */
const namesOf = (list: MigrationList): Map<string, string> =>
  new Map(list.migrationDirectories.map(({ path, migrationFile }) => [migrationFile.content.value, path]));

/**
 * The engine records "finished" in a separate statement after a migration; killed in between, it would refuse every later run. Recorded in
 * the migration's own transaction, an unfinished row means that nothing was applied.
 */
const MARK_FINISHED =
  'UPDATE public._prisma_migrations SET finished_at = now() WHERE finished_at IS NULL AND rolled_back_at IS NULL;';

/** As `prisma migrate resolve --rolled-back` for migrations that were interrupted or failed: they are applied again. */
async function releaseUnfinished(pool: pg.Pool): Promise<void> {
  const { rows } = await pool.query<{ known: boolean }>(
    `SELECT to_regclass('public._prisma_migrations') IS NOT NULL AS known`,
  );
  if (!rows[0]?.known) return;
  await pool.query(
    'UPDATE public._prisma_migrations SET rolled_back_at = now() WHERE finished_at IS NULL AND rolled_back_at IS NULL',
  );
}

/** Polls for the lock: a waiting statement is a transaction that CREATE INDEX CONCURRENTLY waits for. */
async function lock(holder: pg.ClientBase): Promise<void> {
  // A transaction's lock, since behind a pooler a session's lock would never be released.
  await holder.query('BEGIN');
  for (;;) {
    // Without parameters: a statement that has some keeps its snapshot until the next one.
    const { rows } = await holder.query<{ taken: boolean }>(
      `SELECT pg_try_advisory_xact_lock(${MIGRATION_LOCK}) AS taken`,
    );
    if (rows[0]?.taken === true) return;
    await delay(LOCK_POLL_MS);
  }
}

export interface MigrationOptions {
  readonly databaseUrl: string;
  readonly folders: readonly string[];
  /** How long a migration tries to lock its tables. */
  readonly patienceMs?: number;
  /** Called with one line while a migration waits for a lock; by default that is written to standard error. */
  readonly onWait?: (line: string) => void;
}

/**
 * Applies the migrations of all folders to a database, as `prisma migrate deploy` does, offline. Returns the names of those it applied. Each runs in
 * one transaction, so it is applied completely or not at all, but for those of one statement that are marked to run outside. Concurrent processes
 * wait for each other.
 */
export async function applyMigrations(options: MigrationOptions): Promise<string[]> {
  const { databaseUrl, folders, patienceMs, onWait = console.warn } = options;
  const migrationsList = await readMigrations(folders);
  const names = namesOf(migrationsList);
  const pool = new pg.Pool({ connectionString: databaseUrl });
  pool.on('error', () => undefined); // A broken connection fails the next statement.
  pool.on('connect', (client) => client.on('error', () => undefined));
  const holder = await pool.connect();
  let obstacle: Obstacle | undefined; // The engine reports only that something failed.
  try {
    await lock(holder);
    await releaseUnfinished(pool);
    return await withSchemaEngine(
      databaseUrl,
      async (engine) => (await engine.applyMigrations({ migrationsList, filters: NO_FILTER })).appliedMigrationNames,
      async (script, run) => {
        const name = names.get(script);
        if (name === undefined) return run(script);
        await runMigration({
          script,
          run,
          lastStatement: MARK_FINISHED,
          pool,
          patienceMs,
          onWait: (what) => onWait(`${name} waits: ${what}`),
        }).catch((error: unknown) => {
          if (error instanceof Obstacle) obstacle = new Obstacle(`${name}: ${error.message}`, { cause: error });
          throw error;
        });
      },
    );
  } catch (error) {
    throw obstacle ?? error;
  } finally {
    await holder.query('ROLLBACK').catch(() => undefined);
    holder.release(true);
    await pool.end();
  }
}

/**
 * Returns the SQL from the state after the folders' migrations to what a schema.prisma declares; empty if they agree. Works on a temporary
 * database on the same server, which needs the right to create databases.
 */
export async function diffMigrations(options: {
  databaseUrl: string;
  folders: readonly string[];
  schemaFile: string;
}): Promise<string> {
  const migrationsList = await readMigrations(options.folders);
  const content = await readFile(options.schemaFile, 'utf8');
  const { stdout } = await withSchemaEngine(options.databaseUrl, (engine) =>
    engine.diff({
      from: { tag: 'migrations', ...migrationsList },
      to: { tag: 'schemaDatamodel', files: [{ path: options.schemaFile, content }] },
      script: true,
      exitCode: null,
      filters: NO_FILTER,
    }),
  );
  const script = (stdout ?? '').trim();
  return script === '-- This is an empty migration.' ? '' : script;
}
