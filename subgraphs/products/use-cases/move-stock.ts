import { v7 as uuidv7 } from 'uuid';
import type { StockMovementKind } from '#prisma/products';
import type { Tx } from '../deps.ts';
import type { StockDeltas } from '../domain/stock.ts';

/** One change of a product's stock, and the reservation it is about. */
export interface Movement extends StockDeltas {
  readonly productId: string;
  readonly kind: StockMovementKind;
  readonly reservationId: string | null;
}

/**
 * Writes movements and changes the stock by their sums, in one statement: this is the only way that stock changes, so that it equals
 * its movements. The caller holds the products' locks (lockProducts) and has decided on what they hold; a mistake in that is refused
 * by the CHECK constraint.
 */
export async function moveStock(tx: Tx, movements: readonly Movement[]): Promise<void> {
  const column = <Value>(of: (movement: Movement) => Value): Value[] => movements.map(of);
  await tx.$executeRaw`
    WITH moved AS (
      INSERT INTO stock_movements (id, product_id, kind, on_hand_delta, reserved_delta, reservation_id)
      SELECT * FROM unnest(
        ${column(() => uuidv7())}::uuid[],
        ${column(({ productId }) => productId)}::uuid[],
        ${column(({ kind }) => kind)}::text[]::stock_movement_kind[],
        ${column(({ onHandDelta }) => onHandDelta)}::int[],
        ${column(({ reservedDelta }) => reservedDelta)}::int[],
        ${column(({ reservationId }) => reservationId)}::uuid[])
      RETURNING product_id, on_hand_delta, reserved_delta
    ), sums AS (
      SELECT product_id, sum(on_hand_delta) AS on_hand_delta, sum(reserved_delta) AS reserved_delta
      FROM moved GROUP BY product_id
    )
    UPDATE products
    SET on_hand = on_hand + sums.on_hand_delta, reserved = reserved + sums.reserved_delta
    FROM sums WHERE id = sums.product_id`;
}
