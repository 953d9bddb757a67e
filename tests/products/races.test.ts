import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { adjustStock, reserveByHand } from '../../subgraphs/products/use-cases/stock-by-hand.ts';
import { changeProduct } from '../../subgraphs/products/rows.ts';
import { resultOf, times } from '../kit/world.ts';
import { admin, newOrder, openShelf } from './shelf.ts';
import type { Shelf } from './shelf.ts';

let world: Shelf;
beforeAll(async () => {
  world = await openShelf();
});
afterAll(() => world.close());

/** Opens once all are waiting. */
function createGate(count: number): () => Promise<void> {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  let waiting = 0;
  return async () => {
    waiting += 1;
    if (waiting === count) resolve(undefined);
    await promise;
  };
}

describe('the last pieces', () => {
  test('a hundred orders at once for the last ten: exactly ten get one', async () => {
    const mug = await world.product({ onHand: 10 });
    const orders = times(100, newOrder);
    await Promise.all(orders.map((order) => world.reserve(order, [{ sku: mug.sku, quantity: 1 }])));
    const answers = await Promise.all(orders.map(({ orderId }) => world.messages(orderId)));
    expect(answers.filter(([answer]) => answer?.name === 'StockReserved')).toHaveLength(10);
    expect(answers.filter(([answer]) => answer?.payload['code'] === 'OUT_OF_STOCK')).toHaveLength(90);
    expect(answers.every((sent) => sent.length === 1)).toBe(true);
    expect(await world.stockOf(mug.id)).toEqual({ onHand: 10, reserved: 10 });
  });

  test('control: a decision without the lock would oversell, and only the CHECK constraint stops it', async () => {
    const rivals = 4;
    const oversell = async (id: string): Promise<PromiseSettledResult<number>[]> => {
      const gate = createGate(rivals);
      const take = async (): Promise<number> => {
        const { onHand, reserved } = await world.stockOf(id);
        await gate();
        if (onHand - reserved < 1) return 0;
        return world.prisma.$executeRaw`UPDATE products SET reserved = reserved + 1 WHERE id = ${id}::uuid`;
      };
      return Promise.allSettled(times(rivals, take));
    };
    const [guarded, unguarded] = [await world.product({ onHand: 2 }), await world.product({ onHand: 2 })];
    expect((await oversell(guarded.id)).filter(({ status }) => status === 'rejected')).toHaveLength(2);
    expect(await world.stockOf(guarded.id)).toEqual({ onHand: 2, reserved: 2 });

    await world.prisma.$executeRaw`ALTER TABLE products DROP CONSTRAINT products_stock`;
    await oversell(unguarded.id);
    expect(await world.stockOf(unguarded.id)).toEqual({ onHand: 2, reserved: 4 });
    await world.prisma
      .$executeRaw`ALTER TABLE products ADD CONSTRAINT products_stock CHECK (0 <= reserved AND reserved <= on_hand) NOT VALID`;
  });
});

describe('requests for one order at once', () => {
  test('the same reserve under many message ids reserves once and answers each the same', async () => {
    const mug = await world.product();
    const order = newOrder();
    await Promise.all(times(20, () => world.reserve(order, [{ sku: mug.sku, quantity: 2 }])));
    const sent = await world.messages(order.orderId);
    expect(sent).toHaveLength(20);
    expect(new Set(sent.map((message) => JSON.stringify(message))).size).toBe(1);
    expect(await world.stockOf(mug.id)).toEqual({ onHand: 10, reserved: 2 });
  });

  test('reserve and release: whichever comes first, nothing stays reserved', async () => {
    const mug = await world.product({ onHand: 1_000 });
    const orders = times(30, newOrder);
    await Promise.all(
      orders.flatMap((order) =>
        [world.reserve(order, [{ sku: mug.sku, quantity: 2 }]), world.release(order)].toReversed(),
      ),
    );
    expect(await world.stockOf(mug.id)).toEqual({ onHand: 1_000, reserved: 0 });
    for (const { orderId } of orders) {
      expect((await world.messages(orderId)).map(({ name }) => name)).toContain('ReservationsReleased');
    }
  });

  test('commit and release: one of the two happens, whole, and the other is refused', async () => {
    const mug = await world.product({ onHand: 100 });
    const orders = times(20, newOrder);
    for (const order of orders) await world.reserve(order, [{ sku: mug.sku, quantity: 1 }]);
    const outcomes = await Promise.all(
      orders.map((order) => Promise.allSettled([world.commit(order), world.release(order)])),
    );
    for (const outcome of outcomes)
      expect(outcome.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    const sold = outcomes.filter(([commit]) => commit.status === 'fulfilled').length;
    expect(await world.stockOf(mug.id)).toEqual({ onHand: 100 - sold, reserved: 0 });
  });
});

describe('the price', () => {
  test('is the new one for an order that comes while it is changed: the order waits for the change', async () => {
    const mug = await world.product();
    const order = newOrder();
    const changed = Promise.withResolvers<undefined>();
    const mayCommit = Promise.withResolvers<undefined>();
    const change = world.deps.database.transaction(async (tx) => {
      await changeProduct(tx, mug.id, { price: { amountMinor: 1n, currency: 'USD' } });
      changed.resolve(undefined);
      await mayCommit.promise;
    });
    await changed.promise;
    const reserving = world.reserve(order, [{ sku: mug.sku, quantity: 1 }]);
    await expect.poll(world.waiting, { timeout: 10_000 }).toBe(1);
    mayCommit.resolve(undefined);
    await Promise.all([change, reserving]);
    expect((await world.lastSent(order.orderId))?.payload).toMatchObject({
      total: { amountMinor: '1', currency: 'USD' },
    });
  });
});

describe('idempotency keys', () => {
  test('fifty adjustments at once under one key adjust once and answer alike', async () => {
    const mug = await world.product();
    const input = { sku: mug.sku, delta: 5, idempotencyKey: 'delivery-1' };
    const outcomes = await Promise.all(times(50, () => adjustStock(world.deps, admin, input)));
    expect(new Set(outcomes.map((outcome) => resultOf(outcome).product.onHand))).toEqual(new Set([15]));
    expect(await world.stockOf(mug.id)).toEqual({ onHand: 15, reserved: 0 });
  });

  test('fifty reservations at once under one key reserve once', async () => {
    const mug = await world.product();
    const input = { sku: mug.sku, quantity: 5, idempotencyKey: 'fair-1' };
    const outcomes = await Promise.all(times(50, () => reserveByHand(world.deps, admin, input)));
    expect(new Set(outcomes.map((outcome) => resultOf(outcome).reservation.id)).size).toBe(1);
    expect(await world.stockOf(mug.id)).toEqual({ onHand: 10, reserved: 5 });
  });
});
