import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { createTestDatabase } from '../kit/postgres.ts';

async function tablesOf(url: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string }>(
      "SELECT schemaname || '.' || tablename AS name FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')",
    );
    return rows.map(({ name }) => name);
  } finally {
    await client.end();
  }
}

describe('createTestDatabase', () => {
  it('makes databases that are migrated and apart from each other', async () => {
    const [first, second] = await Promise.all([createTestDatabase('orders'), createTestDatabase('orders')]);
    expect(first.url).not.toBe(second.url);
    expect(await tablesOf(first.url)).toContain('messaging.outbox');
    expect(await tablesOf(second.url)).toContain('messaging.outbox');
    await Promise.all([first.drop(), second.drop()]);
    await expect(tablesOf(first.url)).rejects.toThrow('does not exist');
  });

  it('makes a queue that workers can take from', async () => {
    const queue = await createTestDatabase('queue');
    expect(await tablesOf(queue.url)).toContain('bullmq.watermarks');
    await queue.drop();
  });
});
