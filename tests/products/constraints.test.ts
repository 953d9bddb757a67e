import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Prisma } from '#prisma/products';
import type { Product } from '../../subgraphs/products/rows.ts';
import { reserveByHand } from '../../subgraphs/products/use-cases/stock-by-hand.ts';
import { moveStock } from '../../subgraphs/products/stock.ts';
import type { Movement } from '../../subgraphs/products/stock.ts';
import { resultOf } from '../kit/world.ts';
import { admin, newOrder, openShelf } from './shelf.ts';
import type { Shelf } from './shelf.ts';

let world: Shelf;
let mug: Product;
beforeAll(async () => {
  world = await openShelf();
  mug = await world.product();
});
afterAll(() => world.close());

const { orderId, customerId } = newOrder();
const move = (movement: Movement) => world.deps.database.transaction((tx) => moveStock(tx, [movement]));

describe('the database refuses', () => {
  test.for<[string, Prisma.ProductUpdateInput]>([
    ['products_stock', { reserved: -1 }],
    ['products_stock', { reserved: 11 }],
    ['products_stock', { onHand: -1, reserved: -1 }],
    ['products_price', { priceMinor: 0n }],
    ['products_price', { priceMinor: 1_000_000_000_000_000n }],
    ['products_currency', { currency: 'usd' }],
    ['products_sku', { sku: 'has space' }],
    ['products_name', { name: '' }],
  ])('by %s: a product with %o', async ([constraint, data]) => {
    await expect(world.prisma.product.update({ where: { id: mug.id }, data })).rejects.toThrow(constraint);
    expect(await world.productNow(mug.id)).toEqual(mug);
  });

  test.for<[string, Partial<Prisma.ReservationUncheckedCreateInput>]>([
    ['reservations_quantity', { quantity: 0 }],
    ['reservations_price', { unitPriceMinor: 0n }],
    ['reservations_order', { orderId }],
    ['reservations_order', { customerId, lineIndex: 0 }],
    ['reservations_expiry', { orderId, customerId, lineIndex: 0, expiresAt: new Date() }],
    ['reservations_committed', { status: 'COMMITTED' }],
    ['reservations_expired', { status: 'EXPIRED' }],
    ['reservations_order_id_fkey', { orderId, customerId, lineIndex: 0 }],
  ])('by %s: a reservation with %o', async ([constraint, wrong]) => {
    const data = { id: uuidv7(), productId: mug.id, quantity: 1, unitPriceMinor: 1n, currency: 'USD', ...wrong };
    await expect(world.prisma.reservation.create({ data })).rejects.toThrow(constraint);
  });

  test.for([
    ['SET', 0, 0],
    ['SET', 1, 1],
    ['ADJUST', 0, 1],
  ] as const)('a movement %s of %i on hand and %i reserved', async ([kind, onHandDelta, reservedDelta]) => {
    const movement = { productId: mug.id, kind, onHandDelta, reservedDelta, reservationId: null };
    await expect(move(movement)).rejects.toThrow('stock_movements_deltas');
    expect(await world.productNow(mug.id)).toEqual(mug);
  });

  test.for([
    ['RESERVE', 1, 1],
    ['RESERVE', 0, -1],
    ['RELEASE', 0, 1],
    ['EXPIRE', 1, -1],
    ['COMMIT', -1, 0],
    ['COMMIT', -2, -1],
    ['COMMIT', 1, 1],
    ['RETURN', 1, 1],
    ['RETURN', -1, 0],
  ] as const)('a movement %s of %i on hand and %i reserved', async ([kind, onHandDelta, reservedDelta]) => {
    const product = await world.product();
    const { reservation } = resultOf(await reserveByHand(world.deps, admin, { sku: product.sku, quantity: 1 }));
    const movement = { productId: product.id, kind, onHandDelta, reservedDelta, reservationId: reservation.id };
    await expect(move(movement)).rejects.toThrow('stock_movements_deltas');
  });

  test('a movement of a reservation that names none, and one of the stock that names one', async () => {
    const product = await world.product();
    const { reservation } = resultOf(await reserveByHand(world.deps, admin, { sku: product.sku, quantity: 1 }));
    const nameless = {
      productId: product.id,
      kind: 'RESERVE',
      onHandDelta: 0,
      reservedDelta: 1,
      reservationId: null,
    } as const;
    const named = {
      productId: product.id,
      kind: 'SET',
      onHandDelta: 1,
      reservedDelta: 0,
      reservationId: reservation.id,
    } as const;
    await expect(move(nameless)).rejects.toThrow('stock_movements_reservation');
    await expect(move(named)).rejects.toThrow('stock_movements_reservation');
  });

  test('a second resolution of a reservation', async () => {
    const product = await world.product();
    const order = newOrder();
    await world.reserve(order, [{ sku: product.sku, quantity: 1 }]);
    await world.commit(order);
    const [reservation] = await world.reservationsOf(order.orderId);
    const again = { productId: product.id, reservationId: reservation?.id ?? '' };
    await expect(move({ ...again, kind: 'COMMIT', onHandDelta: -1, reservedDelta: -1 })).rejects.toThrow(/unique/i);
    await expect(move({ ...again, kind: 'RELEASE', onHandDelta: 0, reservedDelta: -1 })).rejects.toThrow(/unique/i);
    expect(await world.stockOf(product.id)).toEqual({ onHand: 9, reserved: 0 });
  });

  test('to open a reservation that is closed', async () => {
    const product = await world.product();
    const order = newOrder();
    await world.reserve(order, [{ sku: product.sku, quantity: 1 }]);
    await world.release(order);
    const change = world.prisma.reservation.updateMany({
      where: { orderId: order.orderId },
      data: { status: 'ACTIVE' },
    });
    await expect(change).rejects.toThrow(/is closed/);
  });

  test('to change or to forget a movement', async () => {
    const where = { productId: mug.id };
    await expect(world.prisma.stockMovement.updateMany({ where, data: { onHandDelta: 1 } })).rejects.toThrow(
      /never changed/,
    );
    await expect(world.prisma.stockMovement.deleteMany({ where })).rejects.toThrow(/never changed/);
    await expect(world.prisma.$executeRaw`TRUNCATE stock_movements`).rejects.toThrow(/never changed/);
    expect(await world.movementsOf(mug.id)).toHaveLength(1);
  });

  test('an order without the answer that it got', async () => {
    const data = { ...newOrder(), status: 'RESERVED' } as const;
    await expect(world.prisma.orderStock.create({ data })).rejects.toThrow('order_stock_answer');
  });
});
