import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { adjustStock, releaseByHand, reserveByHand } from '../../subgraphs/products/use-cases/stock-by-hand.ts';
import { changeProduct } from '../../subgraphs/products/rows.ts';
import { lockProducts } from '../../subgraphs/products/stock.ts';
import { admin, createWorld, newOrder, resultOf, times } from './world.ts';
import type { World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(() => world.end());

/** Lets everybody through once all have come. */
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
    const answers = await Promise.all(orders.map(({ orderId }) => world.sentOf(orderId)));
    expect(answers.filter(([answer]) => answer?.name === 'StockReserved')).toHaveLength(10);
    expect(answers.filter(([answer]) => answer?.payload['code'] === 'OUT_OF_STOCK')).toHaveLength(90);
    expect(answers.every((sent) => sent.length === 1)).toBe(true);
    expect(await world.stockOf(mug.id)).toEqual({ onHand: 10, reserved: 10 });
  });

  test('control: whoever decides without the lock would oversell, and only the CHECK constraint stops it', async () => {
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
  });

  test('fifty changes, reservations and releases by hand at once leave the stock equal to its movements', async () => {
    const mug = await world.product({ onHand: 20 });
    const outcomes = await Promise.all(
      times(50, async (index) => {
        if (index % 2 === 0) return adjustStock(world.deps, admin, { sku: mug.sku, delta: index % 4 === 0 ? 1 : -1 });
        const outcome = await reserveByHand(world.deps, admin, { sku: mug.sku, quantity: 1 });
        return 'reservation' in outcome && index % 3 === 0
          ? releaseByHand(world.deps, outcome.reservation.id)
          : outcome;
      }),
    );
    expect(outcomes.some(({ userErrors }) => userErrors.length === 0)).toBe(true);
    const movements = await world.movementsOf(mug.id);
    expect(await world.stockOf(mug.id)).toEqual({
      onHand: movements.reduce((sum, { onHandDelta }) => sum + onHandDelta, 0),
      reserved: movements.reduce((sum, { reservedDelta }) => sum + reservedDelta, 0),
    });
  });
});

describe('orders that cross', () => {
  test('many orders of (A, B) and (B, A) at once all come through, without a deadlock', async () => {
    const [a, b] = [await world.product({ onHand: 100 }), await world.product({ onHand: 100 })];
    const before = await deadlocks();
    const orders = times(60, newOrder);
    await Promise.all(
      orders.map((order, index) => {
        const lines = [
          { sku: a.sku, quantity: 1 },
          { productId: b.id, quantity: 1 },
        ];
        return world.reserve(order, index % 2 === 0 ? lines : lines.toReversed());
      }),
    );
    await Promise.all(orders.map((order, index) => (index % 3 === 0 ? world.release(order) : world.commit(order))));
    expect(await world.stockOf(a.id)).toEqual({ onHand: 60, reserved: 0 });
    expect(await world.stockOf(b.id)).toEqual({ onHand: 60, reserved: 0 });
    expect(await deadlocks()).toBe(before);
  });

  test('control: locks taken in the order of the lines deadlock', async () => {
    const ids = [(await world.product()).id, (await world.product()).id];
    const before = await deadlocks();
    const gate = createGate(2);
    let attempts = 0;
    const lockInTurn = (first: string, second: string) =>
      world.deps.database.transaction(async (tx) => {
        attempts += 1;
        if (attempts > 2) return; // PostgreSQL ended one of the two, and it is run again.
        await lockProducts(tx, { ids: [first] });
        await gate();
        await lockProducts(tx, { ids: [second] });
      });
    const [first = '', second = ''] = ids;
    await Promise.all([lockInTurn(first, second), lockInTurn(second, first)]);
    expect(attempts).toBe(3);
    await expect.poll(deadlocks, { timeout: 10_000 }).toBe(before + 1);
  });

  async function deadlocks(): Promise<number> {
    await world.prisma.$executeRaw`SELECT pg_stat_force_next_flush()`;
    const [row] = await world.prisma.$queryRaw<{ deadlocks: bigint }[]>`
      SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()`;
    return Number(row?.deadlocks ?? 0);
  }
});

describe('requests for one order at once', () => {
  test('the same reserve under many message ids reserves once and answers each the same', async () => {
    const mug = await world.product();
    const order = newOrder();
    await Promise.all(times(20, () => world.reserve(order, [{ sku: mug.sku, quantity: 2 }])));
    const sent = await world.sentOf(order.orderId);
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
      expect((await world.sentOf(orderId)).map(({ name }) => name)).toContain('ReservationsReleased');
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
    await expect.poll(waiting, { timeout: 10_000 }).toBe(1);
    mayCommit.resolve(undefined);
    await Promise.all([change, reserving]);
    expect((await world.lastSent(order.orderId))?.payload).toMatchObject({
      total: { amountMinor: '1', currency: 'USD' },
    });
  });

  async function waiting(): Promise<number> {
    const [row] = await world.prisma.$queryRaw<{ count: number }[]>`
      SELECT count(*)::int AS count FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
    return row?.count ?? 0;
  }
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
