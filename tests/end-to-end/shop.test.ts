import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AccountDocument, PlaceOrderDocument, ProductsDocument } from '../../client/generated/graphql.ts';
import { customersWith, stockArticle, stockOf } from '../kit/shop.ts';
import type { Article } from '../kit/shop.ts';
import { startSystem } from '../kit/system.ts';
import type { TestSystem } from '../kit/system.ts';
import type { Visitor } from '../kit/visitor.ts';
import { LOGIN_ATTEMPTS, operationTests } from './operations.ts';
import { onEachEngine } from './suite.ts';

onEachEngine('a running system', (engine) => {
  let system: TestSystem;
  let admin: Visitor;
  let stopEngine: () => Promise<void>;

  beforeAll(async () => {
    const { settings, stop } = await engine.start();
    stopEngine = stop;
    system = await startSystem({ LOGIN_ATTEMPTS_PER_LOGIN: String(LOGIN_ATTEMPTS), ...settings });
    admin = await system.visitor().login(system.admin);
  });
  afterAll(async () => {
    await system?.remove();
    await stopEngine?.();
  });

  const availableOf = async (customer: Visitor): Promise<string | undefined> => {
    const { me } = await customer.ask(AccountDocument, {});
    return me?.account?.available.amount;
  };

  test('an order is reserved, paid, confirmed and told about by each service', async () => {
    const article = await stockArticle(admin, '200.50', 10);
    const [customer] = await customersWith(system, 1, '1000.00');
    if (customer === undefined) throw new Error('there is no customer');
    const { placeOrder } = await customer.ask(PlaceOrderDocument, {
      input: { lines: [{ sku: article.sku, quantity: 2 }], expectedTotal: { amount: '401.00', currency: 'USD' } },
    });
    expect(placeOrder).toMatchObject({ order: { status: 'PENDING', total: null }, userErrors: [] });

    const order = await customer.settled(placeOrder?.order?.id ?? '');
    expect(order).toMatchObject({
      status: 'CONFIRMED',
      total: { amount: '401.00', currency: 'USD' },
      failure: null,
      customer: {
        id: customer.userId,
        account: { available: { amount: '599.00' }, held: { amount: '0.00' }, balance: { amount: '599.00' } },
      },
      lines: [
        {
          sku: article.sku,
          productId: article.id,
          quantity: 2,
          unitPrice: { amount: '200.50' },
          lineTotal: { amount: '401.00' },
          product: { stock: { onHand: 8, reserved: 0, available: 8 } },
        },
      ],
      payment: { status: 'CAPTURED', amount: { amount: '401.00', currency: 'USD' } },
      reservations: [{ status: 'COMMITTED', quantity: 2, product: { id: article.id } }],
    });
    expect(order.timeline.map(({ status }) => status)).toEqual(['PENDING', 'AWAITING_PAYMENT', 'CONFIRMED']);

    await expect
      .poll(
        async () =>
          (await customer.orderPage(order.id)).notifications?.map(({ type, status }) => `${type} ${status}`).toSorted(),
        { timeout: 20_000 },
      )
      .toEqual(['ORDER_CONFIRMED SENT', 'ORDER_PLACED SENT']);
    const mailbox = await fetch(`${system.mailboxUrl}/api/v1/messages`);
    expect(JSON.stringify(await mailbox.json())).toContain(order.number);
    const { notifications } = await customer.orderPage(order.id);
    expect(notifications?.find(({ type }) => type === 'ORDER_CONFIRMED')?.message).toContain(
      `Your order:\n2 × Article ${article.sku}: 401.00 USD`,
    );
  });

  test('an order that the account does not cover ends REJECTED and leaves account and stock as they were', async () => {
    const article = await stockArticle(admin, '100.01', 5);
    const [customer] = await customersWith(system, 1, '100.00');
    if (customer === undefined) throw new Error('there is no customer');
    const order = await customer.settled(await customer.placeOrder([{ sku: article.sku, quantity: 1 }]));
    expect(order).toMatchObject({
      status: 'REJECTED',
      failure: { code: 'INSUFFICIENT_FUNDS', message: expect.stringMatching(/./) as unknown },
      customer: { account: { available: { amount: '100.00' }, held: { amount: '0.00' } } },
    });
    expect(await stockOf(customer, article)).toEqual({ onHand: 5, reserved: 0, available: 5 });
  });

  test('one locked product leaves the catalogue and orders of other products available', async () => {
    const [held, free] = [await stockArticle(admin, '5.00', 20), await stockArticle(admin, '5.00', 20)];
    const [customer] = await customersWith(system, 1, '1000.00');
    if (customer === undefined) throw new Error('there is no customer');
    const order = ({ sku }: Article, count: number): Promise<string[]> =>
      Promise.all(Array.from({ length: count }, () => customer.placeOrder([{ sku, quantity: 1 }])));
    const statuses = async (ids: readonly string[]) =>
      new Set(await Promise.all(ids.map(async (id) => (await customer.settled(id)).status)));
    const rival = new pg.Client({ connectionString: system.databaseUrl('products') });
    await rival.connect();
    try {
      await rival.query('BEGIN');
      await rival.query('SELECT FROM products WHERE id = $1 FOR UPDATE', [held.id]);
      const waiting = await order(held, 14);
      const waits = "SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock'";
      await expect.poll(async () => (await rival.query(waits)).rowCount).toBeGreaterThan(0);
      expect(await statuses(await order(free, 4))).toEqual(new Set(['CONFIRMED']));
      const anybody = system.visitor();
      for (let asked = 0; asked < 20; asked += 1)
        expect((await anybody.ask(ProductsDocument, { first: 5 })).products?.nodes).not.toEqual([]);
      expect((await customer.orderPage(waiting[0] ?? '')).status).toBe('PENDING');
      await rival.query('ROLLBACK');
      expect(await statuses(waiting)).toEqual(new Set(['CONFIRMED']));
    } finally {
      await rival.end();
    }
  });

  test('a hundred buyers at once for the last ten pieces: exactly ten are confirmed', async () => {
    const article = await stockArticle(admin, '5.00', 10);
    const customers = await customersWith(system, 20, '100.00');
    const placed = await Promise.all(
      Array.from({ length: 100 }, async (_, index) => {
        const customer = customers[index % customers.length];
        if (customer === undefined) throw new Error('there is no customer');
        return { customer, id: await customer.placeOrder([{ productId: article.id, quantity: 1 }]) };
      }),
    );
    const orders = await Promise.all(placed.map(({ customer, id }) => customer.settled(id)));
    expect(Object.groupBy(orders, ({ status }) => status)['CONFIRMED']).toHaveLength(10);
    expect(orders.filter(({ failure }) => failure?.code === 'OUT_OF_STOCK')).toHaveLength(90);
    expect(await stockOf(admin, article)).toEqual({ onHand: 0, reserved: 0, available: 0 });
    const available = await Promise.all(customers.map(availableOf));
    expect(available.reduce((sum, amount) => sum + Number((amount ?? '').replace('.', '')), 0)).toBe(
      20 * 10_000 - 10 * 500,
    );
  });

  // They look at operations one by one, of which none knows the queue.
  if (engine.name === 'PostgreSQL') operationTests(() => system);
});
