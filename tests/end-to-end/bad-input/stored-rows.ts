import { SERVICES } from '#platform/config.ts';
import type { World } from '../operations/world.ts';

/**
 * Everything that the services have stored, as a digest by table: business rows, keys of commands and messages that were ever sent.
 * What merely passes through (the inbox, the times of sending) is left out.
 */
export async function storedRows({ withDatabase }: World): Promise<Record<string, string>> {
  const digests: Record<string, string> = {};
  for (const service of SERVICES) {
    await withDatabase(service, async (client) => {
      const { rows: tables } = await client.query<{ name: string }>(
        `SELECT format('%I.%I', table_schema, table_name) AS name FROM information_schema.tables
         WHERE table_type = 'BASE TABLE' AND (table_schema = 'public' OR table_name IN ('idempotency_keys', 'outbox', 'dead_letters'))
           AND table_name <> '_prisma_migrations' ORDER BY 1`,
      );
      for (const { name } of tables) {
        const what = name === 'messaging.outbox' ? 'id::text' : 't::text';
        const { rows } = await client.query<{ digest: string }>(
          `SELECT count(*) || ' ' || coalesce(md5(string_agg(md5(${what}), '' ORDER BY md5(${what}))), '') AS digest FROM ${name} t`,
        );
        digests[`${service} ${name}`] = rows[0]?.digest ?? '';
      }
    });
  }
  return digests;
}
