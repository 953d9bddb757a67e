import pg from 'pg';
import { z } from 'zod';
import type { Sql, Transactions } from '#platform/database.ts';

/** A database as the platform sees it, without a service's Prisma client. */
export interface TestSql extends Sql, Transactions<Sql> {
  readonly url: string;
  close(): Promise<void>;
}

const textOf = (parts: TemplateStringsArray): string => parts.reduce((text, part, index) => `${text}$${index}${part}`);

/** Rows are what the caller says they are, as with Prisma. */
const rowsSchema = <Rows>() => z.custom<Rows>();

const sqlOf = (client: pg.Pool | pg.PoolClient): Sql => ({
  $queryRaw: async <Rows>(parts: TemplateStringsArray, ...values: unknown[]) =>
    rowsSchema<Rows>().parse((await client.query(textOf(parts), values)).rows),
  $executeRaw: async (parts, ...values) => (await client.query(textOf(parts), values)).rowCount ?? 0,
});

/** Opens a pool of connections. */
export function openSql(url: string): TestSql {
  const pool = new pg.Pool({ connectionString: url, max: 8 });
  pool.on('error', () => undefined); // A database that is dropped cuts its connections off.
  return {
    ...sqlOf(pool),
    url,
    close: () => pool.end(),
    $transaction: async (work) => {
      const client = await pool.connect();
      try {
        await client.query('BEGIN');
        const result = await work(sqlOf(client));
        await client.query('COMMIT');
        return result;
      } catch (error) {
        await client.query('ROLLBACK');
        throw error;
      } finally {
        client.release();
      }
    },
  };
}
