import { NIL } from 'uuid';
import type { CustomerStanding, Order, OrderEvent, OrderLine } from '#prisma/orders';
import { OrderStatus, Prisma } from '#prisma/orders/columns';
import { IDS, raw, shape, table, type Sql, type Tx } from '#platform/database.ts';
import type { Money } from '#platform/money.ts';
import { lowestIdAt } from '#platform/outbox.ts';
import type { Page } from '#platform/paging.ts';
import { timelineDetail } from './domain/presentation.ts';
import { PLACED, statusOf, type Saga } from './domain/saga.ts';
import type { OrderCount, Steps } from './domain/statistics.ts';

const ORDERS = table<Order>('orders', Prisma.OrderScalarFieldEnum);
/** Lines of orders. */
export const LINES = table<OrderLine>('order_lines', Prisma.OrderLineScalarFieldEnum);
const ENTRIES = table<OrderEvent>('order_events', Prisma.OrderEventScalarFieldEnum);
const STANDINGS = table<CustomerStanding>('customer_standings', Prisma.CustomerStandingScalarFieldEnum);

/** Returns an amount that two columns hold; null where either is. */
export const moneyOf = (amountMinor: bigint | null, currency: string | null): Money | null =>
  amountMinor === null || currency === null ? null : { amountMinor, currency };

/** Returns the saga that an order's row holds. */
export const sagaOf = ({ stock, payment, totalMinor, currency, failureCode, failureMessage }: Order): Saga => ({
  stock,
  payment,
  total: moneyOf(totalMinor, currency),
  failure: failureCode === null || failureMessage === null ? null : { code: failureCode, message: failureMessage },
});

/** An order whose row is locked until the transaction ends, and the database's clock, read after the lock was granted. */
export type LockedOrder = Order & { readonly at: Date };

/** Returns an order's row after a transition of its saga. */
export const movedTo = (saga: Saga, order: Order, at: Date): Order => ({
  ...order,
  status: statusOf(saga),
  stock: saga.stock,
  payment: saga.payment,
  totalMinor: saga.total?.amountMinor ?? null,
  currency: saga.total?.currency ?? null,
  failureCode: saga.failure?.code ?? null,
  failureMessage: saga.failure?.message ?? null,
  version: order.version + 1,
  updatedAt: at,
  askedAt: at,
  asksRepeated: 0,
});

/** The columns that a transition changes: those of `movedTo`. */
const MOVING = ['status', 'stock', 'payment', 'totalMinor', 'currency', 'failureCode', 'failureMessage'] as const;
const WITH_MOVING = ['version', 'updatedAt', 'askedAt', 'asksRepeated'] as const;

/** Writes orders that have moved, each of them locked. */
export const updateOrders = (tx: Tx, orders: readonly Order[]) =>
  tx.update(ORDERS, orders, { by: ['id'], set: [...MOVING, ...WITH_MOVING] });

/** Adds the new statuses of orders to their timelines. */
export function insertEntries(tx: Tx, orders: readonly Order[]) {
  const entries = orders.map((order) => {
    const { id: orderId, version, status, updatedAt: at } = order;
    return { orderId, version, status, at, detail: timelineDetail(sagaOf(order)) };
  });
  return tx.insert(ENTRIES, entries);
}

const LOCKED = shape<LockedOrder>({ ...Prisma.OrderScalarFieldEnum, at: 'at' });
// The clock is read outside of the locking query, which may compute its columns before it waits.
const FROM_LOCKED = raw(`SELECT ${ORDERS.text}, clock_timestamp() AS at FROM locked`);

/** Locks the orders with these ids, in the order of the ids. */
export const lockOrders = (tx: Tx, ids: readonly string[]) => tx.rows(LOCKED)`
  WITH locked AS MATERIALIZED (SELECT * FROM orders WHERE id = ANY(${ids}::uuid[]) ORDER BY id FOR UPDATE) ${FROM_LOCKED}`;

/** Locks at most `max` orders that are not confirmed yet, of these customers or, by a scan of all such orders, of deactivated ones; by id. */
export const lockOpenOrders = (tx: Tx, customerIds: readonly string[] | null, max: number) => tx.rows(LOCKED)`
  WITH locked AS MATERIALIZED (
    SELECT * FROM orders WHERE status IN ('PENDING', 'AWAITING_PAYMENT')
      AND CASE WHEN ${customerIds}::uuid[] IS NULL
        THEN EXISTS (SELECT FROM customer_standings WHERE user_id = customer_id AND NOT active) ELSE customer_id = ANY(${customerIds}::uuid[]) END
    ORDER BY id LIMIT ${max} FOR UPDATE
  ) ${FROM_LOCKED}`;

/** Locks at most `max` orders past their deadline; skips locked ones. */
export const lockExpiredOrders = (tx: Tx, max: number) => tx.rows(LOCKED)`
  WITH locked AS MATERIALIZED (
    SELECT * FROM orders WHERE stock IN ('REQUESTED', 'RESERVED') AND deadline_at <= now()
    ORDER BY deadline_at LIMIT ${max} FOR UPDATE SKIP LOCKED
  ) ${FROM_LOCKED}`;

/** The waits double up to sixteen times the first: an order repeats its requests some fifty times in an hour's outage, not two thousand times. */
const DOUBLINGS_MAX = 4;

/** Marks at most `max` orders that have waited too long for a repetition of their requests; skips locked ones. */
export const repeatAsks = (tx: Tx, patienceMs: number, max: number) => tx.rows(ORDERS)`
  WITH waiting AS MATERIALIZED (
    SELECT id AS waiting_id FROM orders
    WHERE status IN ('PENDING', 'AWAITING_PAYMENT', 'CANCELLING')
      AND asked_at <= now() - make_interval(secs => ${patienceMs / 1000} * 2 ^ least(asks_repeated, ${DOUBLINGS_MAX}::int))
    ORDER BY asked_at LIMIT ${max} FOR UPDATE SKIP LOCKED
  ), asked AS (
    UPDATE orders SET asked_at = clock_timestamp(), asks_repeated = asks_repeated + 1 FROM waiting WHERE id = waiting_id RETURNING orders.*
  )
  SELECT ${ORDERS} FROM asked ORDER BY id`;

type UnderWay = Readonly<{ status: string; count: number; unmovedSeconds: number }>;
const UNDER_WAY = shape<UnderWay>({ status: 'status', count: 'count', unmovedSeconds: 'unmovedSeconds' });

/** How many orders are under way, by status, and for how many seconds the one that has not moved for longest. */
export const countOrdersUnderWay = (sql: Sql) =>
  sql.rows(UNDER_WAY)`
    SELECT status::text, count(orders.id)::int,
      coalesce(extract(epoch FROM clock_timestamp() - min(updated_at)), 0)::float8 AS "unmovedSeconds"
    FROM unnest('{PENDING,AWAITING_PAYMENT,CANCELLING}'::order_status[]) AS status LEFT JOIN orders USING (status) GROUP BY status`;

/** An order to place. */
export type NewOrder = Pick<Order, 'id' | 'number' | 'customerId'> & { readonly expectedTotal: Money | undefined };

/** Inserts orders that are placed at `at`; returns those whose number was free. */
export const insertOrders = (tx: Tx, orders: readonly NewOrder[], at: Date, deadlineSeconds: number) => tx.rows(ORDERS)`
  INSERT INTO orders (id, number, customer_id, status, stock, payment, version, expected_total_minor, expected_currency,
                      deadline_at, asked_at, created_at, updated_at)
  SELECT id, number, customer_id, ${statusOf(PLACED)}::order_status, ${PLACED.stock}::stock_step, ${PLACED.payment}::payment_step, 1,
         expected_total_minor, expected_currency, placed_at + make_interval(secs => ${deadlineSeconds}), placed_at, placed_at, placed_at
  FROM (SELECT ${at}::timestamptz AS placed_at) AS clock,
       unnest(${orders.map(({ id }) => id)}::uuid[], ${orders.map(({ number }) => number)}::text[],
              ${orders.map(({ customerId }) => customerId)}::uuid[],
              ${orders.map(({ expectedTotal }) => expectedTotal?.amountMinor)}::bigint[],
              ${orders.map(({ expectedTotal }) => expectedTotal?.currency)}::text[])
         AS placed (id, number, customer_id, expected_total_minor, expected_currency)
  ON CONFLICT (number) DO NOTHING RETURNING ${ORDERS}`;

/** Writes the prices of lines, and what their products are called; SKUs are compared case-insensitively, as far as SQL can. Returns the orders that have other lines than these: another product, another quantity, more or fewer. */
export const priceLines = (tx: Tx, lines: readonly OrderLine[]) => tx.rows(IDS)`
  WITH answer AS (
    SELECT * FROM unnest(${lines.map(({ orderId }) => orderId)}::uuid[], ${lines.map(({ index }) => index)}::int[],
                         ${lines.map(({ productId }) => productId)}::uuid[], ${lines.map(({ sku }) => sku)}::text[],
                         ${lines.map(({ name }) => name)}::text[], ${lines.map(({ quantity }) => quantity)}::int[],
                         ${lines.map(({ unitPriceMinor }) => unitPriceMinor)}::bigint[])
      AS line (order_id, index, product_id, sku, name, quantity, unit_price_minor)
  ), priced AS (
    UPDATE order_lines AS line
    SET product_id = answer.product_id, sku = answer.sku, name = answer.name, unit_price_minor = answer.unit_price_minor FROM answer
    WHERE line.order_id = answer.order_id AND line.index = answer.index AND line.quantity = answer.quantity
      AND coalesce(line.product_id = answer.product_id,
        lower(line.sku COLLATE "C") = lower(answer.sku COLLATE "C") OR line.sku !~ '^[ -~]*$')
    RETURNING line.order_id, line.index
  )
  SELECT DISTINCT order_id AS id FROM (
    (SELECT order_id, index FROM answer UNION
     SELECT order_id, index FROM order_lines WHERE order_id IN (SELECT order_id FROM answer))
    EXCEPT SELECT order_id, index FROM priced) AS unpriced`;

/** Returns the orders with these ids or numbers, in no order. */
export const findOrders = (sql: Sql, by: 'id' | 'number', keys: readonly string[]) =>
  sql.rows(ORDERS)`SELECT ${ORDERS} FROM orders WHERE ${raw(by)} = ANY(${keys})`;

/** Returns the lines of orders, each order's in the order that was given. */
export const findLines = (sql: Sql, orderIds: readonly string[]) =>
  sql.rows(LINES)`SELECT ${LINES} FROM order_lines WHERE order_id = ANY(${orderIds}::uuid[]) ORDER BY order_id, index`;

/** Returns the timelines of orders, each oldest first. */
export const findEntries = (sql: Sql, orderIds: readonly string[]) =>
  sql.rows(ENTRIES)`
    SELECT ${ENTRIES} FROM order_events WHERE order_id = ANY(${orderIds}::uuid[]) ORDER BY order_id, version`;

/** A page of orders in some of the statuses, in the order of STATUSES. */
export type OrderPage = Page & { readonly statuses: readonly OrderStatus[] };

/** Every status there is. */
export const STATUSES: readonly OrderStatus[] = Object.values(OrderStatus);

/** The newest orders of a page. Of some statuses those of each are read by the index that has the status, whatever the planner's estimate of its frequency. */
const newest = ({ statuses }: OrderPage, owned: 'TRUE' | 'customer_id = user_id') =>
  raw(
    statuses.length === STATUSES.length
      ? `SELECT * FROM orders WHERE ${owned} AND id < before ORDER BY id DESC LIMIT take`
      : `SELECT of_status.* FROM unnest(statuses) AS wanted (status) CROSS JOIN LATERAL (
          SELECT * FROM orders WHERE ${owned} AND (orders.status, id) < (wanted.status, before) AND orders.status >= wanted.status
          ORDER BY orders.status DESC, id DESC LIMIT take
        ) AS of_status ORDER BY id DESC LIMIT take`,
  );

/** Returns a page of the orders of each customer, or of all customers if `customerIds` is null, newest first. */
export const findOrderPages = (sql: Sql, customerIds: readonly string[] | null, page: OrderPage) => sql.rows(ORDERS)`
  SELECT ${ORDERS.of('found')}
  FROM (SELECT ${page.before}::uuid AS before, ${page.take}::int AS take, ${page.statuses}::order_status[] AS statuses) AS page
  CROSS JOIN unnest(${customerIds ?? [NIL]}::uuid[]) AS customer (user_id)
  CROSS JOIN LATERAL (${newest(page, customerIds === null ? 'TRUE' : 'customer_id = user_id')}) AS found ORDER BY found.id DESC`;

type Admission = Readonly<{ clockUs: bigint; shutOut: readonly string[] }>;
const ADMISSION = shape<Admission>({ clockUs: 'clock_us', shutOut: 'shut_out' });

/** Returns which of these customers are deactivated, and the database's clock in microseconds since 1970. */
export async function readAdmission(tx: Tx, customerIds: readonly string[]): Promise<Admission> {
  const [admission] = await tx.rows(ADMISSION)`
    SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint AS "clockUs",
           ARRAY(SELECT user_id::text FROM customer_standings WHERE user_id = ANY(${customerIds}::uuid[]) AND NOT active) AS "shutOut"`;
  if (admission === undefined) throw new Error('The database told no time');
  return admission;
}

/** Locks the known standings of these users. */
export const lockStandings = (tx: Tx, userIds: readonly string[]) =>
  tx.rows(STANDINGS)`
    SELECT ${STANDINGS} FROM customer_standings WHERE user_id = ANY(${userIds}::uuid[]) ORDER BY user_id FOR UPDATE`;

/** Writes standings, unless a newer one is known. */
export const writeStandings = (tx: Tx, standings: readonly CustomerStanding[]) => tx.run`
  INSERT INTO customer_standings AS known (user_id, active, version)
  SELECT * FROM unnest(${standings.map(({ userId }) => userId)}::uuid[], ${standings.map(({ active }) => active)}::boolean[],
                       ${standings.map(({ version }) => version)}::int[]) AS news (user_id, active, version) ORDER BY user_id
  ON CONFLICT (user_id) DO UPDATE SET active = excluded.active, version = excluded.version WHERE known.version < excluded.version`;

/** Stores that these customers' e-mail addresses are confirmed. */
export const writeVerified = (tx: Tx, userIds: readonly string[]) => tx.run`
  INSERT INTO verified_customers (user_id) SELECT DISTINCT id FROM unnest(${userIds}::uuid[]) AS id ORDER BY id ON CONFLICT DO NOTHING`;

/** Whether a customer's e-mail address is known to be confirmed. */
export const isVerified = async (sql: Sql, userId: string): Promise<boolean> =>
  (await sql.run`SELECT FROM verified_customers WHERE user_id = ${userId}::uuid`) > 0;

const COUNTS = shape<OrderCount>({
  start: 'start',
  status: 'status',
  currency: 'currency',
  orders: 'orders',
  totalMinor: 'total_minor',
});
/** Ids are made by clocks of processes, `created_at` by the database's: their greatest difference. */
const CLOCKS_DIFFER_MS = 300_000;

/** Counts all orders of a time range by step, status and currency. */
export const countOrders = (sql: Sql, { from, to, stepMs }: Steps) => sql.rows(COUNTS)`
  SELECT date_bin(make_interval(secs => ${stepMs / 1_000}), created_at, ${from}::timestamptz) AS start, status, currency,
         count(*)::int AS orders, coalesce(sum(total_minor), 0)::bigint AS "totalMinor"
  FROM orders
  WHERE id >= ${lowestIdAt(from.getTime() - CLOCKS_DIFFER_MS)}::uuid AND id < ${lowestIdAt(to.getTime() + CLOCKS_DIFFER_MS)}::uuid
    AND created_at >= ${from}::timestamptz AND created_at < ${to}::timestamptz
  GROUP BY start, status, currency ORDER BY start, status, currency`;
