import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { every } from '#platform/every.ts';
import { createLog } from '#platform/log.ts';
import type { Reservation } from '#prisma/products';
import { archiveProduct } from '../../subgraphs/products/use-cases/change-catalogue.ts';
import { findReservation } from '../../subgraphs/products/use-cases/read-products.ts';
import {
  releaseByHand,
  reserveByHand,
  setStock,
  sweepReservations,
} from '../../subgraphs/products/use-cases/stock-by-hand.ts';
import { resultOf } from '../kit/world.ts';
import { admin, newOrder, openShelf } from './shelf.ts';
import type { Shelf } from './shelf.ts';

/** Far longer than the test takes on a machine that has nothing else to do. */
const SLOWEST = { timeout: 20_000 };

let world: Shelf;
beforeAll(async () => {
  world = await openShelf();
});
afterAll(() => world.close());

const codesOf = ({ userErrors }: { readonly userErrors: readonly { readonly code: string }[] }): string[] =>
  userErrors.map(({ code }) => code);
const reserved = async (sku: string, quantity: number, expiresInSeconds?: number): Promise<Reservation> =>
  resultOf(await reserveByHand(world.deps, admin, { sku, quantity, expiresInSeconds })).reservation;

describe('reserveStock', () => {
  test('reserves pieces for no customer, until they are released', async () => {
    const mug = await world.product();
    expect(await reserved(mug.sku, 4)).toMatchObject({
      productId: mug.id,
      quantity: 4,
      status: 'ACTIVE',
      orderId: null,
      customerId: null,
      expiresAt: null,
      unitPriceMinor: 20_050n,
    });
    expect(await world.stockOf(mug.id)).toEqual({ onHand: 10, reserved: 4 });
    expect(await world.movementsOf(mug.id)).toMatchObject([
      { kind: 'SET' },
      { kind: 'RESERVE', reservedDelta: 4, onHandDelta: 0 },
    ]);
  });

  test('counts the time of the reservation from the database’s clock', async () => {
    const mug = await world.product();
    const { id } = await reserved(mug.sku, 1, 3_600);
    const [row] = await world.prisma.$queryRaw<{ seconds: number }[]>`
      SELECT extract(epoch FROM expires_at - now())::float AS seconds FROM reservations WHERE id = ${id}::uuid`;
    expect(row?.seconds).toBeGreaterThan(3_500);
    expect(row?.seconds).toBeLessThanOrEqual(3_600);
  });

  test('fails with NOT_FOUND, INVALID_STATE and INSUFFICIENT_STOCK, and changes nothing', async () => {
    const [mug, old] = [await world.product(), await world.product()];
    await archiveProduct(world.deps, old.id);
    expect(codesOf(await reserveByHand(world.deps, admin, { sku: 'NONE', quantity: 1 }))).toEqual(['NOT_FOUND']);
    expect(codesOf(await reserveByHand(world.deps, admin, { sku: old.sku, quantity: 1 }))).toEqual(['INVALID_STATE']);
    expect(codesOf(await reserveByHand(world.deps, admin, { sku: mug.sku, quantity: 11 }))).toEqual([
      'INSUFFICIENT_STOCK',
    ]);
    expect(await world.stockOf(mug.id)).toEqual({ onHand: 10, reserved: 0 });
  });

  test('gives the first outcome again under the same key, and the reservation as it is then', async () => {
    const mug = await world.product();
    const input = { sku: mug.sku, quantity: 2, idempotencyKey: uuidv7() };
    const first = resultOf(await reserveByHand(world.deps, admin, input)).reservation;
    await releaseByHand(world.deps, first.id);
    expect(resultOf(await reserveByHand(world.deps, admin, input)).reservation).toEqual({
      ...first,
      status: 'RELEASED',
    });
    expect(codesOf(await reserveByHand(world.deps, admin, { ...input, quantity: 3 }))).toEqual([
      'IDEMPOTENCY_CONFLICT',
    ]);
    expect(resultOf(await reserveByHand(world.deps, { ...admin, id: uuidv7() }, input)).reservation.id).not.toBe(
      first.id,
    );
  });

  test('keeps a failure as well, although there is enough by now', async () => {
    const mug = await world.product({ onHand: 1 });
    const input = { sku: mug.sku, quantity: 2, idempotencyKey: uuidv7() };
    const failure = await reserveByHand(world.deps, admin, input);
    expect(codesOf(failure)).toEqual(['INSUFFICIENT_STOCK']);
    await setStock(world.deps, { sku: mug.sku, onHand: 5 });
    expect(await reserveByHand(world.deps, admin, input)).toEqual(failure);
  });

  test.for([
    ['input.quantity', { quantity: 0 }],
    ['input.quantity', { quantity: -1 }],
    ['input.quantity', { quantity: 1_000_001 }],
    ['input.quantity', { quantity: 1.5 }],
    ['input.expiresInSeconds', { expiresInSeconds: 0 }],
    ['input.expiresInSeconds', { expiresInSeconds: 2_592_001 }],
    ['input.idempotencyKey', { idempotencyKey: '' }],
    ['input.sku', { sku: '' }],
    ['input.sku', { sku: 'NUL\u0000' }],
  ] as const)('refuses %s of %j', async ([field, wrong]) => {
    const input = { sku: 'SKU', quantity: 1, ...wrong };
    await expect(reserveByHand(world.deps, admin, input)).rejects.toMatchObject({
      extensions: { code: 'BAD_USER_INPUT', field },
    });
  });
});

describe('releaseStock', () => {
  test('gives the pieces back, once', async () => {
    const mug = await world.product();
    const { id } = await reserved(mug.sku, 4);
    expect(resultOf(await releaseByHand(world.deps, id)).reservation).toMatchObject({ id, status: 'RELEASED' });
    expect(await world.stockOf(mug.id)).toEqual({ onHand: 10, reserved: 0 });
    expect(codesOf(await releaseByHand(world.deps, id))).toEqual(['RESERVATION_CLOSED']);
    expect(await world.stockOf(mug.id)).toEqual({ onHand: 10, reserved: 0 });
  });

  test('knows no other, and leaves those of an order to the order', async () => {
    const mug = await world.product();
    const order = newOrder();
    await world.reserve(order, [{ sku: mug.sku, quantity: 1 }]);
    const [ofOrder] = await world.reservationsOf(order.orderId);
    expect(codesOf(await releaseByHand(world.deps, uuidv7()))).toEqual(['NOT_FOUND']);
    expect(codesOf(await releaseByHand(world.deps, ofOrder?.id))).toEqual(['INVALID_STATE']);
    expect(await world.stockOf(mug.id)).toEqual({ onHand: 10, reserved: 1 });
    await expect(releaseByHand(world.deps, 'x')).rejects.toMatchObject({
      extensions: { code: 'BAD_USER_INPUT', field: 'reservationId' },
    });
  });

  test('works for what was archived meanwhile', async () => {
    const mug = await world.product();
    const { id } = await reserved(mug.sku, 4);
    await archiveProduct(world.deps, mug.id);
    expect(resultOf(await releaseByHand(world.deps, id)).reservation.status).toBe('RELEASED');
  });
});

describe('a reservation whose time has run out', () => {
  test('is never shown as active, before the sweep as after it', async () => {
    const mug = await world.product();
    const { id } = await reserved(mug.sku, 4, 60);
    await world.runOut(id);
    expect((await findReservation(world.deps, id))?.status).toBe('EXPIRED');
    expect(await sweepReservations(world.deps)).toBe(1);
    expect((await findReservation(world.deps, id))?.status).toBe('EXPIRED');
    expect(await world.stockOf(mug.id)).toEqual({ onHand: 10, reserved: 0 });
    expect(await world.movementsOf(mug.id)).toMatchObject([
      { kind: 'SET' },
      { kind: 'RESERVE' },
      { kind: 'EXPIRE', reservedDelta: -4 },
    ]);
    expect(await sweepReservations(world.deps)).toBe(0);
  });

  test('cannot be released any more, and its pieces are back', async () => {
    const mug = await world.product();
    const { id } = await reserved(mug.sku, 4, 60);
    await world.runOut(id);
    expect(await releaseByHand(world.deps, id)).toMatchObject({
      userErrors: [{ code: 'RESERVATION_CLOSED', message: 'This reservation is already expired.' }],
    });
    expect(await world.stockOf(mug.id)).toEqual({ onHand: 10, reserved: 0 });
  });

  test('blocks its pieces no longer, even before the sweep', async () => {
    const mug = await world.product();
    const { id } = await reserved(mug.sku, 10, 60);
    const refused = newOrder();
    await world.reserve(refused, [{ sku: mug.sku, quantity: 1 }]);
    expect((await world.lastSent(refused.orderId))?.name).toBe('StockRejected');
    await world.runOut(id);
    const order = newOrder();
    await world.reserve(order, [{ sku: mug.sku, quantity: 10 }]);
    expect((await world.lastSent(order.orderId))?.name).toBe('StockReserved');
    expect(await world.stockOf(mug.id)).toEqual({ onHand: 10, reserved: 10 });
  });

  test('is given back once by sweeps and orders at the same time', async () => {
    const products = await Promise.all(Array.from({ length: 8 }, () => world.product()));
    for (const { sku } of products) await world.runOut((await reserved(sku, 10, 60)).id);
    const counts = await Promise.all([
      ...Array.from({ length: 4 }, () => sweepReservations(world.deps)),
      ...products.map(({ sku }) => world.reserve(newOrder(), [{ sku, quantity: 1 }])),
    ]);
    expect(counts).toHaveLength(12);
    await sweepReservations(world.deps);
    for (const { id } of products) {
      expect(await world.stockOf(id)).toEqual({ onHand: 10, reserved: 1 });
      expect((await world.movementsOf(id)).filter(({ kind }) => kind === 'EXPIRE')).toHaveLength(1);
    }
  });

  test('is found by the sweeper, which skips locked ones', async () => {
    const [busy, idle] = [await world.product(), await world.product()];
    await world.runOut((await reserved(busy.sku, 1, 60)).id);
    await world.runOut((await reserved(idle.sku, 1, 60)).id);
    const log = createLog('test', { LOG_LEVEL: 'silent', LOG_FORMAT: 'json' });
    const sweeper = await world.prisma.$transaction(async (tx) => {
      await tx.$queryRaw`SELECT id FROM products WHERE id = ${busy.id}::uuid FOR UPDATE`;
      const started = every({ name: 'sweep', intervalMs: 10, log, work: () => sweepReservations(world.deps) });
      await expect.poll(() => world.stockOf(idle.id), { timeout: 10_000 }).toEqual({ onHand: 10, reserved: 0 });
      expect(await world.stockOf(busy.id)).toEqual({ onHand: 10, reserved: 1 });
      return started;
    }, SLOWEST);
    await expect.poll(() => world.stockOf(busy.id), { timeout: 10_000 }).toEqual({ onHand: 10, reserved: 0 });
    await sweeper.stop();
  });
});
