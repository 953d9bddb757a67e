// What `bench/scale-fill.ts` inserts into each service's tables.
import type { Service } from '#platform/config.ts';

/** How many orders, spread evenly over the last hundred days. */
export interface Filling {
  readonly orders: number;
  /** Distinguishes the ids of one filling from those of another in the same databases. */
  readonly tag: string;
  /** Called for each table. */
  readonly onProgress: (line: string) => void;
}

/** Ten orders for each customer, but for the first, who placed one in a hundred of all; twenty orders for each product. */
export const customersOf = (orders: number): number => Math.ceil(orders / 10);
export const productsOf = (orders: number): number => Math.ceil(orders / 20);

/** The messages of the last two weeks in the inbox, of one week in the outbox, and the keys of two days; `sent` and `taken` are the names of an order's. */
const messaging = (
  sent: readonly (readonly [string, string])[],
  taken: readonly string[],
  operation?: string,
): Record<string, string> => ({
  // Numbers below those that the service's own messages have: the queue's watermarks do not change.
  'messaging.outbox': `
    INSERT INTO messaging.outbox (id, destination, envelope, created_at, sent_seq)
    SELECT id, destination, jsonb_build_object('id', id, 'name', message, 'version', 1, 'occurredAt', to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
        'traceparent', '00-' || md5(name) || '-' || substr(md5(message), 1, 16) || '-01',
        'payload', jsonb_build_object('orderId', order_id, 'customerId', customer_id, 'orderNumber', name, 'lines', repeat('.', 100))),
      at, (SELECT least(min(sent_seq), 0) FROM messaging.outbox) - row_number() OVER (ORDER BY id DESC)
    FROM (SELECT filled.*, destination, message, pg_temp.id_at(at, 'sent ' || message || name) AS id
          FROM filled, (VALUES ${sent.map(([destination, name]) => `('${destination}', '${name}')`).join()}) AS sent (destination, message)
          WHERE at > now() - interval '7 days') AS message`,
  'messaging.inbox': `
    INSERT INTO messaging.inbox (message_id, name, received_at)
    SELECT pg_temp.id_at(at, 'sent ' || message || name), message, at FROM filled, unnest(ARRAY['${taken.join("','")}']) AS message
    WHERE at > now() - interval '14 days'`,
  ...(operation !== undefined && {
    'messaging.idempotency_keys': `
      INSERT INTO messaging.idempotency_keys (caller_id, operation, key, fingerprint, outcome, created_at)
      SELECT customer_id, '${operation}', 'key ' || name, md5(name), jsonb_build_object('id', order_id), at FROM filled
      WHERE at > now() - interval '48 hours'`,
  }),
});

const users = ({ orders, tag }: Filling): Record<string, string> => {
  const each = `generate_series(1, ${customersOf(orders)}) AS customer`;
  const names = `'customer${tag}' || customer AS username, 'c' || customer || '@${tag}.example.com' AS email,
    (ARRAY['Ada','Boris','Chen','Dora','Emil','Fatima','Grace','Hugo'])[1 + customer % 8] AS first_name, 'Name' || customer % 997 AS last_name`;
  return {
    users: `
      INSERT INTO users (id, email, email_folded, username, username_folded, first_name, last_name, email_verified, folding_version, search_text, created_at)
      SELECT pg_temp.user_id(customer), email, lower(email), username, username, first_name, last_name, true, 2,
             lower(username || E'\\n' || email || E'\\n' || first_name || ' ' || last_name), pg_temp.user_at(customer)
      FROM (SELECT customer, ${names} FROM ${each}) AS named`,
    credentials: `INSERT INTO credentials (user_id, password_hash) SELECT pg_temp.user_id(customer), '$argon2id$v=19$m=19456,t=2,p=1$' || md5('salt' || customer) || '$' || md5('hash' || customer) FROM ${each}`,
    sessions: `
      INSERT INTO sessions (id, user_id, created_at, ended_at, ended_by)
      SELECT pg_temp.id_at(at, 'session ' || customer || ' ' || n), pg_temp.user_id(customer), at, CASE WHEN n = 1 THEN at + interval '1 hour' END, (CASE WHEN n = 1 THEN 'LOGGED_OUT' END)::"SessionEnd"
      FROM ${each}, generate_series(1, 3) AS n, LATERAL (SELECT now() - (customer % 28 + 1) * interval '1 day' + n * interval '1 minute' AS at) AS begun`,
    refresh_tokens: `
      INSERT INTO refresh_tokens (hash, session_id, created_at, expires_at, used_at, network)
      SELECT translate(encode(sha256(convert_to(id || ' ' || n, 'UTF8')), 'base64'), '+/=', '-_'), id, created_at, created_at + interval '30 days', CASE WHEN n < 3 THEN created_at + interval '10 minutes' END, md5(user_id::text)
      FROM sessions, generate_series(1, 3) AS n WHERE NOT EXISTS (SELECT FROM refresh_tokens WHERE session_id = sessions.id)`,
    login_attempts: `INSERT INTO login_attempts (subject, attempts, window_ends_at) SELECT md5('${tag} login' || customer), 1, now() + interval '15 minutes' - customer % 1440 * interval '1 minute' FROM ${each}`,
    email_verifications: `INSERT INTO email_verifications (hash, user_id, created_at, expires_at) SELECT md5('${tag} verify' || customer), pg_temp.user_id(customer), now(), now() + interval '1 day' FROM ${each} WHERE customer % 50 = 0`,
    password_resets: `INSERT INTO password_resets (hash, user_id, created_at, expires_at) SELECT md5('${tag} reset' || customer), pg_temp.user_id(customer), now(), now() + interval '1 hour' FROM ${each} WHERE customer % 100 = 0`,
  };
};

const DEPOSIT_MINOR = 1_000_000_000;

const accounts = ({ orders, tag }: Filling): Record<string, string> => ({
  owners: `INSERT INTO owners (user_id) SELECT pg_temp.user_id(customer) FROM generate_series(1, ${customersOf(orders)}) AS customer`,
  moves: `
    CREATE TEMP TABLE moves AS
    SELECT moved.*, pg_temp.id_at(pg_temp.user_at(customer), 'account ${tag} ' || customer) AS account_id,
      pg_temp.id_at(at, 'transfer ' || name || type) AS transfer_id, pg_temp.id_at(at, 'posting ' || name || type) AS posting_id,
      row_number() OVER chain AS seq, sum(amount) OVER chain AS balance_after
    FROM (
      SELECT customer, pg_temp.user_at(customer) AS at, NULL::uuid AS order_id, 'DEPOSIT' AS type, ${DEPOSIT_MINOR}::bigint AS amount, '${tag} ' || customer AS name
      FROM generate_series(1, ${customersOf(orders)}) AS customer
      UNION ALL SELECT customer, at, order_id, 'PAYMENT', -total, name FROM filled WHERE outcome NOT IN ('REJECTED', 'EXPIRED')
      UNION ALL SELECT customer, at + interval '1 second', order_id, 'REFUND', total, name FROM filled WHERE outcome = 'CANCELLED') AS moved
    WINDOW chain AS (PARTITION BY customer ORDER BY at, type)`,
  accounts: `
    INSERT INTO accounts (id, kind, owner_id, currency, balance_minor, held_minor, postings_count, refundable_minor)
    SELECT account_id, 'CUSTOMER', pg_temp.user_id(customer), 'USD', sum(amount), 0, count(*), ${DEPOSIT_MINOR} - sum(amount)
    FROM moves GROUP BY account_id, customer`,
  transfers: `INSERT INTO transfers (id, type, order_id, created_at) SELECT transfer_id, type::transfer_type, order_id, at FROM moves`,
  postings: `
    INSERT INTO postings (id, type, transfer_id, account_id, amount_minor, seq, balance_after_minor)
    SELECT side.* FROM moves
    JOIN accounts AS system ON kind = (CASE type WHEN 'DEPOSIT' THEN 'CASH' ELSE 'SALES' END)::account_kind AND currency = 'USD', LATERAL (VALUES
      (posting_id, type::transfer_type, transfer_id, account_id, amount, seq::int, balance_after::bigint),
      (pg_temp.id_at(at, 'other side ' || name || type), type::transfer_type, transfer_id,
       system.id, -amount, NULL, NULL)) AS side`,
  payments: `
    INSERT INTO payments (id, order_id, customer_id, account_id, amount_minor, currency, status, created_at, updated_at)
    SELECT pg_temp.id_at(at, 'payment ' || name), order_id, customer_id, pg_temp.id_at(pg_temp.user_at(customer), 'account ${tag} ' || customer), total, 'USD',
      (CASE outcome WHEN 'CANCELLED' THEN 'REFUNDED' WHEN 'EXPIRED' THEN 'VOIDED' ELSE 'CAPTURED' END)::payment_status, at, at
    FROM filled WHERE outcome <> 'REJECTED'`,
  ...messaging(
    [
      ['orders', 'PaymentAuthorized'],
      ['orders', 'PaymentCaptured'],
    ],
    ['AuthorizePayment', 'CapturePayment'],
    'deposit',
  ),
});

const products = ({ orders, tag }: Filling): Record<string, string> => ({
  products: `
    INSERT INTO products (id, sku, sku_folded, name, search_text, description, price_minor, currency, created_at, updated_at)
    SELECT pg_temp.product_id(product), 'SKU-${tag}-' || product, lower('SKU-${tag}-' || product), 'Article ${tag} ' || md5(product::text), lower('Article ${tag} ' || md5(product::text) || E'\\x1f' || 'SKU-${tag}-' || product), repeat('What it is. ', 20), pg_temp.price_of(product), 'USD', now(), now()
    FROM generate_series(1, ${productsOf(orders)}) AS product`,
  order_stock: `
    INSERT INTO order_stock (order_id, customer_id, status, answer, created_at)
    SELECT order_id, customer_id, (CASE outcome WHEN 'REJECTED' THEN 'REJECTED' WHEN 'CANCELLED' THEN 'RETURNED' WHEN 'EXPIRED' THEN 'RELEASED' ELSE 'COMMITTED' END)::order_stock_status,
      jsonb_build_object('orderId', order_id, 'total', jsonb_build_object('amountMinor', total::text, 'currency', 'USD'), 'lines', repeat('.', 200)), at
    FROM filled`,
  reservations: `
    INSERT INTO reservations (id, product_id, order_id, customer_id, line_index, quantity, unit_price_minor, currency, status, created_at)
    SELECT reservation_id, product_id, order_id, customer_id, index, quantity, price, 'USD',
      (CASE WHEN outcome IN ('CANCELLED', 'EXPIRED') THEN 'RELEASED' ELSE 'COMMITTED' END)::reservation_status, at
    FROM reserved WHERE outcome <> 'REJECTED'`,
  stock_movements: `
    INSERT INTO stock_movements (id, product_id, kind, on_hand_delta, reserved_delta, reservation_id, created_at)
    SELECT pg_temp.id_at(at + place * interval '1 millisecond', kind || reservation_id), product_id, kind::stock_movement_kind, quantity * on_hand, quantity * held, reservation_id, at
    FROM reserved, (VALUES ('RESERVE', 0, 1, 0), ('COMMIT', -1, -1, 1), ('RELEASE', 0, -1, 1), ('RETURN', 1, 0, 2)) AS moved (kind, on_hand, held, place)
    WHERE outcome <> 'REJECTED' AND (kind = 'RESERVE' OR kind = 'COMMIT' AND outcome <> 'EXPIRED' OR kind = 'RELEASE' AND outcome = 'EXPIRED' OR kind = 'RETURN' AND outcome = 'CANCELLED')
    UNION ALL
    SELECT pg_temp.id_at('2020-01-01', 'set ${tag} ' || product), pg_temp.product_id(product), 'SET', 1000000, 0, NULL, now() FROM generate_series(1, ${productsOf(orders)}) AS product`,
  stock: `
    UPDATE products SET on_hand = sums.on_hand, reserved = sums.reserved
    FROM (SELECT product_id, sum(on_hand_delta) AS on_hand, sum(reserved_delta) AS reserved FROM stock_movements GROUP BY product_id) AS sums WHERE id = product_id`,
  ...messaging(
    [
      ['orders', 'StockReserved'],
      ['orders', 'ReservationsCommitted'],
    ],
    ['ReserveStock', 'CommitReservations'],
  ),
});

/** Crockford's digits of a number that no other order has. */
const orderNumber = (start: number): string => {
  const digit = (place: number): string =>
    `substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', ((scattered >> ${place * 5}) & 31)::int + 1, 1)`;
  const four = (from: number): string => [0, 1, 2, 3].map((place) => digit(from + place)).join(' || ');
  return `(SELECT ${four(0)} || '-' || ${four(4)} FROM (SELECT (i + ${start}) * 2654435761::bigint % (1::bigint << 40) AS scattered) AS number)`;
};

const ordersOf = ({ orders, tag }: Filling): Record<string, string> => ({
  orders: `
    INSERT INTO orders (id, number, customer_id, status, stock, payment, version, total_minor, currency, failure_code, failure_message,
                        deadline_at, asked_at, created_at, updated_at)
    SELECT order_id, ${orderNumber((tag.codePointAt(0) ?? 0) * 2_000_000)}, customer_id, outcome::order_status, stock::stock_step, payment::payment_step, version,
      CASE WHEN payment <> 'NONE' THEN total END, CASE WHEN payment <> 'NONE' THEN 'USD' END, failure::failure_code, CASE WHEN failure IS NOT NULL THEN 'It could not be.' END,
      at + interval '2 minutes', at, at, at + interval '1 minute'
    FROM filled JOIN (VALUES ('DELIVERED', 'DELIVERED', 'CAPTURED', 7, NULL), ('SHIPPED', 'SHIPPED', 'CAPTURED', 6, NULL), ('CONFIRMED', 'COMMITTED', 'CAPTURED', 5, NULL),
      ('REJECTED', 'REJECTED', 'NONE', 2, 'OUT_OF_STOCK'), ('CANCELLED', 'RETURNED', 'REFUNDED', 8, 'CANCELLED'), ('EXPIRED', 'RELEASED', 'VOIDED', 5, 'EXPIRED'))
      AS saga (outcome, stock, payment, version, failure) USING (outcome)`,
  order_lines: `
    INSERT INTO order_lines (order_id, index, product_id, sku, quantity, unit_price_minor)
    SELECT order_id, index, product_id, 'SKU-${tag}-' || product, quantity, CASE WHEN outcome <> 'REJECTED' THEN price END FROM reserved`,
  order_events: `
    INSERT INTO order_events (order_id, version, status, at) SELECT order_id, version, status::order_status, at + version * interval '100 milliseconds' FROM filled JOIN statuses USING (outcome)`,
  customer_standings: `INSERT INTO customer_standings (user_id, active, version) SELECT pg_temp.user_id(customer), false, 2 FROM generate_series(1, ${customersOf(orders)}) AS customer WHERE customer % 100 = 99`,
  verified_customers: `INSERT INTO verified_customers (user_id) SELECT pg_temp.user_id(customer) FROM generate_series(1, ${customersOf(orders)}) AS customer`,
  ...messaging(
    [
      ['products', 'ReserveStock'],
      ['accounts', 'AuthorizePayment'],
      ['accounts', 'CapturePayment'],
      ['products', 'CommitReservations'],
      ['notifications', 'NotifyOrderPlaced'],
      ['notifications', 'NotifyOrderConfirmed'],
    ],
    ['StockReserved', 'PaymentAuthorized', 'PaymentCaptured', 'ReservationsCommitted'],
    'placeOrder',
  ),
});

const notifications = ({ orders, tag }: Filling): Record<string, string> => ({
  recipients: `
    INSERT INTO recipients (user_id, email, username, first_name, locale, version)
    SELECT pg_temp.user_id(customer), 'c' || customer || '@${tag}.example.com', 'customer${tag}' || customer, 'Ada', 'EN', 1 FROM generate_series(1, ${customersOf(orders)}) AS customer`,
  notifications: `
    INSERT INTO notifications (id, user_id, type, status, event_key, order_id, notice, subject, message, locale, attempts, queued_at, next_attempt_at, created_at, sent_at, read_at)
    SELECT pg_temp.id_at(at + version * interval '100 milliseconds', 'notice ' || status || name), customer_id, type::notification_type, 'SENT', 'order:' || order_id || ':' || type, order_id,
      jsonb_build_object('type', type, 'orderNumber', name, 'total', NULL, 'reason', NULL), 'Your order ' || name, 'We have news of your order ' || name || '. ' || repeat('It goes well. ', 6), 'EN', 1, at, at, at, at + interval '1 second',
      CASE WHEN i % 2 = 0 THEN at + interval '1 hour' END
    FROM filled JOIN statuses USING (outcome), LATERAL (SELECT CASE status WHEN 'PENDING' THEN 'ORDER_PLACED' ELSE 'ORDER_' || status END AS type) AS told
    WHERE status NOT IN ('AWAITING_PAYMENT', 'CANCELLING')`,
  'messaging.inbox': messaging([], ['NotifyOrderPlaced', 'NotifyOrderConfirmed'])['messaging.inbox'] ?? '',
});

/** The statements that fill a service's tables, by the table. */
export const TABLES: Readonly<Record<Service, (filling: Filling) => Record<string, string>>> = {
  users,
  accounts,
  products,
  orders: ordersOf,
  notifications,
};
