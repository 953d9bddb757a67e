import { z } from 'zod';
import type { Tx } from '#platform/database.ts';
import { fail, succeed } from '#platform/errors.ts';
import { runOneOnce } from '#platform/idempotency.ts';
import { id as idSchema, idempotencyKey, integer, optional, parseInput } from '#platform/input.ts';
import type { Caller } from '#platform/token.ts';
import type { Reservation } from '#prisma/products';
import type { Deps } from '../deps.ts';
import { decideAdjustment, decideCount, refusalToRelease, refusalToReserve } from '../domain/decide-by-hand.ts';
import type { StockDecision, StockToChange } from '../domain/decide-by-hand.ts';
import { QUANTITY_MAX } from '../domain/product.ts';
import { insertByHand, productsByIds, reservationsByIds, RESERVATIONS } from '../rows.ts';
import { expireOverdue, lockProduct, lockProducts, movementOf, moveStock, returnableOf } from '../stock.ts';
import { knownSku } from './read-products.ts';

const count = z.object({ sku: knownSku, onHand: integer(0, QUANTITY_MAX) });

/** Sets what is on hand to what was counted. */
export async function setStock({ database }: Deps, input: unknown) {
  const { sku, onHand } = parseInput(count, input);
  return database.transaction((tx) => changeStock(tx, sku, 'SET', (stock) => decideCount(stock, onHand)));
}

const adjustment = z.object({
  sku: knownSku,
  delta: integer(-QUANTITY_MAX, QUANTITY_MAX).refine((delta) => delta !== 0, 'must not be zero'),
  idempotencyKey: optional(idempotencyKey),
});

/** Changes what is on hand by a number of pieces, once per idempotency key. */
export async function adjustStock({ database }: Deps, caller: Caller, input: unknown) {
  const { idempotencyKey: key, ...wanted } = parseInput(adjustment, input);
  const command = { callerId: caller.id, key, input: wanted };
  return runOneOnce(database, 'adjustStock', command, {
    run: (tx) => changeStock(tx, wanted.sku, 'ADJUST', (stock) => decideAdjustment(stock, wanted.delta)),
    idOf: ({ product }) => product.id,
    load: async (tx, ids) => (await productsByIds(tx, ids)).map((product) => succeed({ product })),
  });
}

/** Changes the stock on hand of a product, as decided under its lock, and returns the changed product. */
async function changeStock(tx: Tx, sku: string, kind: 'SET' | 'ADJUST', decide: (now: StockToChange) => StockDecision) {
  const product = await lockProduct(tx, sku);
  if (product === undefined) return fail('NOT_FOUND', `There is no product with the SKU “${sku}”.`, 'input.sku');
  const decision = decide({ ...product, returnable: await returnableOf(tx, product) });
  if ('userErrors' in decision) return decision;
  const { onHandDelta } = decision;
  const movement = { productId: product.id, kind, onHandDelta, reservedDelta: 0, reservationId: null };
  const [changed = product] = await moveStock(tx, onHandDelta === 0 ? [] : [movement]);
  if (onHandDelta !== 0) tx.event('stock set', { productId: product.id });
  return succeed({ product: changed });
}

/** As many pieces as a line of an order may have. */
const PIECES_MAX = 1_000_000;
/** Thirty days; a longer reservation must have no expiry. */
const SECONDS_MAX = 2_592_000;

const wantedReservation = z.object({
  sku: knownSku,
  quantity: integer(1, PIECES_MAX),
  expiresInSeconds: optional(integer(1, SECONDS_MAX)),
  idempotencyKey: optional(idempotencyKey),
});
type Wanted = Omit<z.output<typeof wantedReservation>, 'idempotencyKey'>;

/** Sets pieces aside by hand, for a time or until they are released, once per idempotency key. */
export async function reserveByHand({ database }: Deps, caller: Caller, input: unknown) {
  const { idempotencyKey: key, ...wanted } = parseInput(wantedReservation, input);
  const command = { callerId: caller.id, key, input: wanted };
  return runOneOnce(database, 'reserveStock', command, {
    run: (tx) => reserve(tx, wanted),
    idOf: ({ reservation }) => reservation.id,
    load: async (tx, ids) => (await reservationsByIds(tx, ids)).map((reservation) => succeed({ reservation })),
  });
}

async function reserve(tx: Tx, { sku, quantity, expiresInSeconds }: Wanted) {
  const product = await lockProduct(tx, sku);
  if (product === undefined) return fail('NOT_FOUND', `There is no product with the SKU “${sku}”.`, 'input.sku');
  const refusal = refusalToReserve(product, quantity);
  if (refusal) return refusal;
  const reservation = await insertByHand(tx, product, quantity, expiresInSeconds);
  await moveStock(tx, [movementOf('RESERVE', reservation)]);
  tx.event('stock reserved', { productId: product.id, reservationId: reservation.id });
  return succeed({ reservation });
}

/** Releases a reservation that was made by hand. */
export async function releaseByHand({ database }: Deps, reservationId: unknown) {
  const id = parseInput(idSchema, reservationId, 'reservationId');
  return database.transaction(async (tx) => {
    const [named] = await reservationsByIds(tx, [id]);
    if (named === undefined) return fail('NOT_FOUND', 'There is no such reservation.', 'reservationId');
    await lockProducts(tx, { ids: [named.productId] });
    const [current = named] = await reservationsByIds(tx, [id]);
    const refusal = refusalToRelease(current);
    if (refusal) return refusal;
    const reservation: Reservation = { ...current, status: 'RELEASED' };
    await tx.update(RESERVATIONS, [reservation], { by: ['id'], set: ['status'] });
    await moveStock(tx, [movementOf('RELEASE', reservation)]);
    tx.event('stock released', { productId: reservation.productId, reservationId: id });
    return succeed({ reservation });
  });
}

/** How many products one transaction of the sweep locks, so that an order never waits long for it. */
const PRODUCTS_MAX = 50;

/** Expires reservations by hand whose time has run out, and returns how many. */
export async function sweepReservations({ database }: Deps, signal?: AbortSignal): Promise<number> {
  for (let total = 0; ;) {
    const expired = await database.transaction((tx) => expireOverdue(tx, PRODUCTS_MAX));
    total += expired;
    if (expired === 0 || signal?.aborted) return total;
  }
}
