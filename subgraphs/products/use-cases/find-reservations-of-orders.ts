import type { Reservation } from '#prisma/products';
import type { Deps } from '../deps.ts';
import { readReservations } from './read-reservations.ts';

/** The reservations of orders, in the place of each order's id and in the order of its lines. */
export async function findReservationsOfOrders(
  { database }: Deps,
  orderIds: readonly string[],
): Promise<Reservation[][]> {
  const reservations = Map.groupBy(await readReservations(database, { orderIds }), ({ orderId }) => orderId);
  return orderIds.map((orderId) => reservations.get(orderId) ?? []);
}
