import { afterAll, beforeAll, expect, test } from 'vitest';
import { postgresAdapter } from '#platform/postgres-adapter.ts';
import { PrismaClient } from '#prisma/orders';
import { createTestDatabase } from '../kit/postgres.ts';
import type { TestDatabase } from '../kit/postgres.ts';

let testDatabase: TestDatabase;
let database: PrismaClient;
beforeAll(async () => {
  testDatabase = await createTestDatabase('orders');
  database = new PrismaClient({ adapter: postgresAdapter({ url: testDatabase.url, connectionsMax: 1 }) });
});
afterAll(async () => {
  await database.$disconnect();
  await testDatabase.drop();
});

/** The statements that the one connection has prepared. */
const prepared = async (): Promise<number> => {
  const [row] = await database.$queryRaw<
    { count: number }[]
  >`SELECT count(*)::int AS count FROM pg_prepared_statements`;
  return row?.count ?? Number.NaN;
};

test('a statement is prepared once, whatever its parameters are', async () => {
  const before = await prepared();
  for (let number = 0; number < 10; number += 1) {
    expect(await database.$queryRaw`SELECT ${number}::int AS number`).toEqual([{ number }]);
    await database.order.findMany({ where: { number: `N-${number}` } });
  }
  expect(await prepared()).toBe(before + 2);
});

test('what has long lists in it, or comes in too many forms, is not kept', async () => {
  const listed = (length: number) =>
    database.order.findMany({ where: { number: { in: Array.from({ length }, (_, index) => `N-${index}`) } } });
  const before = await prepared();
  for (const length of [50, 51, 52]) await listed(length);
  expect(await prepared()).toBe(before);
  for (let number = 0; number < 250; number += 1)
    await database.$queryRawUnsafe(`SELECT $1::int AS column_${number}`, number);
  expect(await prepared()).toBeLessThanOrEqual(200);
});

test('a column that a migration adds meanwhile does no harm', async () => {
  const read = () => database.order.findMany({ where: { number: 'N-1' } });
  await read();
  await database.$executeRawUnsafe('ALTER TABLE orders ADD COLUMN added text');
  expect(await read()).toEqual([]);
});
