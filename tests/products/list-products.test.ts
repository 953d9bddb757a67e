import { v7 as uuidv7 } from 'uuid';
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { statementOf } from '#platform/sql.ts';
import type { Statement } from '#platform/sql.ts';
import { pageOfProducts } from '../../subgraphs/products/rows.ts';
import type { QueryProductsArgs } from '../../subgraphs/products/generated/resolvers.ts';
import { archiveProduct } from '../../subgraphs/products/use-cases/change-catalogue.ts';
import { listProducts } from '../../subgraphs/products/use-cases/read-products.ts';
import { reserveByHand } from '../../subgraphs/products/use-cases/stock-by-hand.ts';
import { admin, openShelf } from './shelf.ts';
import type { Shelf } from './shelf.ts';

let world: Shelf;
const begin = async (): Promise<void> => {
  world = await openShelf();
};
const end = (): Promise<void> => world.close();

const namesOf = async (args: QueryProductsArgs = {}): Promise<string[]> =>
  (await listProducts(world.deps, args)).nodes.map(({ name }) => name);

describe('products', () => {
  beforeAll(begin);
  afterAll(end);
  afterEach(() => world.empty());

  test('come newest first, without the archived ones, in pages that stay while products are added', async () => {
    for (const name of ['1', '2', '3', '4', '5']) await world.product({ name });
    await archiveProduct(world.deps, (await world.product({ name: 'old' })).id);
    const first = await listProducts(world.deps, { first: 2 });
    expect(first.nodes.map(({ name }) => name)).toEqual(['5', '4']);
    expect(first.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false });
    await world.product({ name: '6' });
    const second = await listProducts(world.deps, { first: 2, after: first.pageInfo.endCursor });
    expect(second.nodes.map(({ name }) => name)).toEqual(['3', '2']);
    const third = await listProducts(world.deps, { first: 2, after: second.pageInfo.endCursor });
    expect(third.nodes.map(({ name }) => name)).toEqual(['1']);
    expect(third.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
  });

  test('are listed by their age, also where many are added at once', async () => {
    await Promise.all(Array.from({ length: 40 }, () => world.product({ onHand: 0 })));
    const { nodes } = await listProducts(world.deps, { first: 100 });
    const ages = nodes.map(({ createdAt }) => createdAt.getTime());
    expect(ages).toHaveLength(40);
    expect(ages).toEqual(ages.toSorted((a, b) => b - a));
    for (const { createdAt, updatedAt } of nodes) expect(updatedAt).toEqual(createdAt);
  });

  test('are told apart by whether some are available', async () => {
    await world.product({ name: 'none', onHand: 0 });
    await world.product({ name: 'some', onHand: 2 });
    const { sku } = await world.product({ name: 'all reserved', onHand: 2 });
    await reserveByHand(world.deps, admin, { sku, quantity: 2 });
    expect(await namesOf({ inStock: true })).toEqual(['some']);
    expect(await namesOf({ inStock: false })).toEqual(['all reserved', 'none']);
    expect(await namesOf({ inStock: null })).toEqual(['all reserved', 'some', 'none']);
  });

  test('are found by any part of the name or SKU, in whatever case and script', async () => {
    await world.product({ name: 'Blue mug', sku: 'MUG-BLUE' });
    await world.product({ name: 'Синяя Кружка', sku: 'KRUZHKA-1' });
    await world.product({ name: 'Straße nach Köln', sku: 'CARD.7' });
    await world.product({ name: '100% wool_sock \\o/', sku: 'SOCK-100' });
    await archiveProduct(world.deps, (await world.product({ name: 'Blue plate' })).id);
    expect(await namesOf({ search: 'BLUE M' })).toEqual(['Blue mug']);
    expect(await namesOf({ search: ' mug-b ' })).toEqual(['Blue mug']);
    expect(await namesOf({ search: 'КРУЖ' })).toEqual(['Синяя Кружка']);
    expect(await namesOf({ search: 'kÖLN' })).toEqual(['Straße nach Köln']);
    expect(await namesOf({ search: 'o' })).toEqual(['100% wool_sock \\o/']);
    expect(await namesOf({ search: 'plate' })).toEqual([]);
  });

  test('are found by what LIKE would take for a pattern, as it stands', async () => {
    await world.product({ name: '100% wool_sock \\o/', sku: 'SOCK' });
    await world.product({ name: '1000 woolXsocks /o', sku: 'SOCKS' });
    for (const search of ['100%', 'wool_s', '\\o', '% w', '_', '%', '\\']) {
      expect(await namesOf({ search }), search).toEqual(['100% wool_sock \\o/']);
    }
  });

  test('are not found across name and SKU, and all are found by blanks', async () => {
    await world.product({ name: 'Cup', sku: 'CUP-1' });
    expect(await namesOf({ search: 'cupcup' })).toEqual([]);
    expect(await namesOf({ search: '  ' })).toEqual(['Cup']);
    expect(await namesOf({ search: '' })).toEqual(['Cup']);
    expect(await namesOf({ search: null })).toEqual(['Cup']);
  });
});

describe('the query of a page, given many products', () => {
  beforeAll(begin);
  afterAll(end);
  beforeAll(async () => {
    await world.prisma.$executeRaw`
      INSERT INTO products (id, sku, name, price_minor, currency)
      SELECT gen_random_uuid(), 'SKU-' || n, 'Product ' || md5(n::text), 100, 'USD' FROM generate_series(1, 5000) AS n`;
    await world.product({ name: 'A Needle in the hay' });
    await world.product({ name: 'Новая Иголка' });
    await world.prisma.$executeRaw`ANALYZE products`;
  });

  /** The plans of a search: one for its values, as the first runs of a prepared statement have it, and one for any. */
  const plansOf = async (search: string | undefined): Promise<string[]> => {
    const { pools, ...sql } = world.deps.database;
    const captured: Statement[] = [];
    const note = async (strings: TemplateStringsArray, ...values: unknown[]): Promise<never[]> => {
      captured.push(statementOf(strings, values));
      return [];
    };
    await pageOfProducts(
      { ...sql, rows: () => note },
      { take: 21, before: 'ffffffff-ffff-ffff-ffff-ffffffffffff' },
      { search, inStock: undefined },
    );
    const [{ text, values } = { text: '', values: [] }] = captured;
    const plans = [
      await pools.read.query<{ 'QUERY PLAN': string }>(`EXPLAIN ${text}`, values),
      await pools.read.query<{ 'QUERY PLAN': string }>(`EXPLAIN (GENERIC_PLAN) ${text}`),
    ];
    return plans.map(({ rows }) => rows.map((row) => row['QUERY PLAN']).join('\n'));
  };

  test.for(['nEEdle', 'иголк', 'qz', 'ю'])('searches by the index for “%s”', async (search) => {
    for (const plan of await plansOf(search)) expect(plan).toContain('Bitmap Index Scan on products_search');
  });

  test('finds any part of a name, in any script', async () => {
    expect(await namesOf({ search: 'nEEdle' })).toEqual(['A Needle in the hay']);
    for (const search of ['иголк', 'ГОЛ', 'гО']) expect(await namesOf({ search })).toEqual(['Новая Иголка']);
  });

  test.for<[string, QueryProductsArgs]>([
    ['first', { first: 0 }],
    ['first', { first: 101 }],
    ['after', { after: 'x' }],
    ['after', { after: Buffer.from(`orders:${uuidv7()}`).toString('base64url') }],
    ['search', { search: 'x'.repeat(201) }],
    ['search', { search: 'nul\u0000' }],
  ])('is not made of a wrong %s', async ([field, args]) => {
    await expect(listProducts(world.deps, args)).rejects.toMatchObject({
      extensions: { code: 'BAD_USER_INPUT', field },
    });
  });

  test('reads a page as a range of an index, without sorting', async () => {
    for (const plan of await plansOf(undefined)) {
      expect(plan).toMatch(/Index Scan Backward using products_active/);
      expect(plan).not.toMatch(/Sort|Seq Scan/);
    }
  });

  test('control: without the index, the search reads every product', async () => {
    const [index] = await world.prisma.$queryRaw<
      { sql: string }[]
    >`SELECT pg_get_indexdef('products_search'::regclass) AS sql`;
    onTestFinished(async () => void (await world.prisma.$executeRawUnsafe(index?.sql ?? '')));
    await world.prisma.$executeRaw`DROP INDEX products_search`;
    for (const plan of await plansOf('nEEdle')) expect(plan).not.toContain('products_search');
  });
});
