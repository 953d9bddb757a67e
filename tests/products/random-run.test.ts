import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { raw, shape } from '#platform/database.ts';
import { STOCK_FAULTS } from '../../launcher/book-faults.ts';
import { QUANTITY_MAX } from '../../subgraphs/products/domain/product.ts';
import { archiveProduct, restoreProduct, updateProduct } from '../../subgraphs/products/use-cases/change-catalogue.ts';
import {
  adjustStock,
  releaseByHand,
  reserveByHand,
  setStock,
  sweepReservations,
} from '../../subgraphs/products/use-cases/stock-by-hand.ts';
import type { Product } from '../../subgraphs/products/rows.ts';
import { admin, createWorld, newOrder } from './world.ts';
import type { TestOrder, World } from './world.ts';

/** How long a run is, and how many of its commands are under way at once. */
const COMMANDS_MAX = 60;
const AT_ONCE = 4;
const RUNS = 12;

let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(() => world.end());

/** What is done, about which of three products, six orders and the reservations by hand, all by their numbers. */
const anyCommand = fc.oneof(
  fc.record({
    do: fc.constant('reserve'),
    order: fc.nat(5),
    lines: fc.array(fc.record({ product: fc.nat(2), quantity: fc.integer({ min: 1, max: 8 }), byId: fc.boolean() }), {
      minLength: 1,
      maxLength: 3,
    }),
  }),
  fc.record({ do: fc.constantFrom('commit', 'release', 'giveBack'), order: fc.nat(5) }),
  fc.record({
    do: fc.constant('setStock'),
    product: fc.nat(2),
    onHand: fc.oneof(
      fc.nat(20),
      fc.nat(20).map((less) => QUANTITY_MAX - less),
    ),
  }),
  fc.record({
    do: fc.constant('adjustStock'),
    product: fc.nat(2),
    delta: fc.constantFrom(-6, -2, -1, 1, 2, 6, QUANTITY_MAX - 20),
  }),
  fc.record({
    do: fc.constant('reserveStock'),
    product: fc.nat(2),
    quantity: fc.integer({ min: 1, max: 8 }),
    expiresInSeconds: fc.constantFrom(null, 600),
  }),
  fc.record({ do: fc.constantFrom('releaseStock', 'runOut'), byHand: fc.nat(5) }),
  fc.record({ do: fc.constantFrom('archiveProduct', 'restoreProduct', 'raisePrice'), product: fc.nat(2) }),
  fc.record({ do: fc.constant('sweep') }),
);

type Command = typeof anyCommand extends fc.Arbitrary<infer Value> ? Value : never;

const at = <Value>(values: readonly Value[], index: number): Value => {
  const value = values[index];
  if (value === undefined) throw new RangeError(`There is no ${index}`);
  return value;
};

/** Requests that contradict what was asked before are refused as bugs, and change nothing. */
const unlessContradictory = (error: unknown): void => {
  if (!(error instanceof Error && error.message.includes('contradicts'))) throw error;
};

async function carryOut(
  command: Command,
  products: readonly Product[],
  orders: readonly TestOrder[],
): Promise<unknown> {
  if ('lines' in command) {
    const lines = command.lines.map(({ product, quantity, byId }) => {
      const { id, sku } = at(products, product);
      return byId ? { productId: id, quantity } : { sku, quantity };
    });
    return world.reserve(at(orders, command.order), lines);
  }
  if ('order' in command) return world[command.do](at(orders, command.order)).catch(unlessContradictory);
  if ('byHand' in command) return carryOutByHand(command.do, command.byHand);
  if (!('product' in command)) return sweepReservations(world.deps);
  const { id, sku } = at(products, command.product);
  if ('onHand' in command) return setStock(world.deps, { sku, onHand: command.onHand });
  if ('delta' in command) return adjustStock(world.deps, admin, { sku, delta: command.delta });
  if ('quantity' in command) {
    return reserveByHand(world.deps, admin, {
      sku,
      quantity: command.quantity,
      expiresInSeconds: command.expiresInSeconds,
    });
  }
  if (command.do === 'archiveProduct') return archiveProduct(world.deps, id);
  if (command.do === 'restoreProduct') return restoreProduct(world.deps, id);
  return updateProduct(world.deps, { id, price: { amount: '2.50', currency: 'USD' } });
}

async function carryOutByHand(verb: 'releaseStock' | 'runOut', skip: number): Promise<unknown> {
  const where = { orderId: null };
  const [reservation] = await world.prisma.reservation.findMany({ where, orderBy: { id: 'asc' }, skip, take: 1 });
  if (reservation === undefined) return undefined;
  if (verb === 'releaseStock') return releaseByHand(world.deps, reservation.id);
  return world.prisma.$executeRaw`
    UPDATE reservations SET expires_at = now() - interval '1 second'
    WHERE id = ${reservation.id}::uuid AND status = 'ACTIVE' AND expires_at IS NOT NULL`;
}

const FAULT = shape<{ fault: string }>({ fault: 'fault' });

/** What is wrong with the stock, whatever was done. */
async function faults(): Promise<string[]> {
  const rows = await world.deps.database.rows(FAULT)`${raw(STOCK_FAULTS)}`;
  return rows.map(({ fault }) => fault);
}

test('whatever is done, in whatever order and at the same time, stock equals its movements and its reservations', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyCommand, { minLength: 20, maxLength: COMMANDS_MAX, size: 'max' }),
      async (commands) => {
        const products = [await world.product(), await world.product(), await world.product()];
        const orders = Array.from({ length: 6 }, newOrder);
        for (let start = 0; start < commands.length; start += AT_ONCE) {
          const batch = commands.slice(start, start + AT_ONCE);
          await Promise.all(batch.map((each) => carryOut(each, products, orders)));
        }
        expect(await faults()).toEqual([]);
      },
    ),
    { numRuns: RUNS, endOnFailure: true },
  );
});

test('control: a change of stock that goes past the movements is found', async () => {
  const mug = await world.product();
  await world.reserve(newOrder(), [{ sku: mug.sku, quantity: 2 }]);
  expect(await faults()).toEqual([]);
  await world.prisma.$executeRaw`UPDATE products SET reserved = reserved + 1`;
  expect((await faults()).toSorted()).toEqual([
    `product ${mug.sku} has 3 reserved, but its movements have 2`,
    `product ${mug.sku} has 3 reserved, but its open reservations have 2`,
  ]);
  await world.prisma.$executeRaw`UPDATE products SET reserved = reserved - 1`;
  await world.prisma.$executeRaw`UPDATE reservations SET status = 'RELEASED'`;
  const found = (await faults()).join('\n');
  expect(found).toMatch(/reservation \S+ is RELEASED after RESERVE/);
  expect(found).toMatch(/order \S+ is RESERVED in the stock, but has reservations that are RELEASED/);
});
