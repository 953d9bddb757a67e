import { id as idSchema, parseInput } from '#platform/input.ts';
import type { Reservation } from '#prisma/products';
import type { Deps } from '../deps.ts';
import { readReservations } from './read-reservations.ts';

/** A reservation by id. */
export async function findReservation({ database }: Deps, id: unknown): Promise<Reservation | null> {
  const [reservation] = await readReservations(database, { ids: [parseInput(idSchema, id, 'id')] });
  return reservation ?? null;
}
