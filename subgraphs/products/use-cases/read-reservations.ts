import type { Reservation } from '#prisma/products';
import type { Tx } from '../deps.ts';

/** Which reservations to read: by their own ids, or all of some orders. */
export type ReservationReferences = { readonly ids: readonly string[] } | { readonly orderIds: readonly string[] };

/**
 * Reads reservations as they are by the database's clock: one whose time has run out is EXPIRED, whether or not the sweep was there.
 * Those of an order come in the order of its lines.
 */
export function readReservations(tx: Tx, references: ReservationReferences): Promise<Reservation[]> {
  const ids = 'ids' in references ? [...references.ids] : [];
  const orderIds = 'orderIds' in references ? [...references.orderIds] : [];
  return tx.$queryRaw<Reservation[]>`
    SELECT id, product_id AS "productId", order_id AS "orderId", customer_id AS "customerId", line_index AS "lineIndex",
      quantity, unit_price_minor AS "unitPriceMinor", currency, expires_at AS "expiresAt", created_at AS "createdAt",
      CASE WHEN status = 'ACTIVE' AND expires_at <= statement_timestamp() THEN 'EXPIRED' ELSE status END::text AS status
    FROM reservations
    WHERE id = ANY(${ids}::uuid[]) OR order_id = ANY(${orderIds}::uuid[])
    ORDER BY order_id, line_index`;
}
