import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import pg from 'pg';
import { withSchemaEngine, type MigrationList } from './schema-engine.ts';

// Any fixed number: two processes must not migrate the same database at the same time.
const MIGRATION_LOCK = 5_813_207_441;

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

const scriptsOf = (list: MigrationList): Set<string> =>
  new Set(list.migrationDirectories.map(({ migrationFile }) => migrationFile.content.value));

/**
 * The engine records "finished" in a separate statement after a migration; killed in between, it would refuse every later run. Recorded in
 * the migration's own transaction, an unfinished row means that nothing was applied.
 */
const withFinishedMark = (script: string): string =>
  `${script}\n;UPDATE public._prisma_migrations SET finished_at = now() WHERE finished_at IS NULL AND rolled_back_at IS NULL;`;

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

/**
 * Applies the migrations of all folders to a database, as `prisma migrate deploy` does, offline. Returns the names of those it applied. Each runs in
 * one transaction, so it is applied completely or not at all. Concurrent processes wait for each other.
 */
export async function applyMigrations(options: { databaseUrl: string; folders: readonly string[] }): Promise<string[]> {
  const migrationsList = await readMigrations(options.folders);
  const scripts = scriptsOf(migrationsList);
  const pool = new pg.Pool({ connectionString: options.databaseUrl });
  pool.on('error', () => undefined); // A broken connection fails the next statement.
  pool.on('connect', (client) => client.on('error', () => undefined));
  const holder = await pool.connect();
  try {
    // A transaction's lock, since behind a pooler a session's lock would never be released.
    await holder.query('BEGIN');
    await holder.query('SELECT pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
    await releaseUnfinished(pool);
    return await withSchemaEngine(
      options.databaseUrl,
      async (engine) => (await engine.applyMigrations({ migrationsList, filters: NO_FILTER })).appliedMigrationNames,
      (script) => (scripts.has(script) ? withFinishedMark(script) : script),
    );
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
