import { z } from 'zod';
import type { Tx } from '#platform/database.ts';
import { fail, succeed } from '#platform/errors.ts';
import { runOneOnce } from '#platform/idempotency.ts';
import { id as idSchema, idempotencyKey, integer, optional, parseInput } from '#platform/input.ts';
import type { Caller } from '#platform/token.ts';
import type { Reservation } from '#prisma/products';
import type { Deps } from '../deps.ts';
import { refusalToRelease, refusalToReserve } from '../domain/decide-by-hand.ts';
import { insertByHand, reservationsByIds, RESERVATIONS } from '../rows.ts';
import { expireReservations, lockOverdueProducts, lockProduct, lockProducts, movementOf, moveStock } from '../stock.ts';
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

/** Sets pieces aside by hand, for a time or until they are released, once per idempotency key. */
export async function reserveByHand({ database }: Deps, caller: Caller, input: unknown) {
  const { idempotencyKey: key, ...wanted } = parseInput(inputSchema, input);
  return runOneOnce(
    database,
    'reserveStock',
    { callerId: caller.id, key, input: wanted },
    {
      run: (tx) => reserve(tx, wanted),
      idOf: ({ reservation }) => reservation.id,
      load: async (tx, ids) => (await reservationsByIds(tx, ids)).map((reservation) => succeed({ reservation })),
    },
  );
}

async function reserve(tx: Tx, { sku, quantity, expiresInSeconds }: Wanted) {
  const product = await lockProduct(tx, sku);
  if (product === undefined) return fail('NOT_FOUND', `There is no product with the SKU “${sku}”.`, 'input.sku');
  const refusal = refusalToReserve(product, quantity);
  if (refusal) return refusal;
  const reservation = await insertByHand(tx, product, quantity, expiresInSeconds);
  await moveStock(tx, [movementOf('RESERVE', reservation)]);
  return succeed({ reservation });
}

/** Gives back what was set aside by hand. */
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
    return succeed({ reservation });
  });
}

/** How many products one transaction of the sweep locks, so that an order never waits long for it. */
const PRODUCTS_MAX = 50;

/** Expires reservations by hand whose time has run out, and returns how many. Skips locked products: their holders expire theirs. */
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
