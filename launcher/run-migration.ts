import { setTimeout as delay } from 'node:timers/promises';
import { DriverAdapterError } from '@prisma/driver-adapter-utils';
import type pg from 'pg';
import { Obstacle } from './obstacle.ts';

/** Other statements on the table queue behind one that waits for its lock. Below the two seconds that services wait (platform/database.ts). */
const LOCK_TIMEOUT_MS = 500;
/** Pause between two attempts, in which waiting statements of the services run. */
const PAUSE_MS = 2_000;
/** Below the five minutes of `kubectl wait` (deploy/README.md). */
const PATIENCE_MS = 240_000;

/** The first line of a migration that PostgreSQL runs outside a transaction: one statement, such as CREATE INDEX CONCURRENTLY. */
const OUTSIDE_TRANSACTION = '-- outside a transaction';

// lock_not_available, deadlock_detected
const LOCKED: ReadonlySet<string> = new Set(['55P03', '40P01']);

/** The transaction that is open for longest among those that have locked a table. Its statement is not shown, since it may contain personal data. */
const OLDEST_HOLDER = `
  SELECT format('%s is locked by process %s (%s, in a transaction for %s s)', string_agg(DISTINCT relation::regclass::text, ', '), pid,
    coalesce(nullif(application_name, ''), usename), coalesce(round(extract(epoch FROM clock_timestamp() - xact_start))::text, '?')) AS holder
  FROM pg_locks JOIN pg_stat_activity USING (pid) JOIN pg_class ON pg_class.oid = relation
  WHERE pg_locks.database = (SELECT oid FROM pg_database WHERE datname = current_database())
    AND relkind IN ('r', 'p') AND relnamespace <> 'pg_catalog'::regnamespace AND pid <> pg_backend_pid()
  GROUP BY pid, application_name, usename, xact_start ORDER BY xact_start LIMIT 1`;

/** Indexes that a CREATE INDEX CONCURRENTLY of this script left invalid: IF NOT EXISTS would take them for made. */
const LEFT_INVALID = `
  SELECT format('%I.%I', nspname, relname) AS name
  FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid JOIN pg_namespace ON pg_namespace.oid = relnamespace
  WHERE NOT indisvalid AND position(relname IN $1) > 0`;

export interface MigrationRun {
  readonly script: string;
  /** Sends SQL as one simple query, which is one transaction where it has several statements. */
  readonly run: (sql: string) => Promise<void>;
  /** Added to the migration's transaction. */
  readonly lastStatement: string;
  /** Other connections to the database. */
  readonly pool: pg.Pool;
  /** Called before each pause, with what holds the lock. */
  readonly onWait: (what: string) => void;
  readonly patienceMs?: number | undefined;
}

/**
 * Runs a migration without blocking services: a lock that is not granted soon is given up and requested again. Throws an Obstacle when
 * `patienceMs` is over, with nothing changed.
 */
export async function runMigration(migration: MigrationRun): Promise<void> {
  const { script, run, lastStatement, pool, onWait, patienceMs = PATIENCE_MS } = migration;
  if (script.startsWith(OUTSIDE_TRANSACTION)) return runOutside(migration);
  for (const deadline = Date.now() + patienceMs; ; await delay(PAUSE_MS)) {
    try {
      return await run(`SET LOCAL lock_timeout = ${LOCK_TIMEOUT_MS}; ${script}\n;${lastStatement}`);
    } catch (error) {
      if (!isLocked(error)) throw error;
      const { rows } = await pool.query<{ holder: string }>(OLDEST_HOLDER);
      const what = rows[0]?.holder ?? 'its table was locked';
      if (Date.now() > deadline)
        throw new Obstacle(`No lock for ${patienceMs / 1000} s: ${what}. End that transaction, and migrate again.`, {
          cause: error,
        });
      onWait(what);
    }
  }
}

/** Has no lock timeout: such a statement waits for older transactions, and no other statement waits for it. */
async function runOutside({ script, run, pool }: MigrationRun): Promise<void> {
  const { rows } = await pool.query<{ name: string }>(LEFT_INVALID, [script]);
  for (const { name } of rows) await run(`DROP INDEX CONCURRENTLY IF EXISTS ${name}`);
  await run(script);
}

function isLocked(error: unknown): boolean {
  return error instanceof DriverAdapterError && LOCKED.has(error.cause.originalCode ?? '');
}
