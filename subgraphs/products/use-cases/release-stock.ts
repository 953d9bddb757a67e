import { transaction } from '#platform/database.ts';
import { fail, succeed } from '#platform/errors.ts';
import type { Outcome } from '#platform/errors.ts';
import { id as idSchema, parseInput } from '#platform/input.ts';
import type { Reservation } from '#prisma/products';
import type { Deps } from '../deps.ts';
import { refusalToRelease } from '../domain/decide-by-hand.ts';
import { deltasOf } from '../domain/stock.ts';
import { lockProducts } from './lock-products.ts';
import { moveStock } from './move-stock.ts';
import { readReservations } from './read-reservations.ts';

/** Gives back what was set aside by hand. */
export async function releaseStock(
  { database }: Deps,
  reservationId: unknown,
): Promise<Outcome<{ reservation: Reservation }, 'NOT_FOUND' | 'INVALID_STATE' | 'RESERVATION_CLOSED'>> {
  const id = parseInput(idSchema, reservationId, 'reservationId');
  return transaction(database, async (tx) => {
    const named = await tx.reservation.findUnique({ where: { id }, select: { productId: true } });
    if (named) await lockProducts(tx, { ids: [named.productId] });
    const [reservation] = await readReservations(tx, { ids: [id] });
    if (reservation === undefined) return fail('NOT_FOUND', 'There is no such reservation.', 'reservationId');
    const refusal = refusalToRelease(reservation);
    if (refusal) return refusal;
    const { productId, quantity } = reservation;
    await tx.reservation.update({ where: { id }, data: { status: 'RELEASED' } });
    await moveStock(tx, [{ productId, kind: 'RELEASE', reservationId: id, ...deltasOf('RELEASE', quantity) }]);
    return succeed({ reservation: { ...reservation, status: 'RELEASED' } });
  });
}
