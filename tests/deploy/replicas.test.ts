import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { redisOrSkip } from '../kit/redis.ts';
import { stockArticle, stockOf } from '../kit/shop.ts';
import type { Article } from '../kit/shop.ts';
import type { Visitor } from '../kit/visitor.ts';
import { startReplicatedSystem, sumOf } from './replicated-system.ts';
import type { Replica, ReplicatedSystem } from './replicated-system.ts';

const SENT = 'ordergraph_messages_sent_total';
const TAKEN = 'ordergraph_messages_taken_total';
const WAIT = { timeout: 30_000 };
const ORDERS = 30;
/** Those that send and take while an order is on its way. */
const AT_WORK = ['accounts', 'products', 'orders'] as const;

test('a metric is summed over its labels and not mistaken for a longer name', () => {
  const text = '# HELP a_total A.\na_total{x="1"} 2\na_total{x="2"} 3\na_total_created 9\nb_total 4\n';
  expect([sumOf(text, 'a_total'), sumOf(text, 'b_total'), sumOf(text, 'c_total')]).toEqual([5, 4, 0]);
});

describe.runIf(redisOrSkip('replicas'))('two replicas of every process, over one PostgreSQL and one Redis,', () => {
  let system: ReplicatedSystem;
  let article: Article;
  let customer: Visitor;
  let ended: (number | null)[] | undefined;
  beforeAll(async () => {
    system = await startReplicatedSystem();
  });
  afterAll(async () => {
    if (ended === undefined) await system.stop();
  });

  const pairOf = (service: (typeof AT_WORK)[number]): readonly [Replica, Replica] => {
    const pair = system.pairs.get(service);
    if (pair === undefined) throw new Error(`There is no ${service}`);
    return pair;
  };
  const placeOrders = async (count: number): Promise<string[]> =>
    Promise.all(Array.from({ length: count }, () => customer.placeOrder([{ sku: article.sku, quantity: 1 }])));
  const outcomes = async (ids: readonly string[]) =>
    new Set(await Promise.all(ids.map(async (id) => (await customer.settled(id)).status)));

  test('start at once on empty databases, and know the one administrator and each other’s tokens', async () => {
    const admin = await system.visitor().login(system.admin);
    article = await stockArticle(admin, '2.50', 1_000);
    customer = await system.visitor(1).register();
    await customer.deposit('1000.00');
    expect(await stockOf(customer, article)).toEqual({ onHand: 1_000, reserved: 0, available: 1_000 });
  });

  test('share the queue, while one of the two sends what both write', async () => {
    expect(await outcomes(await placeOrders(ORDERS))).toEqual(new Set(['CONFIRMED']));
    for (const service of AT_WORK) {
      const pair = pairOf(service);
      const sent = await Promise.all(pair.map((replica) => replica.metric(SENT)));
      expect(
        sent.toSorted((a, b) => a - b),
        `sent by ${service}`,
      ).toEqual([0, expect.any(Number)]);
      expect(Math.max(...sent), `sent by ${service}`).toBeGreaterThan(0);
      const taken = await Promise.all(pair.map((replica) => replica.metric(TAKEN)));
      expect(Math.min(...taken), `taken by ${service}`).toBeGreaterThan(0);
    }
  });

  test('settle every order when the one that sends is killed, of each service, in the middle of them', async () => {
    const before = await stockOf(customer, article);
    const survivors = new Map<string, Replica>();
    const ids = await placeOrders(ORDERS);
    for (const service of AT_WORK) {
      const [one, other] = pairOf(service);
      const [leader, survivor] = (await one.metric(SENT)) > 0 ? [one, other] : [other, one];
      expect(await survivor.metric(SENT), service).toBe(0);
      await leader.kill();
      survivors.set(service, survivor);
    }
    const more = await placeOrders(ORDERS);
    expect(await outcomes([...ids, ...more])).toEqual(new Set(['CONFIRMED']));
    const left = before.onHand - 2 * ORDERS;
    expect(await stockOf(customer, article)).toEqual({ onHand: left, reserved: 0, available: left });
    for (const [service, survivor] of survivors)
      await expect.poll(() => survivor.metric(SENT), { ...WAIT, message: service }).toBeGreaterThan(0);
  });

  test('end in order when they are told to', async () => {
    ended = await system.stop();
    expect(ended.filter((code) => code === 0)).toHaveLength(system.replicas.length - AT_WORK.length);
    expect(ended.filter((code) => code === null)).toHaveLength(AT_WORK.length);
  });
});
