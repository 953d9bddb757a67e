import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  archiveProduct,
  createProduct,
  restoreProduct,
  updateProduct,
} from '../../subgraphs/products/use-cases/change-catalogue.ts';
import { findProduct } from '../../subgraphs/products/use-cases/read-products.ts';
import { adjustStock, reserveByHand, setStock } from '../../subgraphs/products/use-cases/stock-by-hand.ts';
import { resultOf } from '../kit/world.ts';
import { admin, newOrder, openShelf } from './shelf.ts';
import type { Shelf } from './shelf.ts';

let world: Shelf;
beforeAll(async () => {
  world = await openShelf();
});
afterAll(() => world.close());

const price = { amount: '200.5', currency: 'USD' };
const codesOf = ({ userErrors }: { readonly userErrors: readonly { readonly code: string }[] }): string[] =>
  userErrors.map(({ code }) => code);
const badInput = (field: string) => ({ extensions: { code: 'BAD_USER_INPUT', field } });

describe('createProduct', () => {
  test('adds an active product with its stock, and the movement that it came from', async () => {
    const input = { sku: `MUG_1.a-${uuidv7()}`, name: ' Blue mug ', description: 'Holds\ntea.', price, onHand: 7 };
    const { product } = resultOf(await createProduct(world.deps, input));
    expect(product).toMatchObject({
      sku: input.sku,
      name: 'Blue mug',
      description: 'Holds\ntea.',
      priceMinor: 20_050n,
      currency: 'USD',
      status: 'ACTIVE',
      onHand: 7,
      reserved: 0,
    });
    expect(product).toEqual(await world.productNow(product.id));
    expect(await world.movementsOf(product.id)).toMatchObject([{ kind: 'SET', onHandDelta: 7, reservedDelta: 0 }]);
  });

  test('begins with nothing on hand and no description where none is given', async () => {
    const { product } = resultOf(await createProduct(world.deps, { sku: uuidv7(), name: 'Cup', price, onHand: null }));
    expect(product).toMatchObject({ onHand: 0, description: null });
    expect(await world.movementsOf(product.id)).toEqual([]);
  });

  test('fails with SKU_TAKEN, also when the other is archived, or has it in another case', async () => {
    const sku = `Cup-${uuidv7()}`;
    const { product } = resultOf(await createProduct(world.deps, { sku, name: 'Cup', price }));
    await archiveProduct(world.deps, product.id);
    expect(await createProduct(world.deps, { sku, name: 'Cup', price, onHand: 1 })).toMatchObject({
      userErrors: [{ code: 'SKU_TAKEN', field: ['input', 'sku'] }],
    });
    expect(codesOf(await createProduct(world.deps, { sku: sku.toUpperCase(), name: 'Cup', price }))).toEqual([
      'SKU_TAKEN',
    ]);
  });

  test('of twenty at once under one SKU, one comes through', async () => {
    const sku = uuidv7();
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, () => createProduct(world.deps, { sku, name: 'Cup', price, onHand: 3 })),
    );
    expect(outcomes.flatMap(codesOf)).toEqual(Array.from({ length: 19 }, () => 'SKU_TAKEN'));
    expect(await findProduct(world.load(), { sku })).toMatchObject({ onHand: 3 });
  });

  test.for<[string, Record<string, unknown>]>([
    ['input.sku', { sku: '' }],
    ['input.sku', { sku: 'has space' }],
    ['input.sku', { sku: '-dash' }],
    ['input.sku', { sku: 'x'.repeat(65) }],
    ['input.name', { name: '  ' }],
    ['input.name', { name: 'two\nlines' }],
    ['input.name', { name: 'x'.repeat(201) }],
    ['input.name', { name: 'nul\u0000' }],
    ['input.description', { description: '\u0007' }],
    ['input.price.amount', { price: { amount: '10.005', currency: 'USD' } }],
    ['input.price.amount', { price: { amount: '0', currency: 'USD' } }],
    ['input.price.amount', { price: { amount: '-1', currency: 'USD' } }],
    ['input.price.amount', { price: { amount: '1.5', currency: 'JPY' } }],
    ['input.price.amount', { price: { amount: '1'.repeat(16), currency: 'JPY' } }],
    ['input.price.currency', { price: { amount: '1', currency: 'XAU' } }],
    ['input.onHand', { onHand: -1 }],
    ['input.onHand', { onHand: 2_147_483_648 }],
  ])('refuses %s of %j', async ([field, wrong]) => {
    const input = { sku: uuidv7(), name: 'Cup', price, ...wrong };
    await expect(createProduct(world.deps, input)).rejects.toMatchObject(badInput(field));
  });
});

describe('updateProduct', () => {
  test('changes what is given and leaves the rest, the stock included', async () => {
    const mug = await world.product();
    await world.reserve(newOrder(), [{ sku: mug.sku, quantity: 2 }]);
    const input = { id: mug.id, name: 'Red mug', price: { amount: '1500', currency: 'JPY' } };
    const { product } = resultOf(await updateProduct(world.deps, input));
    expect(product).toMatchObject({
      name: 'Red mug',
      priceMinor: 1_500n,
      currency: 'JPY',
      sku: mug.sku,
      onHand: 10,
      reserved: 2,
    });
    expect(product.updatedAt.getTime()).toBeGreaterThanOrEqual(mug.updatedAt.getTime());
    expect(product.version).toBeGreaterThan(mug.version);
  });

  test('tells a description that is left out from one that is cleared', async () => {
    const mug = await world.product();
    const descriptionAfter = async (change: { description?: string | null; name?: null }) =>
      resultOf(await updateProduct(world.deps, { id: mug.id, ...change })).product.description;
    expect(await descriptionAfter({ description: ' ' })).toBeNull();
    expect(await descriptionAfter({ description: 'Blue.' })).toBe('Blue.');
    expect(await descriptionAfter({ name: null })).toBe('Blue.');
    expect(await descriptionAfter({ description: null })).toBeNull();
  });

  test('leaves the product as it is where nothing changes', async () => {
    const mug = await world.product();
    expect(resultOf(await updateProduct(world.deps, { id: mug.id })).product).toEqual(mug);
    expect(resultOf(await updateProduct(world.deps, { id: mug.id, name: mug.name })).product).toEqual(mug);
  });

  test('knows no other, and no malformed ids', async () => {
    expect(codesOf(await updateProduct(world.deps, { id: uuidv7(), name: 'x' }))).toEqual(['NOT_FOUND']);
    await expect(updateProduct(world.deps, { id: 'x', name: 'x' })).rejects.toMatchObject(badInput('input.id'));
  });
});

describe('archiveProduct and restoreProduct', () => {
  test('take a product out of the catalogue and put it back, as often as they are asked', async () => {
    const mug = await world.product();
    const archived = resultOf(await archiveProduct(world.deps, mug.id)).product;
    expect(archived.status).toBe('ARCHIVED');
    expect(resultOf(await archiveProduct(world.deps, mug.id)).product).toEqual(archived);
    expect(await findProduct(world.load(), { id: mug.id })).toEqual(archived);
    expect(await findProduct(world.load(), { sku: mug.sku })).toEqual(archived);
    const restored = resultOf(await restoreProduct(world.deps, mug.id)).product;
    expect(restored.status).toBe('ACTIVE');
    expect(resultOf(await restoreProduct(world.deps, mug.id)).product).toEqual(restored);
    expect(world.eventsOf(mug.id)).toEqual([
      'product created',
      'product archived',
      'product archived',
      'product restored',
      'product restored',
    ]);
    const order = newOrder();
    await world.reserve(order, [{ sku: mug.sku, quantity: 1 }]);
    expect((await world.lastSent(order.orderId))?.name).toBe('StockReserved');
  });

  test('know no other, and no malformed ids', async () => {
    for (const change of [archiveProduct, restoreProduct]) {
      expect(codesOf(await change(world.deps, uuidv7()))).toEqual(['NOT_FOUND']);
      await expect(change(world.deps, 'x')).rejects.toMatchObject(badInput('id'));
    }
  });
});

describe('setStock and adjustStock', () => {
  test('change what is on hand, and note the movement', async () => {
    const mug = await world.product();
    expect(resultOf(await setStock(world.deps, { sku: mug.sku, onHand: 4 })).product.onHand).toBe(4);
    expect(resultOf(await setStock(world.deps, { sku: mug.sku, onHand: 4 })).product.onHand).toBe(4);
    expect(resultOf(await adjustStock(world.deps, admin, { sku: mug.sku, delta: 3 })).product.onHand).toBe(7);
    expect(resultOf(await adjustStock(world.deps, admin, { sku: mug.sku, delta: -7 })).product.onHand).toBe(0);
    expect((await world.movementsOf(mug.id)).map(({ kind, onHandDelta }) => [kind, onHandDelta])).toEqual([
      ['SET', 10],
      ['SET', -6],
      ['ADJUST', 3],
      ['ADJUST', -7],
    ]);
    expect(world.eventsOf(mug.id)).toEqual(['product created', ...Array.from({ length: 3 }, () => 'stock set')]);
  });

  test('fail below what is reserved, beyond what can be counted, and for unknown SKUs, and change nothing', async () => {
    const mug = await world.product();
    await reserveByHand(world.deps, admin, { sku: mug.sku, quantity: 4 });
    expect(codesOf(await setStock(world.deps, { sku: mug.sku, onHand: 3 }))).toEqual(['INSUFFICIENT_STOCK']);
    expect(codesOf(await adjustStock(world.deps, admin, { sku: mug.sku, delta: -7 }))).toEqual(['INSUFFICIENT_STOCK']);
    expect(codesOf(await adjustStock(world.deps, admin, { sku: mug.sku, delta: 2_147_483_647 }))).toEqual([
      'INVALID_INPUT',
    ]);
    expect(codesOf(await setStock(world.deps, { sku: uuidv7(), onHand: 3 }))).toEqual(['NOT_FOUND']);
    expect(codesOf(await adjustStock(world.deps, admin, { sku: uuidv7(), delta: 3 }))).toEqual(['NOT_FOUND']);
    expect(await world.stockOf(mug.id)).toEqual({ onHand: 10, reserved: 4 });
  });

  test('reach the limits exactly', async () => {
    const mug = await world.product();
    await reserveByHand(world.deps, admin, { sku: mug.sku, quantity: 4 });
    expect(resultOf(await setStock(world.deps, { sku: mug.sku, onHand: 2_147_483_647 })).product.onHand).toBe(
      2_147_483_647,
    );
    expect(resultOf(await adjustStock(world.deps, admin, { sku: mug.sku, delta: -2_147_483_643 })).product.onHand).toBe(
      4,
    );
  });

  test('leave room for all that was sold and may be returned', async () => {
    const mug = await world.product();
    const order = newOrder();
    await world.reserve(order, [{ sku: mug.sku, quantity: 2 }]);
    await world.commit(order);
    expect(await setStock(world.deps, { sku: mug.sku, onHand: 2_147_483_646 })).toMatchObject({
      userErrors: [
        {
          code: 'INVALID_INPUT',
          field: ['input', 'onHand'],
          message: 'At most 2147483645 can be on hand, since 2 that were sold may be returned.',
        },
      ],
    });
    expect(codesOf(await adjustStock(world.deps, admin, { sku: mug.sku, delta: 2_147_483_638 }))).toEqual([
      'INVALID_INPUT',
    ]);
    expect(await world.stockOf(mug.id)).toEqual({ onHand: 8, reserved: 0 });
    resultOf(await setStock(world.deps, { sku: mug.sku, onHand: 2_147_483_645 }));
    await world.giveBack(order);
    expect(await world.stockOf(mug.id)).toEqual({ onHand: 2_147_483_647, reserved: 0 });
  });

  test('adjust once per key, and tell another input from the same', async () => {
    const mug = await world.product();
    const input = { sku: mug.sku, delta: 5, idempotencyKey: uuidv7() };
    expect(resultOf(await adjustStock(world.deps, admin, input)).product.onHand).toBe(15);
    expect(resultOf(await adjustStock(world.deps, admin, input)).product.onHand).toBe(15);
    expect(codesOf(await adjustStock(world.deps, admin, { ...input, delta: 6 }))).toEqual(['IDEMPOTENCY_CONFLICT']);
    expect(resultOf(await adjustStock(world.deps, { ...admin, id: uuidv7() }, input)).product.onHand).toBe(20);
  });

  test.for<[string, Record<string, unknown>]>([
    ['input.delta', { delta: 0 }],
    ['input.delta', { delta: 0.5 }],
    ['input.delta', { delta: 2_147_483_648 }],
    ['input.idempotencyKey', { idempotencyKey: 'x'.repeat(256) }],
  ])('refuse %s of %j', async ([field, wrong]) => {
    await expect(adjustStock(world.deps, admin, { sku: 'SKU', delta: 1, ...wrong })).rejects.toMatchObject(
      badInput(field),
    );
  });

  test('refuse a negative quantity', async () => {
    await expect(setStock(world.deps, { sku: 'SKU', onHand: -1 })).rejects.toMatchObject(badInput('input.onHand'));
  });
});

describe('product', () => {
  test('is asked for by exactly one of id and SKU', async () => {
    const mug = await world.product();
    expect(await findProduct(world.load(), { id: mug.id.toUpperCase() })).toEqual(mug);
    expect(await findProduct(world.load(), { sku: mug.sku, id: null })).toEqual(mug);
    expect(await findProduct(world.load(), { sku: 'no such thing' })).toBeNull();
    expect(await findProduct(world.load(), { id: uuidv7() })).toBeNull();
    await expect(findProduct(world.load(), {})).rejects.toMatchObject(badInput('id'));
    await expect(findProduct(world.load(), { id: mug.id, sku: mug.sku })).rejects.toMatchObject(badInput('id'));
    await expect(findProduct(world.load(), { id: 'x' })).rejects.toMatchObject(badInput('id'));
    await expect(findProduct(world.load(), { sku: '' })).rejects.toMatchObject(badInput('sku'));
  });
});
