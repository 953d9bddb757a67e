import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AccountDocument } from '../../client/generated/graphql.ts';
import type { RedisServer } from '../kit/redis.ts';
import { customersWith, stockArticle, stockOf } from '../kit/shop.ts';
import type { Article } from '../kit/shop.ts';
import { startSystem } from '../kit/system.ts';
import type { TestSystem } from '../kit/system.ts';
import type { OrderPage, Visitor } from '../kit/visitor.ts';
import { onEachEngine } from './suite.ts';

const CUSTOMERS = 4;
const ORDERS = 32;
const ON_HAND = 1_000;
/** Between placing orders, so that the killing falls into the middle of some and before others. */
const PACE_MS = 60;

onEachEngine('crashes', (engine) => {
  let system: TestSystem;
  let redis: RedisServer | undefined;
  let stopEngine: () => Promise<void>;

  beforeAll(async () => {
    const started = await engine.start();
    redis = started.redis;
    stopEngine = started.stop;
    system = await startSystem(started.settings);
  });
  afterAll(async () => {
    await system?.remove();
    await stopEngine?.();
  });

  /** Places orders while `trouble` happens, waits until all are settled, and holds money and stock against them. */
  async function ordersThrough(trouble: () => Promise<void>): Promise<OrderPage[]> {
    const admin = await system.visitor().login(system.admin);
    const article = await stockArticle(admin, '10.00', ON_HAND);
    const customers = await customersWith(system, CUSTOMERS, '60.00'); // Enough for six of the eight that each orders.
    const placing = Promise.all(
      Array.from({ length: ORDERS }, async (_, index) => {
        await delay(index * PACE_MS);
        const customer = customers[index % CUSTOMERS];
        if (customer === undefined) throw new Error('nobody came');
        return { customer, id: await customer.placeOrder([{ sku: article.sku, quantity: 1 }]) };
      }),
    );
    await delay((ORDERS * PACE_MS) / 3);
    await trouble();
    const orders = await Promise.all((await placing).map(({ customer, id }) => customer.settled(id)));
    await expectTruth(customers, article, orders);
    return orders;
  }

  async function expectTruth(
    customers: readonly Visitor[],
    article: Article,
    orders: readonly OrderPage[],
  ): Promise<void> {
    expect([...new Set(orders.map(({ status }) => status))].toSorted()).toEqual(['CONFIRMED', 'REJECTED']);
    for (const order of orders) {
      const isConfirmed = order.status === 'CONFIRMED';
      expect(order.payment?.status).toBe(isConfirmed ? 'CAPTURED' : 'DECLINED');
      expect(order.reservations?.map(({ status }) => status)).toEqual([isConfirmed ? 'COMMITTED' : 'RELEASED']);
    }
    expect(orders.filter(({ status }) => status === 'CONFIRMED')).toHaveLength(CUSTOMERS * 6);
    for (const customer of customers) {
      const { me } = await customer.insist(AccountDocument, {});
      expect(me?.account).toMatchObject({ balance: { amount: '0.00' }, held: { amount: '0.00' } });
      expect(me?.account?.operations.nodes.map(({ balanceAfter }) => balanceAfter.amount)).toEqual([
        '0.00',
        '10.00',
        '20.00',
        '30.00',
        '40.00',
        '50.00',
        '60.00',
      ]);
    }
    const [somebody] = customers;
    if (somebody === undefined) throw new Error('nobody came');
    expect(await stockOf(somebody, article)).toEqual({
      onHand: ON_HAND - CUSTOMERS * 6,
      reserved: 0,
      available: ON_HAND - CUSTOMERS * 6,
    });
  }

  const pidsOf = (name: RegExp): number[] =>
    system
      .processes()
      .filter(({ command }) => name.test(command))
      .map(({ pid }) => pid);

  test.each(['accounts', 'products', 'orders', 'notifications', 'users', 'router'])(
    'orders go on when %s is killed in the middle of them',
    async (name) => {
      await ordersThrough(async () => {
        const pids = pidsOf(new RegExp(`${name}/main\\.ts`));
        expect(pids).toHaveLength(1);
        system.kill(...pids);
      });
    },
  );

  test('orders go on when PostgreSQL is killed in the middle of them', async () => {
    await ordersThrough(async () => {
      const pids = pidsOf(/bin\/postgres .*-D/);
      expect(pids.length).toBeGreaterThan(0);
      system.kill(...pids);
    });
  });

  test('orders go on when every process is killed in the middle of them and the system is started again', async () => {
    await ordersThrough(async () => {
      system.kill(...system.processes().map(({ pid }) => pid));
      await delay(500);
      await system.start();
    });
  });

  test.runIf(engine.name === 'Redis')(
    'orders go on when Redis is killed in the middle of them and comes back empty',
    async () => {
      await ordersThrough(async () => {
        await redis?.kill();
        await delay(700);
        await redis?.start();
      });
    },
  );
});
