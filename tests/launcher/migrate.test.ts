import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SERVICES } from '#platform/config.ts';
import { applyMigrations, diffMigrations, type MigrationOptions } from '../../launcher/migrations.ts';
import { withDatabase } from '../../launcher/schema-engine.ts';
import { migrationFolders } from '../../launcher/databases.ts';
import { createTestDatabase, type TestDatabase } from '../kit/postgres.ts';

let folder: string;
let database: TestDatabase;
let client: pg.Client;

// Any database of the run does: these tests use one that is empty.
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ordergraph-migrations-'));
  database = await createTestDatabase('queue');
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
});
afterEach(async () => {
  await client.end();
  await database.drop();
  await rm(folder, { recursive: true });
});

async function write(owner: string, name: string, sql: string): Promise<void> {
  await mkdir(join(folder, owner, name), { recursive: true });
  await writeFile(join(folder, owner, name, 'migration.sql'), sql);
}
const apply = (...owners: string[]): Promise<string[]> =>
  applyMigrations({ databaseUrl: database.url, folders: owners.map((owner) => join(folder, owner)) });
const tables = async (): Promise<string[]> => {
  const { rows } = await client.query<{ name: string }>(
    "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename NOT LIKE '\\_%' ORDER BY 1",
  );
  return rows.map(({ name }) => name);
};

describe('applyMigrations', () => {
  it('applies the migrations of all folders in the order of their names, once', async () => {
    await write('service', '20260201000000_second', 'ALTER TABLE one ADD COLUMN two int');
    await write('platform', '20260101000000_first', 'CREATE TABLE one (id int)');
    expect(await apply('service', 'platform')).toEqual(['20260101000000_first', '20260201000000_second']);
    expect(await apply('service', 'platform')).toEqual([]);
  });

  it('applies each once when several processes do it at the same time', async () => {
    await write('service', '20260201000000_one', 'CREATE TABLE one (id int)');
    const applied = await Promise.all([apply('service'), apply('service'), apply('service')]);
    expect(applied.flat()).toEqual(['20260201000000_one']);
  });

  it('takes semicolons in functions and texts for what they are', async () => {
    const body = `CREATE FUNCTION say() RETURNS text LANGUAGE plpgsql AS $$ BEGIN RETURN 'a;b'; END $$; CREATE TABLE one (id int);`;
    await write('service', '20260201000000_function', body);
    await apply('service');
    expect((await client.query('SELECT say()')).rows).toEqual([{ say: 'a;b' }]);
  });

  it('leaves nothing of one that fails, and tries it again when it was corrected', async () => {
    await write('service', '20260201000000_one', 'CREATE TABLE one (id int); SELECT 1 / 0;');
    await expect(apply('service')).rejects.toThrow('20260201000000_one');
    expect(await tables()).toEqual([]);
    await write('service', '20260201000000_one', 'CREATE TABLE one (id int)');
    expect(await apply('service')).toEqual(['20260201000000_one']);
  });

  it('goes on after a process that was killed before its migration was committed', async () => {
    await write('service', '20260201000000_one', 'CREATE TABLE one (id int)');
    await apply('service');
    await client.query('DROP TABLE one; UPDATE _prisma_migrations SET finished_at = NULL, applied_steps_count = 0');
    expect(await apply('service')).toEqual(['20260201000000_one']);
    expect(await tables()).toEqual(['one']);
  });

  it('marks a migration as finished in the transaction that applies it', async () => {
    const check = `CREATE TABLE one AS SELECT count(*) AS unfinished FROM _prisma_migrations WHERE finished_at IS NULL;
      CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO one VALUES (txid_current()); RETURN NULL; END $$;
      CREATE TRIGGER note AFTER UPDATE OF finished_at ON _prisma_migrations FOR EACH ROW EXECUTE FUNCTION note();
      INSERT INTO one VALUES (txid_current())`;
    await write('service', '20260201000000_one', check);
    await apply('service');
    const { rows } = await client.query<{ unfinished: string }>('SELECT unfinished FROM one OFFSET 1 LIMIT 2');
    expect(rows[0]?.unfinished).toBe(rows[1]?.unfinished);
  });

  describe('behind a transaction that has read the table', () => {
    let reader: pg.Client;
    beforeEach(async () => {
      await write('service', '20260101000000_one', 'CREATE TABLE one (id int); INSERT INTO one VALUES (1)');
      await apply('service');
      await write('service', '20260201000000_two', 'CREATE TABLE two (id int); ALTER TABLE one ADD COLUMN two int');
      reader = new pg.Client({ connectionString: database.url, application_name: 'a report' });
      await reader.connect();
      await reader.query('BEGIN; SELECT * FROM one');
    });
    afterEach(() => reader.end());
    const applyWaiting = (more: Partial<MigrationOptions>): Promise<string[]> =>
      applyMigrations({ databaseUrl: database.url, folders: [join(folder, 'service')], ...more });

    it('waits by tries, so that others read on, and is applied when that ends', async () => {
      const waits: string[] = [];
      const applied = applyWaiting({ onWait: (line) => waits.push(line) });
      await client.query("SET lock_timeout = '2s'");
      while (waits.length < 2) expect((await client.query('SELECT id FROM one')).rowCount).toBe(1);
      expect(waits[0]).toMatch(
        /^20260201000000_two waits: one is locked by process \d+ \(a report, in a transaction for \d+ s\)$/,
      );
      expect(await tables()).toEqual(['one']);
      await reader.query('COMMIT');
      expect(await applied).toEqual(['20260201000000_two']);
    });

    it('gives up after a while, says why, and has changed nothing', async () => {
      await expect(applyWaiting({ patienceMs: 1, onWait: () => undefined })).rejects.toThrow(
        /^20260201000000_two: No lock for 0.001 s: one is locked by process \d+/,
      );
      expect(await tables()).toEqual(['one']);
      await reader.query('COMMIT');
      expect(await apply('service')).toEqual(['20260201000000_two']);
    });
  });

  describe('outside a transaction', () => {
    beforeEach(async () => {
      await write('service', '20260101000000_one', 'CREATE TABLE one (id int); INSERT INTO one VALUES (1), (1)');
      await apply('service');
      const index = 'CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS one_id ON one (id);';
      await write('service', '20260201000000_index', `-- outside a transaction\n${index}\n`);
    });
    const valid = async (): Promise<boolean[]> => {
      const text = "SELECT indisvalid FROM pg_index WHERE indrelid = 'one'::regclass";
      return (await client.query<{ indisvalid: boolean }>(text)).rows.map(({ indisvalid }) => indisvalid);
    };

    it('makes an index, and makes it anew where a try that failed left an invalid one', async () => {
      await expect(apply('service')).rejects.toThrow('20260201000000_index');
      expect(await valid()).toEqual([false]);
      await client.query('DELETE FROM one');
      expect(await apply('service')).toEqual(['20260201000000_index']);
      expect(await valid()).toEqual([true]);
      expect(await apply('service')).toEqual([]);
    });

    it('makes it once when several processes do so at the same time', async () => {
      await client.query('DELETE FROM one');
      const applied = await Promise.all([apply('service'), apply('service'), apply('service')]);
      expect(applied.flat()).toEqual(['20260201000000_index']);
    });
  });

  it('refuses two migrations of one name', async () => {
    await write('service', '20260201000000_one', 'SELECT 1');
    await write('platform', '20260201000000_one', 'SELECT 2');
    await expect(apply('service', 'platform')).rejects.toThrow('20260201000000_one');
  });
});

describe('diffMigrations', () => {
  const schema = (fields: string): Promise<void> =>
    writeFile(
      join(folder, 'schema.prisma'),
      `datasource db {\n  provider = "postgresql"\n}\nmodel Thing {\n  id String @id @db.Uuid\n${fields}\n}`,
    );
  const diff = (): Promise<string> =>
    diffMigrations({
      databaseUrl: database.url,
      folders: [join(folder, 'service')],
      schemaFile: join(folder, 'schema.prisma'),
    });
  const databases = async (): Promise<number> =>
    (await client.query("SELECT 1 FROM pg_database WHERE datname LIKE 'shadow\\_%'")).rows.length;

  it('writes what leads from the migrations to the schema, and nothing when they agree', async () => {
    await mkdir(join(folder, 'service'));
    await schema('');
    await write('service', '20260201000000_one', await diff());
    expect(await diff()).toBe('');
    await schema('  name String');
    expect(await diff()).toContain('ALTER TABLE "Thing" ADD COLUMN     "name" TEXT NOT NULL');
    expect(await databases()).toBe(0);
  });

  it.each(SERVICES)('finds that the migrations of %s make what its schema declares', async (service) => {
    const schemaFile = join(import.meta.dirname, '../../prisma', service, 'schema.prisma');
    const own = { databaseUrl: withDatabase(database.url, 'postgres'), folders: migrationFolders(service), schemaFile };
    expect(await diffMigrations(own)).toBe('');
  });
});
