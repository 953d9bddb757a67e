import { v7 as uuidv7 } from 'uuid';
import { IDS, shape, type Tx } from '#platform/database.ts';
import { folded } from '#platform/folding.ts';
import type { Reservation, StockMovementKind } from '#prisma/products';
import { deltasOf, productCalled, type ReservationMovement, type StockDeltas } from './domain/product.ts';
import { LOCKED, PRODUCTS, type Product } from './rows.ts';

/** One change of a product's stock, and the reservation it is about. */
export type Movement = StockDeltas &
  Readonly<{ productId: string; kind: StockMovementKind; reservationId: string | null }>;
type Reserved = Pick<Reservation, 'id' | 'productId' | 'quantity'>;

/** Returns what happens to the stock when something happens to a reservation. */
export const movementOf = (kind: ReservationMovement, { id, productId, quantity }: Reserved): Movement => ({
  productId,
  kind,
  reservationId: id,
  ...deltasOf(kind, quantity),
});

const EXPIRED = shape<Reserved>({ id: 'id', productId: 'productId', quantity: 'quantity' });
const PLACED = shape<{ placed: bigint }>({ placed: 'placed' });

type Wanted = Readonly<{ ids?: readonly string[]; skus?: readonly string[] }>;

// What changes a product's stock or closes its reservations holds this lock. One call takes all of a transaction's, in the order of the ids,
// so that they do not deadlock. Overdue reservations are expired first: no request is refused stock whose reservation has expired.
/** Locks products until the transaction ends, and returns them as they are then. */
export async function lockProducts(tx: Tx, { ids = [], skus = [] }: Wanted) {
  const locked = await tx.rows(LOCKED)`
    SELECT ${PRODUCTS}, EXISTS (
        SELECT 1 FROM reservations
        WHERE product_id = products.id AND reservations.status = 'ACTIVE' AND expires_at <= statement_timestamp()
      ) AS "hasExpired"
    FROM products WHERE id = ANY(${ids}::uuid[]) OR sku = ANY(${skus}::text[]) OR sku_folded = ANY(${skus.map(folded)}::text[])
    ORDER BY id FOR UPDATE OF products`;
  const behind = locked.filter(({ hasExpired }) => hasExpired).map(({ id }) => id);
  const changed = new Map((await moveStock(tx, await expireReservations(tx, behind))).map((each) => [each.id, each]));
  return locked.map(({ hasExpired, ...product }) => (hasExpired && changed.get(product.id)) || product);
}

/** Locks the product that a SKU means; see `lockProducts`. */
export const lockProduct = async (tx: Tx, sku: string): Promise<Product | undefined> =>
  productCalled(await lockProducts(tx, { skus: [sku] }), sku);

/** Closes the reservations of locked products whose time has run out by the database's clock. Returns what that does to the stock. */
async function expireReservations(tx: Tx, productIds: readonly string[]): Promise<Movement[]> {
  if (productIds.length === 0) return [];
  const expired = await tx.rows(EXPIRED)`
    UPDATE reservations SET status = 'EXPIRED'
    WHERE product_id = ANY(${productIds}::uuid[]) AND status = 'ACTIVE' AND expires_at <= statement_timestamp()
    RETURNING id, product_id AS "productId", quantity`;
  return expired.map((reservation) => movementOf('EXPIRE', reservation));
}

/** Expires the overdue reservations of at most `max` products, and returns how many. Skips locked products: their holders expire theirs. */
export async function expireOverdue(tx: Tx, max: number): Promise<number> {
  const products = await tx.rows(IDS)`
    SELECT id FROM products
    WHERE id IN (SELECT product_id FROM reservations WHERE status = 'ACTIVE' AND expires_at <= statement_timestamp())
    ORDER BY id LIMIT ${max} FOR UPDATE SKIP LOCKED`;
  const ids = products.map(({ id }) => id);
  const movements = await expireReservations(tx, ids);
  await moveStock(tx, movements);
  return movements.length;
}

// The only way to change stock, so that it equals its movements. The CHECK constraint refuses faults of callers.
/** Writes movements of locked products and changes the stock by their sums, in one statement; returns the products as they are then. */
export async function moveStock(tx: Tx, movements: readonly Movement[]): Promise<Product[]> {
  if (movements.length === 0) return [];
  const column = <Value>(of: (movement: Movement) => Value): Value[] => movements.map(of);
  return tx.rows(PRODUCTS)`
    WITH moved AS (
      INSERT INTO stock_movements (id, product_id, kind, on_hand_delta, reserved_delta, reservation_id)
      SELECT * FROM unnest(
        ${column(() => uuidv7())}::uuid[],
        ${column(({ productId }) => productId)}::uuid[],
        ${column(({ kind }) => kind)}::stock_movement_kind[],
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
    FROM sums WHERE id = sums.product_id RETURNING ${PRODUCTS}`;
}

/** Returns how many pieces of a locked product may still be returned: what was added by hand and is not on hand now. */
export async function returnableOf(tx: Tx, { id, onHand }: Product): Promise<number> {
  const [sum] = await tx.rows(PLACED)`
    SELECT coalesce(sum(on_hand_delta), 0)::bigint AS placed FROM stock_movements
    WHERE product_id = ${id}::uuid AND kind IN ('SET', 'ADJUST')`;
  return Number(sum?.placed ?? 0n) - onHand;
}
