import { z } from 'zod';
import { connectDatabase } from '#platform/database.ts';
import type { Database } from '#platform/database.ts';

/** A database as the platform uses it, with reads whose rows are what the test says they are. */
export interface TestSql extends Database {
  read<Row>(strings: TemplateStringsArray, ...values: unknown[]): Promise<Row[]>;
}

const textOf = (strings: TemplateStringsArray): string =>
  strings.reduce((text, part, index) => `${text}$${index}${part}`);

/** Adds reads for tests to a database. */
function readable(database: Database): TestSql {
  const rowsOf = <Row>() => z.array(z.custom<Row>());
  return {
    ...database,
    read: async <Row>(strings: TemplateStringsArray, ...values: unknown[]) =>
      rowsOf<Row>().parse((await database.pools.read.query(textOf(strings), values)).rows),
  };
}

/** Opens a pool of connections. */
export const openSql = (url: string): TestSql => readable(connectDatabase({ url, connectionsMax: 8 }));
