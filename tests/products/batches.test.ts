import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Envelope } from '#platform/message.ts';
import type { Product } from '../../subgraphs/products/rows.ts';
import { lockProducts } from '../../subgraphs/products/stock.ts';
import { times, wordFor } from '../kit/world.ts';
import { ask, newOrder, openShelf } from './shelf.ts';
import type { Shelf, TestOrder } from './shelf.ts';

let world: Shelf;
beforeAll(async () => {
  world = await openShelf();
});
afterAll(() => world.close());

/** How often a batch was run since the world.statements were last cleared: once, unless it failed or PostgreSQL ended it. */
const attempts = (): number => world.statements.filter((text) => text.includes('INTO messaging.inbox')).length;
const namesOf = async ({ orderId }: TestOrder): Promise<string[]> =>
  (await world.messages(orderId)).map(({ name }) => name);

describe('a batch', () => {
  test('holds poison, duplicates, and messages about one order and one product: each has the effect that it would have alone', async () => {
    const mug = await world.product({ onHand: 3 });
    const [first, second, third, unknown] = [newOrder(), newOrder(), newOrder(), newOrder()];
    const two = [{ sku: mug.sku, quantity: 2 }];
    const earlier = ask.reserve(newOrder(), [{ sku: mug.sku, quantity: 1 }]);
    await world.take([earlier]);
    const reserve = ask.reserve(first, two);
    const handled = await world.take([
      earlier, // Delivered before.
      reserve,
      ask.commit(unknown), // Poison: it contradicts.
      ask.reserve(second, [{ productId: mug.id, quantity: 2 }]), // Nothing is left of the first one's product.
      reserve, // Delivered twice in the batch.
      ask.reserve(first, two), // Asked again under another message id.
      ask.release(first),
      ask.reserve({ ...first, customerId: newOrder().customerId }, two), // Poison: another customer's.
      ask.reserve(third, two), // What the first one gave back.
      ask.commit(third),
    ]);
    expect(handled.map(wordFor)).toEqual([
      'duplicate',
      'done',
      'failed',
      'done',
      'duplicate',
      'done',
      'done',
      'failed',
      'done',
      'done',
    ]);
    expect(await namesOf(first)).toEqual(['StockReserved', 'StockReserved', 'ReservationsReleased']);
    expect(await namesOf(second)).toEqual(['StockRejected']);
    expect(await namesOf(third)).toEqual(['StockReserved', 'ReservationsCommitted']);
    expect(await namesOf(unknown)).toEqual([]);
    expect(await world.stockOf(mug.id)).toEqual({ onHand: 1, reserved: 1 });
    expect((await world.movementsOf(mug.id)).map(({ kind }) => kind)).toEqual([
      'SET',
      'RESERVE',
      'RESERVE',
      'RELEASE',
      'RESERVE',
      'COMMIT',
    ]);
  });

  test('gives back first what was set aside for a time that has run out', async () => {
    const mug = await world.product({ onHand: 3 });
    const id = uuidv7();
    await world.prisma.reservation.create({
      data: { id, productId: mug.id, quantity: 3, unitPriceMinor: 1n, currency: 'USD', expiresAt: new Date(0) },
    });
    await world.prisma.stockMovement.create({
      data: { id: uuidv7(), productId: mug.id, kind: 'RESERVE', onHandDelta: 0, reservedDelta: 3, reservationId: id },
    });
    await world.prisma.product.update({ where: { id: mug.id }, data: { reserved: 3 } });
    const orders = times(3, newOrder);
    await world.take(orders.map((order) => ask.reserve(order, [{ sku: mug.sku, quantity: 2 }])));
    expect(await Promise.all(orders.map(namesOf))).toEqual([['StockReserved'], ['StockRejected'], ['StockRejected']]);
    expect(await world.stockOf(mug.id)).toEqual({ onHand: 3, reserved: 2 });
  });

  test('for more than there is serves who came first, without being run again', async () => {
    const mug = await world.product({ onHand: 10 });
    const orders = times(50, newOrder);
    world.statements.length = 0;
    await world.take(orders.map((order) => ask.reserve(order, [{ sku: mug.sku, quantity: 1 }])));
    expect(attempts()).toBe(1);
    const served = ['StockReserved', 'StockRejected'].flatMap((name, index) => times(index ? 40 : 10, () => name));
    expect((await Promise.all(orders.map(namesOf))).flat()).toEqual(served);
    expect(await world.stockOf(mug.id)).toEqual({ onHand: 10, reserved: 10 });
  });

  test('costs as many statements for fifty messages as for one', async () => {
    const [mug, tea] = [await world.product({ onHand: 1_000 }), await world.product({ onHand: 1_000 })];
    const lines = [
      { sku: mug.sku, quantity: 1 },
      { productId: tea.id, quantity: 1 },
    ];
    const costOf = async (messages: readonly Envelope[]): Promise<number> => {
      world.statements.length = 0;
      expect(new Set((await world.take(messages)).map(wordFor))).toEqual(new Set(['done']));
      return world.statements.length;
    };
    const costs = [];
    for (const count of [1, 50]) {
      const [sold, dropped] = [times(count, newOrder), times(count, newOrder)];
      costs.push([
        await costOf(sold.map((order) => ask.reserve(order, lines))),
        await costOf(sold.map(ask.commit)),
        await costOf(sold.map(ask.giveBack)),
        await costOf(dropped.flatMap((order) => [ask.reserve(order, lines), ask.release(order)])),
      ]);
    }
    // The inbox, locks of orders, orders, locks of products, two writes, the stock, the outbox.
    expect(costs[0]).toEqual([8, 8, 8, 8]);
    expect(costs[1]).toEqual(costs[0]);
  });
});

describe('batches of several replicas at the same time', () => {
  /** Has replicas handle a batch each while a product is locked elsewhere; lets go once all of them wait. Returns how often a batch was run. */
  async function race(product: Product, batches: readonly (readonly Envelope[])[]): Promise<number> {
    world.statements.length = 0;
    const handled = await world.deps.database.transaction(async (tx) => {
      await lockProducts(tx, { ids: [product.id] });
      const running = batches.map((batch, replica) => world.take(batch, replica));
      await expect.poll(world.waiting, { timeout: 2_000 }).toBe(batches.length);
      return { running };
    });
    for (const each of await Promise.all(handled.running))
      expect(new Set(each.map(wordFor))).toEqual(new Set(['done']));
    return attempts();
  }
  const shelf = () => Promise.all(times(7, () => world.product({ onHand: 1_000 })));
  const middleOf = (products: readonly Product[]): Product => products[3] ?? expect.fail();

  test('reserve the same products in opposite order without a deadlock', async () => {
    const products = await shelf();
    const lines = products.map(({ sku }) => ({ sku, quantity: 1 }));
    const batches = [lines, lines.toReversed()].map((each) => times(20, () => ask.reserve(newOrder(), each)));
    expect(await race(middleOf(products), batches)).toBe(2);
    for (const { id } of products) expect(await world.stockOf(id)).toEqual({ onHand: 1_000, reserved: 40 });
  });

  test('handle the same orders in opposite order, each request once', async () => {
    const products = await shelf();
    const lines = products.map(({ sku }) => ({ sku, quantity: 1 }));
    const orders = times(20, newOrder);
    const askTwice = (make: (order: TestOrder, index: number) => Envelope): Promise<number> =>
      race(middleOf(products), [orders.map(make), orders.map(make).toReversed()]);
    expect(await askTwice((order) => ask.reserve(order, lines))).toBe(2);
    expect(await askTwice((order, index) => (index % 2 ? ask.commit : ask.release)(order))).toBe(2);
    expect(await askTwice((order, index) => (index % 2 ? ask.giveBack : ask.release)(order))).toBe(2);
    for (const { id } of products) {
      expect(await world.stockOf(id)).toEqual({ onHand: 1_000, reserved: 0 });
      expect(await world.movementsOf(id)).toHaveLength(1 + 10 * 2 + 10 * 3);
    }
    for (const order of orders) expect(await namesOf(order)).toHaveLength(6);
  });
});
