import type { PoolClient } from 'pg';
import { columnsOf, run } from './floor-messages.ts';
import type { Send } from './floor-messages.ts';
import type { Batch, Message, Payload } from './floor-queue.ts';

/** Handles a batch in a transaction of its service; resolves to the orders that are confirmed with it. */
export type Handle = (client: PoolClient, batch: Batch, send: Send) => Promise<readonly string[]>;

/** The ids that a batch names, each once, in the order in which rows are locked. */
const idsIn = (batch: Batch, key: 'orderId' | 'customerId' | 'productId'): string[] =>
  [...new Set(batch.map(({ payload }) => payload[key]))].toSorted();
/** The payloads of the messages with a name. */
const named = (batch: Batch, name: string): Payload[] =>
  batch.filter((message) => message.name === name).map(({ payload }) => payload);

/** All products of the batch are locked before any is changed, in one order: locked by message type, two batches would deadlock. */
export const handleProducts: Handle = async (client, batch, send) => {
  const lock = 'SELECT id, price FROM products WHERE id = ANY($1::uuid[]) ORDER BY id FOR UPDATE';
  await run(client, lock, [idsIn(batch, 'productId')]);
  const reserve = named(batch, 'ReserveStock');
  if (reserve.length > 0)
    await run(
      client,
      `WITH asked AS (SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::int[]) AS asked (order_id, product_id, quantity)),
         stock AS (INSERT INTO order_stock SELECT order_id, 'RESERVED' FROM asked),
         made AS (INSERT INTO reservations SELECT gen_random_uuid(), order_id, product_id, quantity, 'ACTIVE' FROM asked),
         moved AS (INSERT INTO movements SELECT gen_random_uuid(), product_id, 0, quantity FROM asked)
       UPDATE products SET reserved = reserved + sum.quantity
       FROM (SELECT product_id, sum(quantity) AS quantity FROM asked GROUP BY product_id) AS sum WHERE id = sum.product_id`,
      columnsOf(reserve, ['orderId', 'productId', 'quantity']),
    );
  const commit = named(batch, 'CommitReservations');
  if (commit.length > 0)
    await run(
      client,
      `WITH stock AS (UPDATE order_stock SET status = 'COMMITTED' WHERE order_id = ANY($1::uuid[])),
         taken AS (
           UPDATE reservations SET status = 'COMMITTED' WHERE order_id = ANY($1::uuid[]) AND status = 'ACTIVE'
           RETURNING product_id, quantity),
         moved AS (INSERT INTO movements SELECT gen_random_uuid(), product_id, -quantity, -quantity FROM taken)
       UPDATE products SET reserved = reserved - sum.quantity, on_hand = on_hand - sum.quantity
       FROM (SELECT product_id, sum(quantity) AS quantity FROM taken GROUP BY product_id) AS sum WHERE id = sum.product_id`,
      columnsOf(commit, ['orderId']),
    );
  for (const payload of reserve) send('orders', 'StockReserved', payload);
  for (const payload of commit) send('orders', 'ReservationsCommitted', payload);
  return [];
};

/** Holds and captures, one account's of the batch as one change of its row. */
export const handleAccounts: Handle = async (client, batch, send) => {
  const lock = 'SELECT id, balance, held FROM accounts WHERE id = ANY($1::uuid[]) ORDER BY id FOR UPDATE';
  await run(client, lock, [idsIn(batch, 'customerId')]);
  const authorize = named(batch, 'AuthorizePayment');
  if (authorize.length > 0)
    await run(
      client,
      `WITH asked AS (SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::bigint[]) AS asked (order_id, account_id, amount)),
         made AS (INSERT INTO payments SELECT order_id, account_id, amount, 'AUTHORIZED' FROM asked)
       UPDATE accounts SET held = held + sum.amount
       FROM (SELECT account_id, sum(amount) AS amount FROM asked GROUP BY account_id) AS sum WHERE id = sum.account_id`,
      columnsOf(authorize, ['orderId', 'customerId', 'amount']),
    );
  const capture = named(batch, 'CapturePayment');
  if (capture.length > 0)
    await run(
      client,
      `WITH taken AS (
           UPDATE payments SET status = 'CAPTURED' WHERE order_id = ANY($1::uuid[]) RETURNING order_id, account_id, amount),
         posted AS (
           INSERT INTO postings SELECT gen_random_uuid(), order_id, account_id, -amount FROM taken
           UNION ALL SELECT gen_random_uuid(), order_id, NULL, amount FROM taken)
       UPDATE accounts SET held = held - sum.amount, balance = balance - sum.amount, operations = operations + sum.count
       FROM (SELECT account_id, sum(amount) AS amount, count(*) AS count FROM taken GROUP BY account_id) AS sum
       WHERE id = sum.account_id`,
      columnsOf(capture, ['orderId']),
    );
  for (const payload of authorize) send('orders', 'PaymentAuthorized', payload);
  for (const payload of capture) send('orders', 'PaymentCaptured', payload);
  return [];
};

interface OrderRow {
  readonly id: string;
  status: string;
  stock: string;
  payment: string;
  version: number;
}

/** Applies a reply to an order; returns whether its status changed. */
function decide(order: OrderRow, { name, payload }: Message, send: Send): boolean {
  order.version++;
  if (name === 'StockReserved') {
    Object.assign(order, { status: 'AWAITING_PAYMENT', stock: 'RESERVED', payment: 'REQUESTED' });
    send('accounts', 'AuthorizePayment', payload);
    return true;
  }
  if (name === 'PaymentAuthorized') {
    Object.assign(order, { stock: 'COMMITTING', payment: 'CAPTURING' });
    send('accounts', 'CapturePayment', payload);
    send('products', 'CommitReservations', payload);
    return false;
  }
  if (name === 'PaymentCaptured') order.payment = 'CAPTURED';
  else order.stock = 'COMMITTED';
  if (order.payment !== 'CAPTURED' || order.stock !== 'COMMITTED') return false;
  order.status = 'CONFIRMED';
  send('notifications', 'OrderConfirmed', payload);
  return true;
}

/** Folds the batch over the orders' rows, which are read and written once. */
export const handleOrders: Handle = async (client, batch, send) => {
  const lock =
    'SELECT id, status, stock, payment, version FROM orders WHERE id = ANY($1::uuid[]) ORDER BY id FOR UPDATE';
  const { rows } = await run<OrderRow>(client, lock, [idsIn(batch, 'orderId')]);
  const orders = new Map(rows.map((row) => [row.id, row]));
  const events: OrderRow[] = [];
  for (const message of batch) {
    const order = orders.get(message.payload.orderId);
    if (order && decide(order, message, send)) events.push({ ...order });
  }
  await run(
    client,
    `WITH event AS (INSERT INTO events (order_id, version, status) SELECT * FROM unnest($6::uuid[], $7::int[], $8::text[])),
       priced AS (UPDATE lines SET price = 100 WHERE order_id = ANY($9::uuid[]))
     UPDATE orders SET status = changed.status, stock = changed.stock, payment = changed.payment, version = changed.version,
       total = 100, updated_at = now()
     FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::int[]) AS changed (id, status, stock, payment, version)
     WHERE orders.id = changed.id`,
    [
      ...columnsOf(rows, ['id', 'status', 'stock', 'payment', 'version']),
      ...columnsOf(events, ['id', 'version', 'status']),
      ...columnsOf(named(batch, 'StockReserved'), ['orderId']),
    ],
  );
  return events.filter(({ status }) => status === 'CONFIRMED').map(({ id }) => id);
};

/** Writes the notifications. */
export const handleNotifications: Handle = async (client, batch) => {
  const notices = batch.map(({ name, payload }) => ({ name, ...payload }));
  await run(
    client,
    `INSERT INTO notifications
     SELECT gen_random_uuid(), user_id, order_id, type, 'Your order', repeat('x', 600)
     FROM unnest($1::uuid[], $2::uuid[], $3::text[]) AS notice (user_id, order_id, type)`,
    columnsOf(notices, ['customerId', 'orderId', 'name']),
  );
  return [];
};
