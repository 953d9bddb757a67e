import type { Product } from '#prisma/products';
import type { Tx } from '../deps.ts';
import { expireReservations } from './expire-reservations.ts';

/** Products by id or by SKU. */
export interface ProductReferences {
  readonly ids?: readonly string[];
  readonly skus?: readonly string[];
}

/**
 * Reads products as they are and keeps them so until the transaction ends. Whoever changes a product's stock or closes its reservations
 * holds this lock, and all take it in the order of the ids, so that orders that cross neither oversell nor deadlock. Reservations whose
 * time has run out give their pieces back first: nobody is refused what is free by the clock.
 */
export async function lockProducts(tx: Tx, { ids = [], skus = [] }: ProductReferences): Promise<Product[]> {
  const select = () => tx.$queryRaw<(Product & { hasExpired: boolean })[]>`
    SELECT id, sku, name, description, price_minor AS "priceMinor", currency, status::text AS status,
      on_hand AS "onHand", reserved, version, created_at AS "createdAt", updated_at AS "updatedAt",
      EXISTS (
        SELECT 1 FROM reservations
        WHERE product_id = products.id AND reservations.status = 'ACTIVE' AND expires_at <= statement_timestamp()
      ) AS "hasExpired"
    FROM products
    WHERE id = ANY(${[...ids]}::uuid[]) OR sku = ANY(${[...skus]}::text[])
    ORDER BY id FOR UPDATE OF products`;
  const products = await select();
  const behind = products.filter(({ hasExpired }) => hasExpired);
  if (behind.length === 0) return products;
  await expireReservations(
    tx,
    behind.map(({ id }) => id),
  );
  return select();
}
