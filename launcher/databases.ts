import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { SERVICES, type Service } from '#platform/config.ts';
import { applyMigrations } from './migrations.ts';
import { prepareQueue } from '#platform/queue.ts';
import { identifier, withDatabase } from './schema-engine.ts';
import { Obstacle, reasonOf } from './obstacle.ts';

const PRISMA_FOLDER = join(import.meta.dirname, '..', 'prisma');

// A server that was started at the same time may need this long to accept connections.
const CONNECT_LIMIT_MS = 60_000;
const CONNECT_POLL_MS = 500;

// ECONNREFUSED: nothing listens yet. 57P03: PostgreSQL is starting up. EAI_AGAIN: its name is not known yet.
const NOT_YET: ReadonlySet<string> = new Set(['ECONNREFUSED', 'ECONNRESET', '57P03', 'EAI_AGAIN']);
const NO_SUCH_DATABASE = '3D000';
const DATABASE_EXISTS: ReadonlySet<string> = new Set(['42P04', '23505']);

/** The addresses of each service's database and of the queue. */
export interface Stores {
  readonly databases: Readonly<Record<Service, string>>;
  readonly queueUrl: string;
}

/** The folders of a service's migrations: the platform's and its own. */
export const migrationFolders = (service: Service): string[] =>
  ['platform', service].map((owner) => join(PRISMA_FOLDER, owner, 'migrations')).filter((folder) => existsSync(folder));

async function withClient(url: string, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function createDatabase(url: string): Promise<void> {
  const name = decodeURIComponent(new URL(url).pathname.slice(1));
  try {
    await withClient(withDatabase(url, 'postgres'), (client) => client.query(`CREATE DATABASE ${identifier(name)}`));
  } catch (error) {
    if (!DATABASE_EXISTS.has(reasonOf(error))) throw error;
  }
}

/** Creates the database if it is missing, and waits for a server that is starting. Errors name `setting`. */
async function ensureDatabase(setting: string, url: string): Promise<void> {
  for (const deadline = Date.now() + CONNECT_LIMIT_MS; ; await delay(CONNECT_POLL_MS)) {
    try {
      return await withClient(url, () => Promise.resolve());
    } catch (error) {
      const reason = reasonOf(error);
      if (reason === NO_SUCH_DATABASE) return createDatabase(url);
      if (NOT_YET.has(reason) && Date.now() < deadline) continue;
      const { host, pathname } = new URL(url);
      throw new Obstacle(
        `${setting}: the database ${host}${pathname} does not open (${reason}): start it, or correct the address.`,
        {
          cause: error,
        },
      );
    }
  }
}

/**
 * Creates and migrates every service's database and, if it is on PostgreSQL, the queue. Safe to repeat and to run from several
 * processes at once. Returns the number of migrations applied.
 */
export async function prepareStores(stores: Stores): Promise<number> {
  const services = SERVICES.map(async (service) => {
    const databaseUrl = stores.databases[service];
    await ensureDatabase(`${service.toUpperCase()}_DATABASE_URL`, databaseUrl);
    return (await applyMigrations({ databaseUrl, folders: migrationFolders(service) })).length;
  });
  const queue = async (): Promise<void> => {
    if (stores.queueUrl.startsWith('postgres')) await ensureDatabase('QUEUE_URL', stores.queueUrl);
    await prepareQueue(stores.queueUrl);
  };
  const [applied] = await Promise.all([Promise.all(services), queue()]);
  return applied.reduce((sum, count) => sum + count, 0);
}
