import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import {
  SERVICES,
  environment,
  loadEnvironmentFile,
  postgresUrlSetting,
  readConfig,
  type Service,
} from '#platform/config.ts';
import { connectDatabase, type Database } from '#platform/database.ts';
import { Obstacle, reasonOf } from './obstacle.ts';
import { POSTGRES_USER } from './postgres-cluster.ts';
import { readSettings } from './settings.ts';

const ENVIRONMENT_FILE = '.env';
/** In the data folder while a system runs from it. The demo reads it too. */
const ANNOUNCEMENT_FILE = 'running.json';

const announcementSchema = z.object({
  graphqlUrl: z.url(),
  postgresPort: z.number(),
  /** Whether its queue is a database beside the services'; another queue's address is not published, since it may have a password. */
  hasOwnQueue: z.boolean(),
});
/** The addresses of a running system. */
export type Announcement = z.output<typeof announcementSchema>;

/** Publishes the address of the system that runs from a data folder to other commands. Returns the function that withdraws it. */
export async function announce(dataFolder: string, announcement: Announcement): Promise<() => Promise<void>> {
  const file = join(dataFolder, ANNOUNCEMENT_FILE);
  await writeFile(file, `${JSON.stringify(announcement)}\n`);
  return () => rm(file, { force: true });
}

/** Undefined if no system runs from a data folder, or if it was killed before it published its address. */
async function readAnnouncement(dataFolder: string): Promise<Announcement | undefined> {
  const text = await readFile(join(dataFolder, ANNOUNCEMENT_FILE), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : announcementSchema.parse(JSON.parse(text));
}

const keptSecrets = z.object({ POSTGRES_PASSWORD: z.string(), KEY_ENCRYPTION_KEY: z.string() });

/** The secrets and settings in a data folder; undefined if no system was started from there. */
async function readKeptSecrets(dataFolder: string): Promise<z.output<typeof keptSecrets> | undefined> {
  const text = await readFile(join(dataFolder, 'secrets.json'), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : keptSecrets.parse(JSON.parse(text));
}

/**
 * The environment of a command that works on a running system. Variables that are set win, then the file `.env`; everything else is
 * where the system that `npm start` runs from DATA_DIR has its databases, and what opens them.
 */
export async function environmentOfRunningSystem(): Promise<Record<string, string>> {
  loadEnvironmentFile(ENVIRONMENT_FILE);
  const given = environment();
  const { DATA_DIR, ports } = readSettings(given);
  const kept = await readKeptSecrets(DATA_DIR);
  if (kept === undefined) return given;
  const announced = await readAnnouncement(DATA_DIR);
  const port = announced?.postgresPort ?? ports.POSTGRES_PORT;
  const place = `postgres://${POSTGRES_USER}:${encodeURIComponent(kept.POSTGRES_PASSWORD)}@127.0.0.1:${port}`;
  const databases = SERVICES.map((service): [string, string] => [
    `${service.toUpperCase()}_DATABASE_URL`,
    `${place}/${service}`,
  ]);
  return {
    KEY_ENCRYPTION_KEY: kept.KEY_ENCRYPTION_KEY,
    ...Object.fromEntries(databases),
    ...(announced?.hasOwnQueue === false ? {} : { QUEUE_URL: `${place}/queue` }),
    GRAPHQL_URL: announced?.graphqlUrl ?? `http://127.0.0.1:${ports.PORT}/graphql`,
    ...given,
  };
}

/** Opens a service's database; throws an Obstacle if it does not respond. */
export async function openDatabase(service: Service): Promise<Database & AsyncDisposable> {
  const setting = `${service.toUpperCase()}_DATABASE_URL`;
  const settings = readConfig(z.object({ [setting]: postgresUrlSetting }), await environmentOfRunningSystem());
  const url = settings[setting] ?? '';
  const database = connectDatabase({ url, connectionsMax: 1 });
  try {
    await database.run`SELECT 1`;
  } catch (error) {
    await database.close();
    const { host, pathname } = new URL(url);
    throw new Obstacle(
      `${setting}: the database ${host}${pathname} does not open (${reasonOf(error)}): start it, or correct the address.`,
      { cause: error },
    );
  }
  return Object.assign(database, { [Symbol.asyncDispose]: () => database.close() });
}
