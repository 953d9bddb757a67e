// The work that is measured at both sizes: requests to the graph, and what runs by itself.
import { randomUUID } from 'node:crypto';
import type { Service } from '#platform/config.ts';
import { connectDatabase } from '#platform/database.ts';
import { sweepMessages } from '#platform/housekeeping.ts';
import { DepositDocument, LoginDocument, OrderDocument } from '../client/generated/graphql.ts';
import { ProductsDocument, RefreshTokensDocument, UsersDocument } from '../client/generated/graphql.ts';
import type { TestSystem } from '../tests/kit/system.ts';
import type { Visitor } from '../tests/kit/visitor.ts';

/** A row of the table: a request, made again and again, each time about something else. */
export interface Request {
  readonly what: string;
  readonly ask: () => Promise<unknown>;
}

/** Runs SQL on a service's database, unmeasured. */
export type Look = <Row extends object>(service: Service, sql: string) => Promise<Row[]>;

const PAGE = 'pageInfo { hasNextPage endCursor }';
const ORDERS = `query ($first: Int, $after: String, $status: [OrderStatus!]) {
  orders(first: $first, after: $after, status: $status) { nodes { id number status total { amount currency } createdAt } ${PAGE} } }`;
const OWN_ORDERS = `query ($id: ID!, $after: String, $status: [OrderStatus!]) {
  user(id: $id) { orders(first: 5, after: $after, status: $status) { nodes { id number status } ${PAGE} } } }`;
const OWN_OPERATIONS = `query ($id: ID!, $after: String, $type: [OperationType!]) {
  user(id: $id) { account { operations(first: 5, after: $after, type: $type) { nodes { type amount { amount } balanceAfter { amount } } ${PAGE} } } } }`;
const OWN_NOTIFICATIONS = `query ($id: ID!, $after: String) {
  user(id: $id) { notifications(first: 5, after: $after) { nodes { type status subject } ${PAGE} } } }`;
const STATISTICS = `query ($from: DateTime!, $to: DateTime!, $bucket: StatisticsBucket!) {
  orderStatistics(from: $from, to: $to, bucket: $bucket) { buckets { start orders taken { amount } } statuses { status orders } } }`;

const SAMPLES = 500;
const cursor = (list: string, id: string): string => Buffer.from(`${list}:${id}`).toString('base64url');
/** Returns a function that goes through the items in turn. */
function turns<Item>(items: readonly Item[]): () => Item {
  let turn = 0;
  return () => {
    const item = items[turn++ % items.length];
    if (item === undefined) throw new Error('There is nothing to ask for');
    return item;
  };
}

/** What the requests of the last filling ask for: everything is picked from all over its table. */
export async function openRequests(system: TestSystem, look: Look, tag: string): Promise<Request[]> {
  const admin = await system.visitor().login(system.admin);
  const customer = await system.visitor().register();
  await customer.deposit('1.00');
  const { tokens } =
    (await admin.ask(LoginDocument, { input: { login: system.admin.email, password: system.admin.password } })).login ??
    {};
  let refreshToken = tokens?.refreshToken ?? '';

  const pick = async (service: Service, sql: string): Promise<() => string> =>
    turns(
      (
        await look<{ value: string }>(
          service,
          `SELECT value FROM (${sql}) AS found (value) ORDER BY random() LIMIT ${SAMPLES}`,
        )
      ).map(({ value }) => value),
    );
  const [regular] = await look<{ id: string }>('users', `SELECT id FROM users WHERE username = 'customer${tag}1'`);
  const id = regular?.id ?? '';
  const [account] = await look<{ id: string }>('accounts', `SELECT id FROM accounts WHERE owner_id = '${id}'`);
  const order = await pick('orders', 'SELECT id FROM orders');
  const ownOrder = await pick('orders', `SELECT id FROM orders WHERE customer_id = '${id}'`);
  const ownOperation = await pick('accounts', `SELECT id FROM postings WHERE account_id = '${account?.id}'`);
  const ownNotification = await pick('notifications', `SELECT id FROM notifications WHERE user_id = '${id}'`);
  const product = await pick('products', 'SELECT id FROM products');
  const name = await pick('products', 'SELECT substr(name, 12, 6) FROM products');
  const username = await pick('users', 'SELECT username FROM users');
  const [span] = await look<{ from: Date; to: Date }>(
    'orders',
    'SELECT min(created_at) AS "from", max(created_at) AS "to" FROM (SELECT created_at FROM orders ORDER BY id DESC LIMIT 1000) AS newest',
  );
  const from = span?.from ?? new Date(0);
  const to = new Date((span?.to.getTime() ?? 0) + 1);
  const isLong = to.getTime() - from.getTime() > 86_400_000;
  const after = (list: string, next: () => string) => ({ after: cursor(list, next()) });
  const dayAgo = (): Date => new Date(to.getTime() - 86_400_000);

  const asked = (
    what: string,
    by: Visitor,
    document: string | { toString(): string },
    variables: () => object,
  ): Request => ({
    what,
    ask: async () => {
      const { errors } = await by.send(String(document), variables());
      if (errors) throw new Error(`${what}: ${JSON.stringify(errors)}`);
    },
  });
  return [
    asked("an order's page", admin, OrderDocument, () => ({ id: order() })),
    asked("a customer's orders, deep in", admin, OWN_ORDERS, () => ({ id, ...after('userOrders', ownOrder) })),
    asked("a customer's orders in a rare status", admin, OWN_ORDERS, () => ({
      id,
      status: ['PENDING', 'AWAITING_PAYMENT'],
    })),
    asked("an account's operations, deep in", admin, OWN_OPERATIONS, () => ({
      id,
      ...after(`operations-of-${account?.id}`, ownOperation),
    })),
    asked("an account's operations of a rare type", admin, OWN_OPERATIONS, () => ({ id, type: ['DEPOSIT'] })),
    asked("a user's notifications, deep in", admin, OWN_NOTIFICATIONS, () => ({
      id,
      ...after('notifications', ownNotification),
    })),
    asked('all orders, deep in', admin, ORDERS, () => ({ first: 20, ...after('orders', order) })),
    asked('all orders in one status', admin, ORDERS, () => ({ first: 5, status: ['CONFIRMED'] })),
    asked('all orders in three statuses, deep in', admin, ORDERS, () => ({
      first: 5,
      status: ['REJECTED', 'CANCELLED', 'EXPIRED'],
      ...after('orders', order),
    })),
    asked('all orders under way', admin, ORDERS, () => ({
      first: 20,
      status: ['PENDING', 'AWAITING_PAYMENT', 'CANCELLING'],
    })),
    asked('the catalogue, deep in', admin, ProductsDocument, () => ({ first: 5, ...after('products', product) })),
    asked('search of products', admin, ProductsDocument, () => ({ first: 5, search: name() })),
    asked('search of products, two letters', admin, ProductsDocument, () => ({ first: 5, search: 'qz' })),
    asked('search of users', admin, UsersDocument, () => ({ first: 5, search: username() })),
    asked('search of users, common letters', admin, UsersDocument, () => ({ first: 5, search: 'example' })),
    asked('search of users, two letters', admin, UsersDocument, () => ({ first: 5, search: 'qz' })),
    asked('statistics of 1 000 orders', admin, STATISTICS, () => ({ from, to, bucket: isLong ? 'DAY' : 'MINUTE' })),
    asked('statistics of a day', admin, STATISTICS, () => ({ from: dayAgo(), to, bucket: 'HOUR' })),
    asked('a deposit', customer, DepositDocument, () => ({
      input: { amount: { amount: '1.00', currency: 'USD' }, idempotencyKey: randomUUID() },
    })),
    {
      what: 'tokens refreshed',
      ask: async () => {
        const { refreshTokens } = await customer.ask(RefreshTokensDocument, { refreshToken });
        refreshToken = refreshTokens?.tokens?.refreshToken ?? '';
      },
    },
  ];
}

/** Puts orders into the database that nobody has answered and whose deadline has passed. */
export const STUCK = (count: number): string => `
  WITH stuck AS (
    INSERT INTO orders (id, number, customer_id, status, stock, payment, version, deadline_at, asked_at, created_at, updated_at)
    SELECT uuidv7(), substr(upper(md5(random()::text)), 1, 4) || '-' || substr(upper(md5(random()::text)), 1, 4), uuidv7(),
      'PENDING', 'REQUESTED', 'NONE', 1, now(), now(), now(), now() FROM generate_series(1, ${count}) RETURNING id
  ), lined AS (INSERT INTO order_lines (order_id, index, sku, quantity) SELECT id, 0, 'NONE', 1 FROM stuck)
  INSERT INTO order_events (order_id, version, status, at) SELECT id, 1, 'PENDING', now() FROM stuck`;

/** Puts messages and keys into a database that are older than they are kept. */
export const OVERDUE = (count: number): string => `
  WITH old AS (SELECT uuidv7(interval '-30 days') AS id FROM generate_series(1, ${count})),
  sent AS (
    INSERT INTO messaging.outbox (id, destination, envelope, sent_seq)
    SELECT id, destination, jsonb_build_object('id', id, 'payload', repeat('.', 300)), (SELECT least(min(sent_seq), 0) FROM messaging.outbox) - row_number() OVER ()
    FROM old, (SELECT destination FROM messaging.published LIMIT 1) AS published),
  taken AS (INSERT INTO messaging.inbox (message_id, name) SELECT id, 'Old' FROM old)
  INSERT INTO messaging.idempotency_keys (caller_id, operation, key, fingerprint, created_at)
  SELECT id, 'old', id, md5(id::text), now() - interval '30 days' FROM old`;

/** Runs the relay's housekeeping until nothing is left of what is overdue. */
export async function keepHouse(url: string): Promise<void> {
  const database = connectDatabase({ url, connectionsMax: 1 });
  try {
    while (await sweepMessages(database));
  } finally {
    await database.close();
  }
}
