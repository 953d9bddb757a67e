import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { environment, SERVICES, type Service } from '#platform/config.ts';
import { applyMigrations } from '../../launcher/migrations.ts';
import { prepareQueue } from '#platform/queue.ts';
import { identifier, withDatabase } from '../../launcher/schema-engine.ts';
import { migrationFolders } from '../../launcher/databases.ts';
import { startThrowAwayPostgres } from '../../launcher/throw-away-postgres.ts';

/** What a test database can be for: a service, or the queue on PostgreSQL. */
export type DatabaseKind = Service | 'queue';

/** Where the databases of this test run are, and what those that tests copy from are called. */
export interface TestPostgresAddress {
  readonly url: string;
  readonly prefix: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    testPostgres: TestPostgresAddress;
  }
}

const KINDS: readonly DatabaseKind[] = [...SERVICES, 'queue'];

const templateOf = (prefix: string, kind: DatabaseKind): string => `${prefix}_${kind}`;

async function execute(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

async function makeTemplate({ url, prefix }: TestPostgresAddress, kind: DatabaseKind): Promise<void> {
  const name = templateOf(prefix, kind);
  await execute(url, `CREATE DATABASE ${identifier(name)}`);
  const databaseUrl = withDatabase(url, name);
  await (kind === 'queue'
    ? prepareQueue(databaseUrl)
    : applyMigrations({ databaseUrl, folders: migrationFolders(kind) }));
}

const dropDatabase = (url: string, name: string): Promise<void> =>
  execute(url, `DROP DATABASE IF EXISTS ${identifier(name)} WITH (FORCE)`);

/**
 * Starts the PostgreSQL of a test run, or uses the one that TEST_DATABASE_URL names, and makes a migrated database per service
 * and one for the queue to copy from. `stop` leaves nothing behind. Safe beside another run.
 */
export async function startTestPostgres(): Promise<TestPostgresAddress & { readonly stop: () => Promise<void> }> {
  const named = environment()['TEST_DATABASE_URL'];
  const own = named === undefined ? await startThrowAwayPostgres() : undefined;
  const address = {
    url: named ?? own?.url('postgres') ?? '',
    prefix: `template_${randomUUID().slice(0, 8)}`,
  };
  const stop = async (): Promise<void> => {
    if (own) return own.stop();
    await Promise.all(KINDS.map((kind) => dropDatabase(address.url, templateOf(address.prefix, kind))));
  };
  try {
    await Promise.all(KINDS.map((kind) => makeTemplate(address, kind)));
  } catch (error) {
    await stop();
    throw error;
  }
  return { ...address, stop };
}

/** A migrated database for one test alone. */
export interface TestDatabase {
  readonly url: string;
  readonly drop: () => Promise<void>;
}

/** Makes a fresh, migrated, empty database. Drop it when the test is over: connections that are left are cut off. */
export async function createTestDatabase(kind: DatabaseKind): Promise<TestDatabase> {
  const { url, prefix } = inject('testPostgres');
  const name = `test_${kind}_${randomUUID().slice(0, 8)}`;
  // Copying the files takes half as long as writing them to the log as well.
  await execute(
    url,
    `CREATE DATABASE ${identifier(name)} TEMPLATE ${identifier(templateOf(prefix, kind))} STRATEGY FILE_COPY`,
  );
  return { url: withDatabase(url, name), drop: () => dropDatabase(url, name) };
}
