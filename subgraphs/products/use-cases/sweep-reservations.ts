import { transaction } from '#platform/database.ts';
import type { Deps } from '../deps.ts';
import { expireReservations } from './expire-reservations.ts';

/** How many products one transaction of the sweep locks, so that an order never waits long for it. */
const PRODUCTS_MAX = 50;

/**
 * Gives back what was set aside by hand for a time that has run out. Products that somebody is at work on are passed over: whoever
 * locks them sees to it. Several copies of the service may sweep at once. Answers how many reservations expired.
 */
export async function sweepReservations({ database }: Deps): Promise<number> {
  for (let total = 0; ;) {
    const expired = await transaction(database, async (tx) => {
      const products = await tx.$queryRaw<{ id: string }[]>`
        SELECT id FROM products
        WHERE id IN (SELECT product_id FROM reservations WHERE status = 'ACTIVE' AND expires_at <= statement_timestamp())
        ORDER BY id LIMIT ${PRODUCTS_MAX} FOR UPDATE SKIP LOCKED`;
      return products.length === 0
        ? 0
        : expireReservations(
            tx,
            products.map(({ id }) => id),
          );
    });
    if (expired === 0) return total;
    total += expired;
  }
}
