import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import {
  OrderDocument,
  OrdersDocument,
  PlaceOrderDocument,
  UpdateProductDocument,
} from '../../../client/generated/graphql.ts';
import type { PlaceOrderInput } from '../../../client/generated/graphql.ts';
import { stockArticle, stockOf } from '../../kit/shop.ts';
import { NOBODY } from './calls.ts';
import type { Person, Within } from './world.ts';

/** Places an order that must fail, and holds against it that nothing was charged, held or reserved. */
async function expectRejected(
  customer: Person,
  lines: PlaceOrderInput['lines'],
  { code, expectedTotal }: { code: string; expectedTotal?: PlaceOrderInput['expectedTotal'] },
) {
  const order = await customer.settled(await customer.placeOrder(lines, { expectedTotal }));
  expect(order).toMatchObject({ status: 'REJECTED', failure: { code }, pollAfterMs: null });
  expect(order.failure?.message).toMatch(/^\S.{10,}\.$/);
  expect(order.customer?.account).toMatchObject({ balance: { amount: '100.00' }, held: { amount: '0.00' } });
  expect(order.reservations?.filter(({ status }) => status !== 'RELEASED')).toEqual([]);
  return order;
}

function rejections(within: Within): void {
  describe('an order ends REJECTED', () => {
    const usd = (amount: string) => ({ amount, currency: 'USD' });

    test('for its lines: PRODUCT_NOT_FOUND, CURRENCY_MISMATCH, OUT_OF_STOCK, then PRICE_CHANGED', async () => {
      const { admin, customerWith } = within();
      const customer = await customerWith('100.00');
      const article = await stockArticle(admin, '10.00', 5);
      const yen = await stockArticle(admin, '10', 5, 'JPY');
      const [one, tooMany] = [1, 6].map((quantity) => ({ sku: article.sku, quantity }));
      if (one === undefined || tooMany === undefined) throw new Error('There are two lines');
      const [other, unknown] = [yen.sku, 'NO-SUCH-SKU'].map((sku) => ({ sku, quantity: 1 }));
      if (other === undefined || unknown === undefined) throw new Error('There are two lines');
      const expectedTotal = usd('9.99');
      await expectRejected(customer, [tooMany, other, unknown], { code: 'PRODUCT_NOT_FOUND', expectedTotal });
      await expectRejected(customer, [{ productId: NOBODY, quantity: 1 }], { code: 'PRODUCT_NOT_FOUND' });
      await expectRejected(customer, [tooMany, other], { code: 'CURRENCY_MISMATCH', expectedTotal });
      await expectRejected(customer, [tooMany], { code: 'OUT_OF_STOCK', expectedTotal });
      await expectRejected(customer, [one], { code: 'PRICE_CHANGED', expectedTotal });
      const inYen = { amount: '10', currency: 'JPY' };
      await expectRejected(customer, [one], { code: 'PRICE_CHANGED', expectedTotal: inYen });
      expect(await stockOf(admin, article)).toEqual({ onHand: 5, reserved: 0, available: 5 });
    });

    test.each([
      ['ACCOUNT_NOT_FOUND', '99999.999', 'KWD'],
      ['LIMIT_EXCEEDED', '10000.01', 'USD'],
      ['INSUFFICIENT_FUNDS', '100.01', 'USD'],
    ])('for its payment: %s', async (code, price, currency) => {
      const { admin, customerWith } = within();
      const customer = await customerWith('100.00');
      const article = await stockArticle(admin, price, 5, currency);
      const order = await expectRejected(customer, [{ sku: article.sku, quantity: 1 }], { code });
      expect(order).toMatchObject({
        total: { amount: price, currency },
        payment: { status: 'DECLINED', declineCode: code, amount: { amount: price, currency } },
      });
      expect(await stockOf(admin, article)).toEqual({ onHand: 5, reserved: 0, available: 5 });
    });

    test('only above the limit of its own currency', async () => {
      const { admin, newcomer } = within();
      const customer = await newcomer();
      await customer.deposit('3000000', 'JPY');
      const article = await stockArticle(admin, '1000000', 5, 'JPY');
      const within1 = await customer.settled(await customer.placeOrder([{ sku: article.sku, quantity: 1 }]));
      expect(within1).toMatchObject({ status: 'CONFIRMED', total: { amount: '1000000', currency: 'JPY' } });
      const above = await customer.settled(await customer.placeOrder([{ sku: article.sku, quantity: 2 }]));
      expect(above).toMatchObject({ status: 'REJECTED', payment: { declineCode: 'LIMIT_EXCEEDED' } });
    });
  });
}

function prices(within: Within): void {
  test('an order keeps the price at which it was reserved, while the product gets another', async () => {
    const { admin, customerWith, whileStopped } = within();
    const customer = await customerWith('100.00');
    const article = await stockArticle(admin, '10.00', 5);
    const id = await whileStopped(['accounts'], async () => {
      const placed = await customer.placeOrder([{ sku: article.sku, quantity: 2 }]);
      const reserved = async () => (await stockOf(admin, article)).reserved;
      await expect.poll(reserved, { timeout: 10_000 }).toBe(2);
      const price = { amount: '12.00', currency: 'USD' };
      await admin.ask(UpdateProductDocument, { input: { id: article.id, price } });
      return placed;
    });
    expect(await customer.settled(id)).toMatchObject({
      status: 'CONFIRMED',
      total: { amount: '20.00' },
      payment: { status: 'CAPTURED', amount: { amount: '20.00' } },
      lines: [
        { unitPrice: { amount: '10.00' }, lineTotal: { amount: '20.00' }, product: { price: { amount: '12.00' } } },
      ],
      customer: { account: { balance: { amount: '80.00' } } },
    });
    const again = await customer.settled(await customer.placeOrder([{ sku: article.sku, quantity: 1 }]));
    expect(again).toMatchObject({ status: 'CONFIRMED', total: { amount: '12.00' } });
  });
}

function finding(within: Within): void {
  test('order is found by id and number, by its customer and by administrators, and orders are paged and filtered', async () => {
    const { admin, customerWith } = within();
    const customer = await customerWith('100.00');
    const article = await stockArticle(admin, '10.00', 50);
    const ids: string[] = [];
    for (const quantity of [1, 2, 99, 1]) {
      const id = await customer.placeOrder([{ sku: article.sku, quantity }], { idempotencyKey: randomUUID() });
      await customer.settled(id);
      ids.unshift(id);
    }
    const { id, number } = await customer.orderPage(ids[0] ?? '');
    for (const somebody of [customer, admin]) {
      expect(await somebody.ask(OrderDocument, { id })).toMatchObject({ order: { id, number } });
      expect(await somebody.ask(OrderDocument, { number })).toMatchObject({ order: { id, number } });
    }
    const stranger = await customerWith('1.00');
    expect(await stranger.ask(OrderDocument, { id })).toEqual({ order: null });
    expect(await stranger.ask(OrderDocument, { number })).toEqual({ order: null });
    expect(await customer.ask(OrderDocument, { id: NOBODY })).toEqual({ order: null });

    const list = async (variables: object) => {
      const { orders } = await customer.ask(OrdersDocument, variables);
      return { ids: orders?.nodes.map((order) => order.id), page: orders?.pageInfo };
    };
    expect((await list({})).ids).toEqual(ids);
    expect((await list({ status: ['REJECTED'] })).ids).toEqual([ids[1]]);
    expect((await list({ status: ['CONFIRMED', 'REJECTED'] })).ids).toEqual(ids);
    const first = await list({ first: 3 });
    expect(first.page).toMatchObject({ hasNextPage: true });
    await customer.ask(PlaceOrderDocument, { input: { lines: [{ sku: article.sku, quantity: 1 }] } });
    const second = await list({ first: 3, after: first.page?.endCursor });
    expect([...(first.ids ?? []), ...(second.ids ?? [])]).toEqual(ids);
    expect((await stranger.ask(OrdersDocument, {})).orders?.nodes).toEqual([]);
    expect((await admin.ask(OrdersDocument, { first: 100 })).orders?.nodes.map((order) => order.id)).toContain(id);
  });
}

/** Orders as they are placed and found, and why they fail. */
export function orderTests(within: Within): void {
  rejections(within);
  prices(within);
  finding(within);
}
