import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, describe, expect, inject, test } from 'vitest';
import { SERVICES } from '#platform/config.ts';
import { migrationFolders } from '../../launcher/databases.ts';
import { applyMigrations } from '../../launcher/migrations.ts';
import { identifier, withDatabase } from '../../launcher/schema-engine.ts';
import { ownersAddress } from '../../launcher/settings.ts';
import { createTestDatabase } from '../kit/postgres.ts';

const ROLES = readFileSync(join(import.meta.dirname, '../../deploy/roles.sql'), 'utf8');
const OWNER = { MIGRATE_USER: 'ordergraph_owner', MIGRATE_PASSWORD: 'an owner' };
const DDL = [
  'CREATE TABLE another (id int)',
  'CREATE TABLE messaging.another (id int)',
  'CREATE SCHEMA another',
  'CREATE INDEX ON messaging.outbox (created_at)',
  'ALTER TABLE messaging.outbox ADD COLUMN another int',
  'ALTER TABLE messaging.outbox DISABLE TRIGGER ALL',
  'DROP TABLE messaging.outbox',
  'TRUNCATE messaging.outbox',
];

const clients: pg.Client[] = [];
/** What is dropped after the last connection, in this order. */
const drops: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.end()));
  for (const drop of drops.splice(0)) await drop();
  await Promise.all(clients.splice(0).map((client) => client.end()));
});

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  clients.push(client);
  return client;
}
const onServer = async (sql: string): Promise<unknown> => (await connect(inject('testPostgres').url)).query(sql);

/** Runs the script in a database, twice, and returns its address with the service's role. */
async function separate(url: string): Promise<string> {
  const role = `${new URL(url).pathname.slice(1)}_app`;
  const admin = await connect(url);
  await admin.query(ROLES);
  await admin.query(ROLES);
  await admin.query(`ALTER ROLE ${OWNER.MIGRATE_USER} PASSWORD '${OWNER.MIGRATE_PASSWORD}'`);
  await admin.query(`ALTER ROLE ${identifier(role)} PASSWORD 'an app'`);
  drops.push(() => onServer(`DROP ROLE ${identifier(role)}`));
  return ownersAddress(url, { MIGRATE_USER: role, MIGRATE_PASSWORD: 'an app' });
}

describe('with deploy/roles.sql', () => {
  test.each(SERVICES)(
    "%s' role reads and writes every table that there is, and is refused the rest",
    async (service) => {
      const { url, drop } = await createTestDatabase(service);
      drops.push(drop);
      const app = await connect(await separate(url));
      const { rows } = await app.query<{ table: string; may: boolean }>(`
      SELECT oid::regclass::text AS table, bool_and(has_table_privilege(oid, privilege)) AS may
      FROM pg_class, unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) AS privilege
      WHERE relkind IN ('r', 'p') AND relnamespace::regnamespace::text IN ('public', 'messaging') GROUP BY oid`);
      expect(rows.filter(({ may }) => !may)).toEqual([]);
      expect(rows.length).toBeGreaterThan(6);
      expect((await app.query("SELECT nextval('messaging.outbox_sent_seq')")).rowCount).toBe(1);
      for (const statement of DDL)
        await expect(app.query(statement), statement).rejects.toThrow(/permission denied|must be owner/);
      const anyone = "SELECT has_database_privilege('public', current_database(), 'CONNECT') AS may";
      expect((await app.query(anyone)).rows).toEqual([{ may: false }]);
    },
  );

  test("an owner migrates an empty database, and each table is the service's to use", async () => {
    const { url } = inject('testPostgres');
    const name = `test_roles_${randomUUID().slice(0, 8)}`;
    await onServer(`CREATE DATABASE ${name}`);
    drops.push(() => onServer(`DROP DATABASE ${name} WITH (FORCE)`));
    const address = await separate(withDatabase(url, name));
    const databaseUrl = ownersAddress(address, OWNER);
    expect((await applyMigrations({ databaseUrl, folders: migrationFolders('users') })).length).toBeGreaterThan(3);
    const app = await connect(address);
    expect((await app.query("INSERT INTO messaging.published (destination, seq) VALUES ('orders', 1)")).rowCount).toBe(
      1,
    );
    expect((await app.query('SELECT id FROM users')).rows).toEqual([]);
    for (const statement of DDL)
      await expect(app.query(statement), statement).rejects.toThrow(/permission denied|must be owner/);
  });
});
