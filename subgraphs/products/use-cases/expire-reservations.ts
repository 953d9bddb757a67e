import type { Tx } from '../deps.ts';
import { deltasOf } from '../domain/stock.ts';
import { moveStock } from './move-stock.ts';

/**
 * Gives back what was set aside by hand for a time that has run out, by the database's clock, of products whose locks the caller
 * holds. Answers how many reservations that were.
 */
export async function expireReservations(tx: Tx, productIds: readonly string[]): Promise<number> {
  const expired = await tx.$queryRaw<{ id: string; productId: string; quantity: number }[]>`
    UPDATE reservations SET status = 'EXPIRED'
    WHERE product_id = ANY(${[...productIds]}::uuid[]) AND status = 'ACTIVE' AND expires_at <= statement_timestamp()
    RETURNING id, product_id AS "productId", quantity`;
  if (expired.length === 0) return 0;
  await moveStock(
    tx,
    expired.map(({ id, productId, quantity }) => ({
      productId,
      kind: 'EXPIRE',
      reservationId: id,
      ...deltasOf('EXPIRE', quantity),
    })),
  );
  return expired.length;
}
