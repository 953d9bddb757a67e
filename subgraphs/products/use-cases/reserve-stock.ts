import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import { transaction } from '#platform/database.ts';
import { fail, succeed } from '#platform/errors.ts';
import type { Outcome } from '#platform/errors.ts';
import { idempotent } from '#platform/idempotency.ts';
import { idempotencyKey, integer, optional, parseInput } from '#platform/input.ts';
import type { Caller } from '#platform/token.ts';
import type { Reservation } from '#prisma/products';
import type { Deps, Tx } from '../deps.ts';
import { refusalToReserve } from '../domain/decide-by-hand.ts';
import { deltasOf } from '../domain/stock.ts';
import { knownSku } from '../input.ts';
import { lockProducts } from './lock-products.ts';
import { moveStock } from './move-stock.ts';
import { readReservations } from './read-reservations.ts';

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

/** What may come of a reservation by hand. */
export type ReservationOutcome = Outcome<
  { reservation: Reservation },
  'NOT_FOUND' | 'INVALID_STATE' | 'INSUFFICIENT_STOCK' | 'IDEMPOTENCY_CONFLICT'
>;

/** Sets pieces aside by hand, for a time or until they are released, once per idempotency key. */
export async function reserveStock({ database }: Deps, caller: Caller, input: unknown): Promise<ReservationOutcome> {
  const { idempotencyKey: key, ...wanted } = parseInput(inputSchema, input);
  return transaction(database, (tx) =>
    idempotent(
      tx,
      { callerId: caller.id, operation: 'reserveStock', key, input: wanted },
      {
        run: () => reserve(tx, wanted),
        idOf: ({ reservation }) => reservation.id,
        load: async (id) => succeed({ reservation: await readReservation(tx, id) }),
      },
    ),
  );
}

async function reserve(
  tx: Tx,
  { sku, quantity, expiresInSeconds }: Omit<z.output<typeof inputSchema>, 'idempotencyKey'>,
): Promise<Outcome<{ reservation: Reservation }, 'NOT_FOUND' | 'INVALID_STATE' | 'INSUFFICIENT_STOCK'>> {
  const [product] = await lockProducts(tx, { skus: [sku] });
  if (product === undefined) return fail('NOT_FOUND', `There is no product with the SKU “${sku}”.`, 'input.sku');
  const refusal = refusalToReserve(product, quantity);
  if (refusal) return refusal;
  const id = uuidv7();
  await tx.$executeRaw`
    INSERT INTO reservations (id, product_id, quantity, unit_price_minor, currency, expires_at)
    VALUES (${id}::uuid, ${product.id}::uuid, ${quantity}, ${product.priceMinor}, ${product.currency},
      statement_timestamp() + make_interval(secs => ${expiresInSeconds ?? null}::int))`;
  await moveStock(tx, [
    { productId: product.id, kind: 'RESERVE', reservationId: id, ...deltasOf('RESERVE', quantity) },
  ]);
  return succeed({ reservation: await readReservation(tx, id) });
}

async function readReservation(tx: Tx, id: string): Promise<Reservation> {
  const [reservation] = await readReservations(tx, { ids: [id] });
  if (reservation === undefined) throw new Error(`Reservation ${id} is not there`);
  return reservation;
}
