import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { z } from 'zod';
import type { Service } from '#platform/config.ts';
import type { TestSystem } from '../../kit/system.ts';

/** Runs SQL in the database of a service of a running system. */
export type RunSql = <Row extends pg.QueryResultRow>(
  service: Service,
  sql: string,
  ...values: readonly unknown[]
) => Promise<pg.QueryResult<Row>>;

const secretsSchema = z.object({ POSTGRES_PASSWORD: z.string() });
/** Connects to the database of a service of a running system. */
export async function connectTo({ dataFolder, port }: TestSystem, service: Service): Promise<pg.Client> {
  const file: unknown = JSON.parse(await readFile(join(dataFolder, 'secrets.json'), 'utf8'));
  const { POSTGRES_PASSWORD: password } = secretsSchema.parse(file);
  const client = new pg.Client({ host: '127.0.0.1', port: port + 8, user: 'ordergraph', password, database: service });
  await client.connect();
  return client;
}

/** Runs SQL in the databases of a running system. */
export const sqlOf =
  (system: TestSystem): RunSql =>
  async (service, sql, ...values) => {
    const client = await connectTo(system, service);
    try {
      return await client.query(sql, [...values]);
    } finally {
      await client.end();
    }
  };
