import { raw, shape, table } from '#platform/database.ts';
import type { Sql, Tx } from '#platform/database.ts';
import type { Page } from '#platform/paging.ts';
import type { OrderStock, Product, Reservation } from '#prisma/products';
import { Prisma } from '#prisma/products/columns';

/** The catalogue with its stock. */
export const PRODUCTS = table<Product>('products', Prisma.ProductScalarFieldEnum);
/** Pieces that are or were set aside, for orders and by hand. */
export const RESERVATIONS = table<Reservation>('reservations', Prisma.ReservationScalarFieldEnum);
/** What was done for an order. `answer` is the encoded payload that answered ReserveStock. */
export type OrderRecord = Omit<OrderStock, 'answer'> & { readonly answer: unknown };
/** What was done for orders. */
export const ORDERS = table<OrderRecord>('order_stock', Prisma.OrderStockScalarFieldEnum);

/** Returns the products with these ids, archived or not, each in its id's place; null where there is none. */
export async function productsByIds(sql: Sql, ids: readonly string[]): Promise<(Product | null)[]> {
  const products = await sql.rows(PRODUCTS)`SELECT ${PRODUCTS} FROM products WHERE id = ANY(${ids}::uuid[])`;
  const byId = new Map(products.map((product) => [product.id, product]));
  return ids.map((id) => byId.get(id) ?? null);
}

/** Returns the products with these SKUs, archived or not, each in its SKU's place; null where there is none. */
export async function productsBySkus(sql: Sql, skus: readonly string[]): Promise<(Product | null)[]> {
  const products = await sql.rows(PRODUCTS)`SELECT ${PRODUCTS} FROM products WHERE sku = ANY(${skus}::text[])`;
  const bySku = new Map(products.map((product) => [product.sku, product]));
  return skus.map((sku) => bySku.get(sku) ?? null);
}

/** Which active products to list. */
export interface ProductFilter {
  /** A part of the name or of the SKU, in whatever case. */
  readonly search: string | undefined;
  /** Some available, or none. */
  readonly inStock: boolean | undefined;
}

/** How many characters the index products_search knows together. */
const TRIGRAM = 3;
/** Above every id. */
const END = 'ffffffff-ffff-ffff-ffff-ffffffffffff';
/** What is searched: the expression of the index products_search. */
const TEXT = raw(String.raw`lower(name || E'\x1f' || sku)`);

/**
 * Returns a page of the active products, newest first. The index narrows a search down to the products with all of its trigrams; below three
 * characters it has none. Each of the three has a statement of its own, so that each gets its own plan.
 */
export function pageOfProducts(sql: Sql, { before = END, take }: Page, filter: ProductFilter): Promise<Product[]> {
  const { search, inStock } = filter;
  if (search === undefined) {
    return sql.rows(PRODUCTS)`
      SELECT ${PRODUCTS} FROM products
      WHERE status = 'ACTIVE' AND id < ${before}::uuid
        AND (${inStock}::boolean IS NULL OR (reserved < on_hand) = ${inStock})
      ORDER BY id DESC LIMIT ${take}`;
  }
  const pattern = `%${search.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
  if (search.length < TRIGRAM) {
    return sql.rows(PRODUCTS)`
      SELECT ${PRODUCTS} FROM products
      WHERE status = 'ACTIVE' AND id < ${before}::uuid AND ${TEXT} LIKE lower(${pattern})
        AND (${inStock}::boolean IS NULL OR (reserved < on_hand) = ${inStock})
      ORDER BY id DESC LIMIT ${take}`;
  }
  return sql.rows(PRODUCTS)`
    SELECT ${PRODUCTS} FROM products
    WHERE status = 'ACTIVE' AND id < ${before}::uuid
      AND trigrams_of(${TEXT}) @> trigrams_of(lower(${search})) AND ${TEXT} LIKE lower(${pattern})
      AND (${inStock}::boolean IS NULL OR (reserved < on_hand) = ${inStock})
    ORDER BY id DESC LIMIT ${take}`;
}

/** A new product; its stock comes by moveStock. */
export type NewProduct = Pick<Product, 'id' | 'sku' | 'name' | 'description' | 'priceMinor' | 'currency'>;

/** Inserts a product and returns it; undefined where its SKU is taken. It is as old as its id says, so that lists by id are lists by age. */
export async function insertProduct(sql: Sql, product: NewProduct): Promise<Product | undefined> {
  const { id, sku, name, description, priceMinor, currency } = product;
  const createdAt = madeAt(id);
  const [inserted] = await sql.rows(PRODUCTS)`
    INSERT INTO products (id, sku, name, description, price_minor, currency, created_at, updated_at)
    VALUES (${id}::uuid, ${sku}, ${name}, ${description}, ${priceMinor}, ${currency}, ${createdAt}, ${createdAt})
    ON CONFLICT (sku) DO NOTHING RETURNING ${PRODUCTS}`;
  return inserted;
}

/** The time in a UUIDv7: its first 48 bits are milliseconds (RFC 9562, section 5.7). */
const madeAt = (id: string): Date => new Date(Number.parseInt(id.replace('-', '').slice(0, 12), 16));

/** What to change about a product; undefined leaves a column as it is. Its stock changes by moveStock alone, its SKU never. */
export type ProductChange = {
  readonly [Key in 'name' | 'description' | 'priceMinor' | 'currency' | 'status']?: Product[Key] | undefined;
};

/** Changes a product and returns it as it is then. A change to what it already is leaves its version and time as they are. */
export async function changeProduct(sql: Sql, id: string, change: ProductChange): Promise<Product | undefined> {
  const { name, description, priceMinor, currency, status } = change;
  const [product] = await sql.rows(PRODUCTS)`
    UPDATE products SET
      name = coalesce(${name}, name),
      description = CASE WHEN ${description === undefined} THEN description ELSE ${description} END,
      price_minor = coalesce(${priceMinor}::bigint, price_minor),
      currency = coalesce(${currency}, currency),
      status = coalesce(${status}::product_status, status)
    WHERE id = ${id}::uuid RETURNING ${PRODUCTS}`;
  return product;
}

const TIMED = shape<Reservation & { hasRunOut: boolean }>({
  ...Prisma.ReservationScalarFieldEnum,
  hasRunOut: 'hasRunOut',
});

/** Returns reservations as they are by the database's clock: one whose time has run out is EXPIRED, whether or not it was swept. */
export async function reservationsByIds(sql: Sql, ids: readonly string[]): Promise<Reservation[]> {
  const rows = await sql.rows(TIMED)`
    SELECT ${RESERVATIONS}, (status = 'ACTIVE' AND expires_at <= statement_timestamp()) IS TRUE AS "hasRunOut"
    FROM reservations WHERE id = ANY(${ids}::uuid[])`;
  return rows.map(({ hasRunOut, ...reservation }) => (hasRunOut ? { ...reservation, status: 'EXPIRED' } : reservation));
}

/** Pieces to set aside by hand; without seconds until they are released. */
export interface ReservationByHand {
  readonly id: string;
  readonly quantity: number;
  readonly expiresInSeconds: number | undefined;
}

/** Writes a reservation by hand of a product at its price; its time is counted by the database's clock. */
export async function insertByHand(tx: Tx, product: Product, wanted: ReservationByHand): Promise<Reservation> {
  const [reservation] = await tx.rows(RESERVATIONS)`
    INSERT INTO reservations (id, product_id, quantity, unit_price_minor, currency, expires_at)
    VALUES (${wanted.id}::uuid, ${product.id}::uuid, ${wanted.quantity}, ${product.priceMinor}, ${product.currency},
      statement_timestamp() + make_interval(secs => ${wanted.expiresInSeconds}::int))
    RETURNING ${RESERVATIONS}`;
  if (reservation === undefined) throw new Error('A reservation was not inserted');
  return reservation;
}

/** What was done for an order, with its reservations in the order of its lines. */
export interface KnownOrder extends Omit<OrderRecord, 'createdAt'> {
  readonly reservations: Reservation[];
}

/** An order beside one of its reservations, whose columns are null where it has none. */
type OrderLine = { readonly [Key in keyof Reservation]: Reservation[Key] | null } & {
  readonly ofOrder: string;
  readonly ofCustomer: string;
  readonly progress: OrderRecord['status'];
  readonly answer: unknown;
};
const ORDER_LINES = shape<OrderLine>({
  ...Prisma.ReservationScalarFieldEnum,
  ofOrder: 'ofOrder',
  ofCustomer: 'ofCustomer',
  progress: 'progress',
  answer: 'answer',
});
const isReservation = (line: OrderLine): line is OrderLine & Reservation => line.id !== null;

/** Returns the orders for which something was asked, each in its id's place; null where nothing was. The answer comes with the first line. */
export async function ordersByIds(sql: Sql, orderIds: readonly string[]): Promise<(KnownOrder | null)[]> {
  const lines = await sql.rows(ORDER_LINES)`
    SELECT known.order_id AS "ofOrder", known.customer_id AS "ofCustomer", known.status AS progress,
      CASE WHEN coalesce(line_index, 0) = 0 THEN answer END AS answer, ${RESERVATIONS.of('line')}
    FROM order_stock AS known LEFT JOIN reservations AS line ON line.order_id = known.order_id
    WHERE known.order_id = ANY(${orderIds}::uuid[]) ORDER BY known.order_id, line_index`;
  const byOrder = Map.groupBy(lines, ({ ofOrder }) => ofOrder);
  return orderIds.map((orderId) => {
    const [first, ...rest] = byOrder.get(orderId) ?? [];
    if (first === undefined) return null;
    const { ofCustomer: customerId, progress: status, answer } = first;
    return { orderId, customerId, status, answer, reservations: [first, ...rest].filter(isReservation) };
  });
}

/**
 * Locks orders until the transaction ends, also those that have no record yet, and returns the known ones by id. All of a transaction's are
 * locked by one call, in one order, before any product.
 */
export async function lockOrders(tx: Tx, orderIds: readonly string[]): Promise<Map<string, KnownOrder>> {
  await tx.run`
    SELECT pg_advisory_xact_lock(key)
    FROM (SELECT DISTINCT hashtextextended(id, 0) AS key FROM unnest(${orderIds}::text[]) AS id ORDER BY key) AS keys`;
  const known = await ordersByIds(tx, [...new Set(orderIds)]);
  return new Map(known.flatMap((order) => (order === null ? [] : [[order.orderId, order]])));
}
