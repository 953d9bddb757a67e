import { idOf } from '#platform/authorization.ts';
import { id as idSchema, parseInput } from '#platform/input.ts';
import type { Loader } from '#platform/loaders.ts';
import type { Caller } from '#platform/token.ts';
import type { Reservation } from '#prisma/products';
import type { Deps } from '../deps.ts';
import { reservationsByIds } from '../rows.ts';
import type { KnownOrder } from '../rows.ts';

/** Returns a reservation by id. */
export async function findReservation({ database }: Deps, id: unknown): Promise<Reservation | null> {
  const [reservation] = await reservationsByIds(database, [parseInput(idSchema, id, 'id')]);
  return reservation ?? null;
}

/** An order as far as its caller may see it. */
export interface VisibleOrder extends Pick<KnownOrder, 'reservations'> {
  readonly id: string;
  readonly customerId: string | null;
}

/**
 * Returns the order of a reference; null where it is another customer's. Whose an order is stands in what was reserved for it, not in the
 * reference. One for which nothing was asked yet has nothing to hide: whoever asks for it finds it empty.
 */
export async function findOrder(
  load: { readonly order: Loader<string, KnownOrder | null> },
  caller: Caller | null,
  reference: { readonly id: string },
): Promise<VisibleOrder | null> {
  const id = idOf(reference);
  if (id === undefined) return null;
  const known = await load.order.load(id);
  const customerId = known?.customerId ?? caller?.id ?? null;
  if (caller !== null && caller.role !== 'ADMIN' && customerId !== caller.id) return null;
  return { id, customerId, reservations: known?.reservations ?? [] };
}
