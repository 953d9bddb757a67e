import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SERVICES } from '#platform/config.ts';
import type { Service } from '#platform/config.ts';
import { createTestDatabase } from '../kit/postgres.ts';
import { runProcess } from '../kit/service-process.ts';

const [ORDER, CUSTOMER, PRODUCT] = [randomUUID(), randomUUID(), randomUUID()];

let urls: Map<Service, string>;
const stops: (() => Promise<unknown>)[] = [];
beforeEach(async () => {
  const databases = await Promise.all(SERVICES.map(createTestDatabase));
  stops.push(...databases.map(({ drop }) => drop));
  urls = new Map(SERVICES.map((service, index) => [service, databases[index]?.url ?? '']));
});
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

async function run(service: Service, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: urls.get(service) });
  await client.connect();
  await client.query(sql);
  await client.end();
}

/** `npm run reconcile` on these databases. */
async function reconcile(): Promise<{ code: number | null; text: string }> {
  const env = {
    DATA_DIR: join(tmpdir(), randomUUID()),
    ...Object.fromEntries([...urls].map(([service, url]) => [`${service.toUpperCase()}_DATABASE_URL`, url])),
  };
  const { code, stdout, stderr } = await runProcess('launcher/run.js', env, { args: ['reconcile'] });
  return { code, text: stdout + stderr };
}

const placeOrder = (status: string, stock: string, payment: string): Promise<void> =>
  run(
    'orders',
    `INSERT INTO orders (id, number, customer_id, status, stock, payment, version, total_minor, currency, deadline_at, asked_at, created_at, updated_at)
     VALUES ('${ORDER}', '0000-0000', '${CUSTOMER}', '${status}', '${stock}', '${payment}', 2, 500, 'USD', now(), now(), now(), now() - interval '1 hour');
     INSERT INTO order_lines (order_id, index, product_id, sku, quantity, unit_price_minor) VALUES ('${ORDER}', 0, '${PRODUCT}', 'MUG', 1, 500);
     INSERT INTO order_events (order_id, version, status, at) VALUES ('${ORDER}', 1, 'PENDING', now()), ('${ORDER}', 2, 'AWAITING_PAYMENT', now())`,
  );

test('databases that agree are said to', async () => {
  expect(await reconcile()).toEqual({ code: 0, text: '0 orders compared: 0 disagreements, 0 under way.\n' });
});

test('an order that waits for answers is told, and that it is no fault', async () => {
  await placeOrder('AWAITING_PAYMENT', 'RESERVED', 'REQUESTED');
  await run(
    'notifications',
    `INSERT INTO notifications (id, user_id, type, event_key, order_id, subject, message, notice, locale)
     VALUES (gen_random_uuid(), '${CUSTOMER}', 'ORDER_PLACED', 'order:${ORDER}:ORDER_PLACED', '${ORDER}', 'x', 'x', '{}', 'EN')`,
  );
  const { code, text } = await reconcile();
  expect(text).toContain(`order ${ORDER} is AWAITING_PAYMENT (stock RESERVED, payment REQUESTED)`);
  expect(text).toContain('0 disagreements, 1 under way');
  expect(code).toBe(0);
});

test('what the databases do not agree on is told, one line each, and the exit code is 1', async () => {
  const message = { name: 'UserRegistered', payload: {} };
  await placeOrder('CONFIRMED', 'COMMITTED', 'CAPTURED');
  await run(
    'users',
    `INSERT INTO users (id, email, email_folded, username, username_folded, active, updated_at)
    VALUES ('${CUSTOMER}', 'a@x.com', 'a@x.com', 'a', 'a', false, now() - interval '1 hour');
    INSERT INTO messaging.outbox (id, destination, envelope, created_at)
    VALUES (gen_random_uuid(), 'accounts', '${JSON.stringify(message)}', now() - interval '1 hour')`,
  );
  await run(
    'accounts',
    `INSERT INTO payments (id, order_id, customer_id, amount_minor, currency, status, created_at, updated_at)
    VALUES (gen_random_uuid(), gen_random_uuid(), '${CUSTOMER}', 100, 'USD', 'VOIDED', now(), now());
    INSERT INTO messaging.inbox (message_id, name) VALUES (gen_random_uuid(), 'CapturePayment')`,
  );
  await run(
    'products',
    `INSERT INTO products (id, sku, name, price_minor, currency, on_hand) VALUES ('${PRODUCT}', 'MUG', 'Mug', 500, 'USD', 3);
    INSERT INTO messaging.dead_letters (id, envelope, error) VALUES (gen_random_uuid(), '{}', 'boom')`,
  );
  const { code, text } = await reconcile();
  expect(code).toBe(1);
  for (const line of [
    /order \S+ is CONFIRMED, but its payment is none/,
    /order \S+ is CONFIRMED, but its stock is none/,
    /order \S+ is CONFIRMED and went PENDING, AWAITING_PAYMENT/,
    /order \S+ went PENDING, AWAITING_PAYMENT, but its notifications are none/,
    /order \S+ is in payments, but there is no such order/,
    /user \S+ is deactivated, but not frozen in accounts/,
    /user \S+ is deactivated, but not shut out in orders/,
    /UserRegistered \S+ of users was not taken by accounts for 36\d\d s/,
    /products: product MUG has 3 on hand, but its movements have 0/,
    /products: 1 dead letters wait/,
    /accounts: 1 requests were taken, but 0 answers were given/,
  ])
    expect(text).toMatch(line);
});

test('a database that is away is told by a line', async () => {
  urls.set('orders', 'postgres://x:x@127.0.0.1:1/orders');
  const { code, text } = await reconcile();
  expect(text).toBe('The databases cannot be compared (ECONNREFUSED): start them, or correct the addresses.\n');
  expect(code).toBe(1);
});
