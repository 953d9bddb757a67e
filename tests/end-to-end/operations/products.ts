import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import {
  AdjustStockDocument,
  ArchiveProductDocument,
  CreateProductDocument,
  ProductDocument,
  ProductsDocument,
  ReserveStockDocument,
  RestoreProductDocument,
  SetStockDocument,
  UpdateProductDocument,
} from '../../../client/generated/graphql.ts';
import type { CreateProductInput } from '../../../client/generated/graphql.ts';
import { stockArticle, stockOf } from '../../kit/shop.ts';
import { codesOf, failure } from './answers.ts';
import { NOBODY } from './calls.ts';
import type { Within, World } from './world.ts';

const NOTHING = { product: null };

const offer = (given: Partial<CreateProductInput> = {}): CreateProductInput => ({
  sku: `P-${randomUUID().slice(0, 13)}`,
  name: 'A thing',
  price: { amount: '1', currency: 'USD' },
  ...given,
});

const create = async ({ admin }: World, input: CreateProductInput) =>
  (await admin.ask(CreateProductDocument, { input })).createProduct;

function catalogue(within: Within): void {
  describe('the catalogue', () => {
    test('createProduct adds what is found by id and by SKU, with its price in its currency', async () => {
      const { onHand, ...input } = offer({
        description: 'Of wood',
        price: { amount: '1.5', currency: 'KWD' },
        onHand: 7,
      });
      const created = await create(within(), { ...input, onHand });
      expect(created).toMatchObject({
        product: {
          ...input,
          price: { amount: '1.500', currency: 'KWD' },
          status: 'ACTIVE',
          stock: { onHand: 7, reserved: 0, available: 7 },
        },
        userErrors: [],
      });
      const product = created?.product;
      expect(
        await within()
          .visitor()
          .ask(ProductDocument, { id: product?.id ?? '' }),
      ).toEqual({ product });
      expect(await within().visitor().ask(ProductDocument, { sku: input.sku })).toEqual({ product });
      expect(await within().visitor().ask(ProductDocument, { sku: 'NO-SUCH-SKU' })).toEqual({ product: null });
    });

    test('createProduct fails with SKU_TAKEN for a SKU that there is, archived or not', async () => {
      const input = offer();
      const { product } = (await create(within(), input)) ?? {};
      expect(product?.stock.onHand).toBe(0);
      expect(await create(within(), input)).toEqual(failure('SKU_TAKEN', 'input.sku', NOTHING));
      await within().admin.ask(ArchiveProductDocument, { id: product?.id ?? '' });
      expect(await create(within(), input)).toEqual(failure('SKU_TAKEN', 'input.sku', NOTHING));
    });

    test('updateProduct changes what is given, clears a description that is null, and keeps the rest', async () => {
      const { product } = (await create(within(), offer({ description: 'Of wood', onHand: 3 }))) ?? {};
      const id = product?.id ?? '';
      const update = async (change: object) =>
        (await within().admin.ask(UpdateProductDocument, { input: { id, ...change } })).updateProduct;
      const price = { amount: '300', currency: 'JPY' };
      expect(await update({ price, name: null })).toMatchObject({
        product: { name: 'A thing', price },
        userErrors: [],
      });
      expect(await update({ name: 'Another', description: null })).toMatchObject({
        product: { name: 'Another', description: null, price, stock: { onHand: 3 } },
      });
      const nobody = await within().admin.ask(UpdateProductDocument, { input: { id: NOBODY, name: 'A' } });
      expect(nobody.updateProduct).toEqual(failure('NOT_FOUND', 'input.id', NOTHING));
    });
  });
}

function list(within: Within): void {
  test('products finds by name and SKU in whatever case, by stock, and pages newest first while more come', async () => {
    const mark = `Zq${randomUUID().slice(0, 8)}`;
    const ids: (string | undefined)[] = [];
    for (const given of [{ name: `The ${mark} one` }, { sku: `X-${mark}`, onHand: 1 }, { name: mark, onHand: 2 }])
      ids.unshift((await create(within(), offer(given)))?.product?.id);
    const ask = async (variables: object) => {
      const { products } = await within()
        .visitor()
        .ask(ProductsDocument, { search: mark.toLowerCase(), ...variables });
      return { ids: products?.nodes.map(({ id }) => id), page: products?.pageInfo };
    };
    expect((await ask({})).ids).toEqual(ids);
    expect((await ask({ search: ' ', first: 1 })).ids).toHaveLength(1);
    expect((await ask({ inStock: true })).ids).toEqual(ids.slice(0, 2));
    expect((await ask({ inStock: false })).ids).toEqual(ids.slice(2));
    const first = await ask({ first: 2 });
    expect(first.page).toMatchObject({ hasNextPage: true, hasPreviousPage: false });
    await create(within(), offer({ name: mark }));
    const second = await ask({ first: 2, after: first.page?.endCursor });
    expect([...(first.ids ?? []), ...(second.ids ?? [])]).toEqual(ids);
    expect(second.page).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
  });
}

function archive(within: Within): void {
  describe('archiveProduct and restoreProduct', () => {
    test('take a product out of the list and the shop, not out of old orders, and put it back', async () => {
      const { admin, customerWith } = within();
      const article = await stockArticle(admin, '10.00', 5);
      const line = { sku: article.sku, quantity: 1 };
      const customer = await customerWith('100.00');
      const before = await customer.settled(await customer.placeOrder([line]));
      const listed = async () => {
        const { products } = await customer.ask(ProductsDocument, { search: article.sku });
        return products?.nodes.map(({ id }) => id);
      };
      expect(await listed()).toEqual([article.id]);

      const { archiveProduct } = await admin.ask(ArchiveProductDocument, article);
      expect(archiveProduct).toMatchObject({ product: { id: article.id, status: 'ARCHIVED' }, userErrors: [] });
      expect(await listed()).toEqual([]);
      expect(await customer.ask(ProductDocument, { id: article.id })).toMatchObject({
        product: { status: 'ARCHIVED' },
      });
      expect(await customer.settled(await customer.placeOrder([line]))).toMatchObject({
        status: 'REJECTED',
        failure: { code: 'PRODUCT_NOT_FOUND' },
      });
      const { reserveStock } = await admin.ask(ReserveStockDocument, { input: line });
      expect(reserveStock).toEqual(failure('INVALID_STATE', 'input.sku', { reservation: null }));
      const old = await customer.orderPage(before.id);
      expect(old.lines).toMatchObject([{ sku: article.sku, product: { id: article.id, status: 'ARCHIVED' } }]);

      const { restoreProduct } = await admin.ask(RestoreProductDocument, article);
      expect(restoreProduct).toMatchObject({ product: { id: article.id, status: 'ACTIVE' }, userErrors: [] });
      expect(await listed()).toEqual([article.id]);
      expect(await customer.settled(await customer.placeOrder([line]))).toMatchObject({ status: 'CONFIRMED' });
    });

    test('fail with NOT_FOUND for what there is not', async () => {
      const { archiveProduct } = await within().admin.ask(ArchiveProductDocument, { id: NOBODY });
      const { restoreProduct } = await within().admin.ask(RestoreProductDocument, { id: NOBODY });
      for (const answer of [archiveProduct, restoreProduct])
        expect(answer).toEqual(failure('NOT_FOUND', 'id', NOTHING));
    });
  });
}

function stock(within: Within): void {
  describe('setStock and adjustStock', () => {
    const set = async (sku: string, onHand: number) =>
      (await within().admin.ask(SetStockDocument, { input: { sku, onHand } })).setStock;
    const adjust = async (sku: string, delta: number) =>
      (await within().admin.ask(AdjustStockDocument, { input: { sku, delta } })).adjustStock;

    test('set a count and add to it, down to what is reserved and no further', async () => {
      const { admin } = within();
      const article = await stockArticle(admin, '10.00', 5);
      expect(await set(article.sku, 12)).toMatchObject({ product: { stock: { onHand: 12 } }, userErrors: [] });
      expect(await adjust(article.sku, -2)).toMatchObject({ product: { stock: { onHand: 10 } }, userErrors: [] });
      await admin.ask(ReserveStockDocument, { input: { sku: article.sku, quantity: 4 } });
      expect(await set(article.sku, 3)).toEqual(failure('INSUFFICIENT_STOCK', 'input.onHand', NOTHING));
      expect(await adjust(article.sku, -7)).toEqual(failure('INSUFFICIENT_STOCK', 'input.delta', NOTHING));
      expect(await stockOf(admin, article)).toEqual({ onHand: 10, reserved: 4, available: 6 });
      expect(await adjust(article.sku, -6)).toMatchObject({ product: { stock: { onHand: 4, available: 0 } } });
      expect(codesOf(await set(article.sku, 4))).toEqual([]);
    });

    test('fail with INVALID_INPUT above what can be counted, and with NOT_FOUND for an unknown SKU', async () => {
      const article = await stockArticle(within().admin, '10.00', 5);
      expect(await adjust(article.sku, 2_147_483_647)).toEqual(failure('INVALID_INPUT', 'input.delta', NOTHING));
      expect(await set(article.sku, 2_147_483_647)).toMatchObject({ product: { stock: { available: 2_147_483_647 } } });
      // What is sold may be returned, and must still be counted then.
      const customer = await within().customerWith('10.00');
      await customer.settled(await customer.placeOrder([{ sku: article.sku, quantity: 1 }]));
      expect(await set(article.sku, 2_147_483_647)).toEqual(failure('INVALID_INPUT', 'input.onHand', NOTHING));
      expect(await adjust('NO-SUCH-SKU', 1)).toEqual(failure('NOT_FOUND', 'input.sku', NOTHING));
      expect(await set('NO-SUCH-SKU', 1)).toEqual(failure('NOT_FOUND', 'input.sku', NOTHING));
    });
  });
}

/** What is sold, and how much there is of it. */
export function productTests(within: Within): void {
  catalogue(within);
  list(within);
  archive(within);
  stock(within);
}
