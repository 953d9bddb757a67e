/** An order as its own database has it; `age` is that of its last movement, in seconds. */
export interface OrderRow {
  readonly id: string;
  readonly customer: string;
  readonly status: string;
  readonly stock: string;
  readonly payment: string;
  readonly version: number;
  readonly total: string | null;
  readonly sum: string | null;
  readonly lines: readonly string[];
  readonly timeline: readonly string[];
  readonly age: number;
}
export const ORDERS = `
  SELECT id, customer_id AS customer, status::text, stock::text, payment::text, version, total_minor || ' ' || currency AS total,
    (SELECT sum(quantity * unit_price_minor) FROM order_lines WHERE order_id = orders.id) || ' ' || currency AS sum,
    ARRAY(SELECT quantity || ' of ' || product_id || ' at ' || unit_price_minor FROM order_lines WHERE order_id = orders.id ORDER BY index) AS lines,
    ARRAY(SELECT status::text FROM order_events WHERE order_id = orders.id ORDER BY version) AS timeline,
    extract(epoch FROM clock_timestamp() - updated_at)::float8 AS age
  FROM orders WHERE id > $1 ORDER BY id LIMIT $2`;

/** What other services have stored about an order. */
export interface Part {
  readonly id: string;
  readonly customer: string;
  readonly status: string;
  readonly amount: string;
  readonly lines: readonly string[];
}
export const PAYMENTS = `
  SELECT order_id AS id, customer_id AS customer, status::text, amount_minor || ' ' || currency AS amount FROM payments WHERE order_id = ANY($1)`;
export const RESERVED = `
  SELECT order_id AS id, customer_id AS customer, status::text, ARRAY(
    SELECT quantity || ' of ' || product_id || ' at ' || unit_price_minor FROM reservations
    WHERE reservations.order_id = order_stock.order_id ORDER BY line_index) AS lines
  FROM order_stock WHERE order_id = ANY($1)`;
export const NOTICES = `SELECT order_id AS id, type::text AS status FROM notifications WHERE order_id = ANY($1)`;

/** What an order's steps say that the payment and the stock are. Other steps wait for a reply. */
const PAYMENT_AT: Readonly<Record<string, readonly string[]>> = {
  NONE: ['none'],
  DECLINED: ['DECLINED'],
  CAPTURED: ['CAPTURED'],
  VOIDED: ['VOIDED', 'DECLINED'],
  REFUNDED: ['REFUNDED'],
};
const STOCK_AT: Readonly<Record<string, readonly string[]>> = {
  REJECTED: ['REJECTED'],
  COMMITTED: ['COMMITTED'],
  SHIPPED: ['COMMITTED'],
  DELIVERED: ['COMMITTED'],
  RELEASED: ['RELEASED', 'REJECTED'],
  RETURNED: ['RETURNED'],
};
/** Allowed transitions; none leads back. */
export const NEXT: Readonly<Record<string, readonly string[]>> = {
  PENDING: ['AWAITING_PAYMENT', 'REJECTED', 'EXPIRED', 'CANCELLING'],
  AWAITING_PAYMENT: ['CONFIRMED', 'REJECTED', 'EXPIRED', 'CANCELLING'],
  CONFIRMED: ['SHIPPED', 'CANCELLING'],
  SHIPPED: ['DELIVERED'],
  CANCELLING: ['CANCELLED'],
};
/** Statuses with a notification. */
const WITH_NOTICE = new Set(['CONFIRMED', 'REJECTED', 'CANCELLED', 'EXPIRED', 'SHIPPED', 'DELIVERED']);
/** Settled statuses. */
export const SETTLED: ReadonlySet<string> = WITH_NOTICE;

const SOLD = new Set(['CONFIRMED', 'SHIPPED', 'DELIVERED']);

/** Compares an order with what accounts and products have stored for it. */
export function* orderFaults(order: OrderRow, payment: Part | undefined, stock: Part | undefined): Generator<string> {
  const { status, total, timeline } = order;
  const paid = payment?.status ?? 'none';
  if (PAYMENT_AT[order.payment]?.includes(paid) === false) yield `is ${status}, but its payment is ${paid}`;
  if (STOCK_AT[order.stock]?.includes(stock?.status ?? 'none') === false)
    yield `is ${status}, but its stock is ${stock?.status ?? 'none'}`;
  if (payment !== undefined && payment.amount !== total) yield `is for ${total}, but its payment for ${payment.amount}`;
  if (total !== null && total !== order.sum) yield `is for ${total}, but its lines come to ${order.sum}`;
  if ([payment, stock].some((part) => part !== undefined && part.customer !== order.customer))
    yield 'is charged or supplied to another customer';
  if (SOLD.has(status) && stock !== undefined && stock.lines.join() !== order.lines.join())
    yield `is ${status} with ${order.lines.join()}, but has taken ${stock.lines.join()}`;
  const wrong = timeline.find((to, index) => index > 0 && !NEXT[timeline[index - 1] ?? '']?.includes(to));
  if (wrong !== undefined || timeline[0] !== 'PENDING' || timeline.at(-1) !== status)
    yield `is ${status} and went ${timeline.join(', ')}`;
}

/** Each status with a notification has exactly one; no other exists. */
export function noticeFault({ timeline }: OrderRow, notices: readonly Part[]): string | undefined {
  const wanted = [
    'ORDER_PLACED',
    ...timeline.filter((status) => WITH_NOTICE.has(status)).map((status) => `ORDER_${status}`),
  ];
  const sent = notices.map(({ status }) => status);
  if (sent.toSorted().join() === wanted.toSorted().join()) return undefined;
  return `went ${timeline.join(', ')}, but its notifications are ${sent.toSorted().join(', ') || 'none'}`;
}
