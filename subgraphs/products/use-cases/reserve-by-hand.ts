import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import type { Tx } from '#platform/database.ts';
import { fail, succeed } from '#platform/errors.ts';
import type { Outcome } from '#platform/errors.ts';
import { runOnce } from '#platform/idempotency.ts';
import { id as idSchema, idempotencyKey, integer, optional, parseInput } from '#platform/input.ts';
import type { Caller } from '#platform/token.ts';
import type { Reservation } from '#prisma/products';
import type { Deps } from '../deps.ts';
import { refusalToRelease, refusalToReserve } from '../domain/decide-by-hand.ts';
import { insertByHand, reservationsByIds, RESERVATIONS } from '../rows.ts';
import { expireReservations, lockOverdueProducts, lockProducts, movementOf, moveStock } from '../stock.ts';
import { knownSku } from './read-products.ts';

/** As many pieces as a line of an order may have. */
const PIECES_MAX = 1_000_000;
/** Thirty days: longer is no reservation for a time but one until it is released. */
const SECONDS_MAX = 2_592_000;

const inputSchema = z.object({
  sku: knownSku,
  quantity: integer(1, PIECES_MAX),
  expiresInSeconds: optional(integer(1, SECONDS_MAX)),
  idempotencyKey: optional(idempotencyKey),
});
type Wanted = Omit<z.output<typeof inputSchema>, 'idempotencyKey'>;

interface Reserved {
  readonly reservation: Reservation;
}
type Refusal = 'NOT_FOUND' | 'INVALID_STATE' | 'INSUFFICIENT_STOCK';

/** Sets pieces aside by hand, for a time or until they are released, once per idempotency key. */
export async function reserveByHand(
  { database }: Deps,
  caller: Caller,
  input: unknown,
): Promise<Outcome<Reserved, Refusal | 'IDEMPOTENCY_CONFLICT'>> {
  const { idempotencyKey: key, ...wanted } = parseInput(inputSchema, input);
  const [outcome] = await database.transaction((tx) =>
    runOnce<Wanted, Reserved, Refusal>(tx, 'reserveStock', [{ callerId: caller.id, key, input: wanted }], {
      run: async () => [await reserve(tx, wanted)],
      idOf: ({ reservation }) => reservation.id,
      load: async (ids) =>
        new Map((await reservationsByIds(tx, ids)).map((reservation) => [reservation.id, { reservation }])),
    }),
  );
  if (outcome === undefined) throw new Error('A reservation by hand came to no outcome');
  return outcome;
}

async function reserve(tx: Tx, { sku, quantity, expiresInSeconds }: Wanted): Promise<Outcome<Reserved, Refusal>> {
  const [product] = await lockProducts(tx, { skus: [sku] });
  if (product === undefined) return fail('NOT_FOUND', `There is no product with the SKU “${sku}”.`, 'input.sku');
  const refusal = refusalToReserve(product, quantity);
  if (refusal) return refusal;
  const reservation = await insertByHand(tx, product, { id: uuidv7(), quantity, expiresInSeconds });
  await moveStock(tx, [movementOf('RESERVE', reservation)]);
  return succeed({ reservation });
}

/** Gives back what was set aside by hand. */
export async function releaseByHand(
  { database }: Deps,
  reservationId: unknown,
): Promise<Outcome<Reserved, 'NOT_FOUND' | 'INVALID_STATE' | 'RESERVATION_CLOSED'>> {
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
    return succeed({ reservation });
  });
}

/** How many products one transaction of the sweep locks, so that an order never waits long for it. */
const PRODUCTS_MAX = 50;

/**
 * Expires the reservations by hand whose time has run out, and returns how many. Products that are locked are passed over: whoever locks them
 * expires theirs. Several replicas may sweep at once.
 */
export async function sweepReservations({ database }: Deps, signal?: AbortSignal): Promise<number> {
  for (let total = 0; ;) {
    const expired = await database.transaction(async (tx) => {
      const movements = await expireReservations(tx, await lockOverdueProducts(tx, PRODUCTS_MAX));
      await moveStock(tx, movements);
      return movements.length;
    });
    total += expired;
    if (expired === 0 || signal?.aborted) return total;
  }
}
