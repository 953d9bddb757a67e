import { v7 as uuidv7 } from 'uuid';
import { PLANNED_ANEW, raw, shape, table, type Sql, type Tx } from '#platform/database.ts';
import type { Money } from '#platform/money.ts';
import { folded } from '#platform/folding.ts';
import { madeAt, type Page } from '#platform/paging.ts';
import type * as Model from '#prisma/products';
import type { OrderStock, Reservation } from '#prisma/products';
import { Prisma } from '#prisma/products/columns';

const { searchText: _searchText, ...PRODUCT_FIELDS } = Prisma.ProductScalarFieldEnum;
/** A product, but for the text that it is searched by. */
export type Product = Omit<Model.Product, 'searchText'>;

/** The tables. An order's `answer` is the encoded payload of the reply to ReserveStock. */
export const PRODUCTS = table<Product>('products', PRODUCT_FIELDS);
/** Products, locked, and whether time has run out for reservations of each. */
export const LOCKED = shape<Product & { hasExpired: boolean }>({ ...PRODUCT_FIELDS, hasExpired: 'hasExpired' });
const SEARCHED = table<Pick<Model.Product, 'id' | 'searchText'>>('products', { id: 'id', searchText: 'searchText' });
export const RESERVATIONS = table<Reservation>('reservations', Prisma.ReservationScalarFieldEnum);
export const ORDERS = table<OrderRecord>('order_stock', Prisma.OrderStockScalarFieldEnum);
type OrderRecord = Omit<OrderStock, 'answer'> & { readonly answer: unknown };

/** Returns the products with these ids, archived or not, in any order. */
export const productsByIds = (sql: Sql, ids: readonly string[]) =>
  sql.rows(PRODUCTS)`SELECT ${PRODUCTS} FROM products WHERE id = ANY(${ids}::uuid[])`;

/** Returns the products that these SKUs may mean, archived or not, in any order: see `productCalled`. */
export const productsBySkus = (sql: Sql, skus: readonly string[]) => sql.rows(PRODUCTS)`
  SELECT ${PRODUCTS} FROM products WHERE sku = ANY(${skus}::text[]) OR sku_folded = ANY(${skus.map(folded)}::text[])`;

/** Which active products to list: those with a text in name or SKU, in any case, and those of which some are available or none. */
export type ProductFilter = Readonly<{ search: string | undefined; inStock: boolean | undefined }>;

/** What is searched: the expression of the index products_search. The separator is a control character, which neither part may hold. */
const TEXT = String.raw`coalesce(search_text, lower(name || E'\x1f' || sku))`;
const searchTextOf = ({ name, sku }: Pick<Product, 'name' | 'sku'>): string => folded(`${name}\x1f${sku}`);

// The index narrows a search down to the products with all of its groups of three characters, or with the one or two that it is of. What does
// not apply is no part of the statement, for its own plan. By the statistics of these groups the planner walks through the newest products
// where most have what is searched; of LIKE on an expression it would expect next to no row.
/** Returns a page of the active products, newest first. */
export function pageOfProducts(sql: Sql, { before, take }: Page, { search: given = '', inStock }: ProductFilter) {
  const search = folded(given);
  const contains = `grams_of(${TEXT}, 1) @> grams AND strpos(${TEXT}, text) > 0`;
  return sql.rows(PRODUCTS)`
    ${search === '' ? raw('') : PLANNED_ANEW} SELECT ${PRODUCTS}
    FROM products, (
      SELECT ${search}::text AS text, grams_of(${search}, least(3, char_length(${search}))) AS grams
    ) AS wanted
    WHERE status = 'ACTIVE' AND id < ${before}::uuid AND ${raw(search === '' ? 'TRUE' : contains)}
      AND (${inStock}::boolean IS NULL OR (reserved < on_hand) = ${inStock})
    ORDER BY id DESC LIMIT ${take}`;
}

/** A new product; its stock comes by moveStock. */
export type NewProduct = Pick<Product, 'id' | 'sku' | 'name' | 'description'> & { readonly price: Money };

/** Inserts a product and returns it; undefined if its SKU is taken, in any case. */
export async function insertProduct(sql: Sql, { id, sku, name, description, price }: NewProduct) {
  const createdAt = madeAt(id);
  const [inserted] = await sql.rows(PRODUCTS)`
    INSERT INTO products (id, sku, name, description, price_minor, currency, created_at, updated_at, search_text)
    VALUES (${id}::uuid, ${sku}, ${name}, ${description}, ${price.amountMinor}, ${price.currency}, ${createdAt}, ${createdAt},
      ${searchTextOf({ name, sku })})
    ON CONFLICT DO NOTHING RETURNING ${PRODUCTS}`;
  return inserted;
}

/** What to change about a product; undefined leaves a column as it is. Its stock changes by moveStock alone, its SKU never. */
export type ProductChange = {
  readonly [Key in 'name' | 'description' | 'price' | 'status']?: (Product & NewProduct)[Key] | undefined;
};

/** Changes a product and returns it as it is then. A change without a difference keeps version and time. */
export async function changeProduct(sql: Sql, id: string, { name, description, price, status }: ProductChange) {
  const [product] = await sql.rows(PRODUCTS)`
    UPDATE products SET
      name = coalesce(${name}, name),
      search_text = coalesce(${name && folded(name)} || E'\\x1f' || lower(sku COLLATE "C"), search_text),
      description = CASE WHEN ${description === undefined} THEN description ELSE ${description} END,
      price_minor = coalesce(${price?.amountMinor}::bigint, price_minor),
      currency = coalesce(${price?.currency}, currency),
      status = coalesce(${status}::product_status, status)
    WHERE id = ${id}::uuid RETURNING ${PRODUCTS}`;
  return product;
}

/** Returns products of an earlier version: those without a search text, or whose SKU another one has in another case. */
export const findUnfolded = (sql: Sql, afterId: string, max: number) => sql.rows(PRODUCTS)`
  SELECT ${PRODUCTS} FROM products WHERE (search_text IS NULL OR sku_folded IS NULL) AND id > ${afterId}::uuid ORDER BY id LIMIT ${max}`;

/** Writes the search texts of products. Their version and time stay. */
export function writeSearchTexts(sql: Sql, products: readonly Product[]) {
  const rows = products.map((product) => ({ id: product.id, searchText: searchTextOf(product) }));
  return sql.update(SEARCHED, rows, { by: ['id'], set: ['searchText'] });
}

const { status: _, ...TIMELESS_FIELDS } = Prisma.ReservationScalarFieldEnum;
const TIMELESS = shape(TIMELESS_FIELDS);

/** Returns reservations as they are by the database's clock: one whose time has run out is EXPIRED, whether or not it was swept. */
export const reservationsByIds = (sql: Sql, ids: readonly string[]) => sql.rows(RESERVATIONS)`
  SELECT ${TIMELESS}, CASE WHEN status = 'ACTIVE' AND expires_at <= statement_timestamp() THEN 'EXPIRED' ELSE status END AS status
  FROM reservations WHERE id = ANY(${ids}::uuid[])`;

/** Writes a reservation by hand of a product at its price; its time is counted by the database's clock, and has no end without seconds. */
export async function insertByHand(tx: Tx, product: Product, quantity: number, expiresInSeconds: number | undefined) {
  const [reservation] = await tx.rows(RESERVATIONS)`
    INSERT INTO reservations (id, product_id, quantity, unit_price_minor, currency, expires_at)
    VALUES (${uuidv7()}::uuid, ${product.id}::uuid, ${quantity}, ${product.priceMinor}, ${product.currency},
      statement_timestamp() + make_interval(secs => ${expiresInSeconds}::int))
    RETURNING ${RESERVATIONS}`;
  if (reservation === undefined) throw new Error('A reservation was not inserted');
  return reservation;
}

/** The stored state of an order, with its reservations in the order of its lines. */
export type KnownOrder = Omit<OrderRecord, 'createdAt'> & { readonly reservations: Reservation[] };

/** An order beside one of its reservations, whose columns are null where it has none. */
type OrderLine = { readonly [Key in keyof Reservation]: Reservation[Key] | null } & OfOrder;
type OfOrder = Readonly<{ ofOrder: string; ofCustomer: string; progress: OrderRecord['status']; answer: unknown }>;
const OF_ORDER = { ofOrder: 'ofOrder', ofCustomer: 'ofCustomer', progress: 'progress', answer: 'answer' };
const ORDER_LINES = shape<OrderLine>({ ...Prisma.ReservationScalarFieldEnum, ...OF_ORDER });
const isReservation = (line: OrderLine): line is OrderLine & Reservation => line.id !== null;

/** Returns the orders with a request, in any order. The reply is in the first line. */
export async function ordersByIds(sql: Sql, orderIds: readonly string[]): Promise<KnownOrder[]> {
  const lines = await sql.rows(ORDER_LINES)`
    SELECT known.order_id AS "ofOrder", known.customer_id AS "ofCustomer", known.status AS progress,
      CASE WHEN coalesce(line_index, 0) = 0 THEN answer END AS answer, ${RESERVATIONS.of('line')}
    FROM order_stock AS known LEFT JOIN reservations AS line ON line.order_id = known.order_id
    WHERE known.order_id = ANY(${orderIds}::uuid[]) ORDER BY known.order_id, line_index`;
  return [...Map.groupBy(lines, ({ ofOrder }) => ofOrder)].flatMap(([orderId, [first, ...others]]) => {
    if (first === undefined) return [];
    const { ofCustomer: customerId, progress: status, answer } = first;
    return { orderId, customerId, status, answer, reservations: [first, ...others].filter(isReservation) };
  });
}

/** Locks orders, recorded or not, and returns the known ones by id. A transaction locks all of its by one call, before any product. */
export async function lockOrders(tx: Tx, orderIds: readonly string[]): Promise<Map<string, KnownOrder>> {
  await tx.run`
    SELECT pg_advisory_xact_lock(key)
    FROM (SELECT DISTINCT hashtextextended(id, 0) AS key FROM unnest(${orderIds}::text[]) AS id ORDER BY key) AS keys`;
  return new Map((await ordersByIds(tx, [...new Set(orderIds)])).map((order) => [order.orderId, order]));
}
