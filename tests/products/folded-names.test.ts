import { readFile } from 'node:fs/promises';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { raw } from '#platform/database.ts';
import { refoldProducts, updateProduct } from '../../subgraphs/products/use-cases/change-catalogue.ts';
import { findProduct, listProducts } from '../../subgraphs/products/use-cases/read-products.ts';
import { adjustStock, reserveByHand, setStock } from '../../subgraphs/products/use-cases/stock-by-hand.ts';
import { admin, newOrder, openShelf } from './shelf.ts';
import type { Shelf } from './shelf.ts';

let world: Shelf;
beforeEach(async () => {
  world = await openShelf();
});
afterEach(() => world.close());

const idOf = async (sku: string) => (await findProduct(world.load(), { sku }))?.id;
const found = async (search: string) => (await listProducts(world.deps, { search })).nodes.map(({ id }) => id);

test('a SKU is one whatever its case', async () => {
  const { id } = await world.product({ sku: 'Mug-7', onHand: 10 });
  await expect(world.product({ sku: 'mUG-7' })).rejects.toThrow('SKU_TAKEN');
  for (const sku of ['Mug-7', 'MUG-7', 'mug-7', 'ＭＵＧ-7']) expect(await idOf(sku), sku).toBe(id);
  const together = world.load();
  expect((await Promise.all(['MUG-7', 'mug-7'].map((sku) => findProduct(together, { sku })))).length).toBe(2);
  expect(await setStock(world.deps, { sku: 'MUG-7', onHand: 5 })).toMatchObject({ product: { id, onHand: 5 } });
  expect(await adjustStock(world.deps, admin, { sku: 'mug-7', delta: 2 })).toMatchObject({ product: { onHand: 7 } });
  expect(await reserveByHand(world.deps, admin, { sku: 'mug-7', quantity: 1 })).toMatchObject({ userErrors: [] });
  const order = newOrder();
  await world.reserve(order, [{ sku: 'mug-7', quantity: 3 }]);
  expect(await world.messages(order.orderId)).toMatchObject([
    { name: 'StockReserved', payload: { lines: [{ productId: id, sku: 'Mug-7' }] } },
  ]);
  expect(await world.stockOf(id)).toEqual({ onHand: 7, reserved: 4 });
});

test('a search finds names by Unicode case folding, in whatever normal form', async () => {
  const { id } = await world.product({ name: 'Straßenkarte cafe\u0301' });
  for (const search of ['STRASSENKARTE', 'straßen', 'CAFÉ']) expect(await found(search), search).toEqual([id]);
  await updateProduct(world.deps, { id, name: 'ΟΔΟΣ' });
  expect(await found('οδος')).toEqual([id]);
  expect(await found('straßen')).toEqual([]);
});

test('products of the version before are folded; of two SKUs that become one the older has it, and the other is reported', async () => {
  const [older, newer, other] = [
    await world.product({ sku: 'TEA' }),
    await world.product({ sku: 'x' }),
    await world.product(),
  ];
  const { database } = world.deps;
  await database.run`ALTER TABLE products DISABLE TRIGGER products_touch`;
  await database.run`UPDATE products SET sku_folded = NULL, search_text = NULL`;
  await database.run`UPDATE products SET sku = 'tea' WHERE id = ${newer.id}::uuid`;
  await database.run`UPDATE products SET name = 'Straße' WHERE id = ${other.id}::uuid`;
  const file = new URL('../../prisma/products/migrations/20261127020000_folded_names/migration.sql', import.meta.url);
  const updates = (await readFile(file, 'utf8')).match(/^UPDATE products[^;]+;/gm) ?? [];
  expect(updates).toHaveLength(2);
  for (const update of updates) await database.run`${raw(update)}`;
  await database.run`ALTER TABLE products ENABLE TRIGGER products_touch`;

  expect(await found('STRASSE')).toEqual([]);
  const lines: unknown[] = [];
  const log = pino({ base: null }, { write: (line: string) => lines.push(JSON.parse(line)) });
  expect(await refoldProducts({ database, log })).toBe(1);
  expect(lines).toMatchObject([{ level: 40, productId: newer.id, sku: 'tea' }]);
  expect(await found('STRASSE')).toEqual([other.id]);
  expect(await Promise.all(['TEA', 'tea', 'Tea'].map(idOf))).toEqual([older.id, newer.id, older.id]);
  const { version, updatedAt } = await world.productNow(other.id);
  expect({ version, updatedAt }).toEqual({ version: other.version, updatedAt: other.updatedAt });
  const order = newOrder();
  await world.reserve(order, [
    { sku: 'tea', quantity: 1 },
    { sku: 'TEA', quantity: 2 },
  ]);
  expect([await world.stockOf(newer.id), await world.stockOf(older.id)]).toMatchObject([
    { reserved: 1 },
    { reserved: 2 },
  ]);
});

test('what a process of the version before renames is found by its new name', async () => {
  const { id } = await world.product({ name: 'Old name' });
  await world.deps.database.run`UPDATE products SET name = 'New name' WHERE id = ${id}::uuid`;
  expect([await found('new name'), await found('old name')]).toEqual([[id], []]);
});
