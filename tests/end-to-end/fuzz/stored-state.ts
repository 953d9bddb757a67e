import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { z } from 'zod';
import { SERVICES } from '#platform/config.ts';
import { POSTGRES_USER } from '../../../launcher/postgres-cluster.ts';
import type { TestSystem } from '../../kit/system.ts';

const secretsSchema = z.object({ POSTGRES_PASSWORD: z.string() });

/** All that the services of a system have stored, as one text by service: two that are equal mean that nothing was changed. */
export interface StoredState {
  read(): Promise<Record<string, string>>;
  /** Waits until nothing changes by itself any more, as mail that is being sent does. */
  untilQuiet(): Promise<void>;
  close(): Promise<void>;
}

// Counting attempts to sign in is what a wrong login is to do. Of the messages, what was sent counts, not how far it has come.
const TABLES = `
  SELECT schemaname AS schema, tablename AS table FROM pg_tables
  WHERE schemaname = 'public' AND tablename NOT IN ('_prisma_migrations', 'login_attempts')
     OR schemaname = 'messaging' AND tablename IN ('outbox', 'dead_letters', 'idempotency_keys')`;

const digestOf = ({ schema, table }: { schema: string; table: string }): string => {
  const row = table === 'outbox' ? 'id::text' : 'stored::text';
  return `SELECT '${table} ' || count(*) || ' ' || md5(coalesce(string_agg(${row}, '|' ORDER BY ${row}), '')) AS digest
    FROM ${schema}."${table}" AS stored`;
};

const QUIET_MS = 1_500;
const QUIET_LIMIT_MS = 60_000;

/** Opens the databases of a system that was started with one of its own. */
export async function openStoredState({ dataFolder, port }: TestSystem): Promise<StoredState> {
  const file: unknown = JSON.parse(await readFile(join(dataFolder, 'secrets.json'), 'utf8'));
  const { POSTGRES_PASSWORD: password } = secretsSchema.parse(file);
  const opened = await Promise.all(
    SERVICES.map(async (service) => {
      const client = new pg.Client({
        host: '127.0.0.1',
        port: port + 8,
        user: POSTGRES_USER,
        password,
        database: service,
      });
      await client.connect();
      const { rows } = await client.query<{ schema: string; table: string }>(TABLES);
      return { service, client, query: rows.map(digestOf).join('\nUNION ALL ') };
    }),
  );
  const read = async (): Promise<Record<string, string>> =>
    Object.fromEntries(
      await Promise.all(
        opened.map(async ({ service, client, query }) => {
          const { rows } = await client.query<{ digest: string }>(query);
          return [
            service,
            rows
              .map(({ digest }) => digest)
              .toSorted()
              .join('\n'),
          ] as const;
        }),
      ),
    );
  return {
    read,
    untilQuiet: async () => {
      for (const until = Date.now() + QUIET_LIMIT_MS; Date.now() < until;) {
        const before = JSON.stringify(await read());
        await delay(QUIET_MS);
        if (JSON.stringify(await read()) === before) return;
      }
      throw new Error('The system does not come to rest');
    },
    close: async () => void (await Promise.all(opened.map(({ client }) => client.end()))),
  };
}
