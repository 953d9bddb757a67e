// The work that is measured at both sizes: requests to the graph, and what runs by itself.
import { randomUUID } from 'node:crypto';
import type { Service } from '#platform/config.ts';
import { connectDatabase } from '#platform/database.ts';
import { sweepMessages } from '#platform/housekeeping.ts';
import {
  DepositDocument,
  LoginDocument,
  OrderDocument,
  ProductsDocument,
  RefreshTokensDocument,
  UsersDocument,
} from '../client/generated/graphql.ts';
import { customersWith } from '../tests/kit/shop.ts';
import type { TestSystem } from '../tests/kit/system.ts';

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

/** The number of concurrent callers. */
export const CALLERS = 8;
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

/** Returns a function that picks values from a whole table. */
const pickFrom =
  (look: Look) =>
  async (service: Service, sql: string): Promise<() => string> => {
    const rows = await look<{ value: string }>(
      service,
      `SELECT value FROM (${sql}) AS found (value) ORDER BY random() LIMIT ${SAMPLES}`,
    );
    return turns(rows.map(({ value }) => value));
  };

type Ask = (what: string, document: string | { toString(): string }, variables: () => object) => Request;
const after = (list: string, next: () => string) => ({ after: cursor(list, next()) });

/** Requests about the customer with the most orders. */
async function ofOne(ask: Ask, look: Look, tag: string): Promise<Request[]> {
  const pick = pickFrom(look);
  const [{ id } = { id: '' }] = await look<{ id: string }>(
    'users',
    `SELECT id FROM users WHERE username = 'customer${tag}1'`,
  );
  const account = (await pick('accounts', `SELECT id FROM accounts WHERE owner_id = '${id}'`))();
  const order = await pick('orders', `SELECT id FROM orders WHERE customer_id = '${id}'`);
  const operation = await pick('accounts', `SELECT id FROM postings WHERE account_id = '${account}'`);
  const notification = await pick('notifications', `SELECT id FROM notifications WHERE user_id = '${id}'`);
  return [
    ask("a customer's orders, deep in", OWN_ORDERS, () => ({ id, ...after('userOrders', order) })),
    ask("a customer's orders in a rare status", OWN_ORDERS, () => ({ id, status: ['PENDING', 'AWAITING_PAYMENT'] })),
    ask("an account's operations, deep in", OWN_OPERATIONS, () => ({
      id,
      ...after(`operations-of-${account}`, operation),
    })),
    ask("an account's operations of a rare type", OWN_OPERATIONS, () => ({ id, type: ['DEPOSIT'] })),
    ask("a user's notifications, deep in", OWN_NOTIFICATIONS, () => ({ id, ...after('notifications', notification) })),
  ];
}

/** Requests about all data. */
async function ofAll(ask: Ask, look: Look): Promise<Request[]> {
  const pick = pickFrom(look);
  const order = await pick('orders', 'SELECT id FROM orders');
  const product = await pick('products', 'SELECT id FROM products');
  const name = await pick('products', 'SELECT substr(name, 12, 6) FROM products');
  const username = await pick('users', 'SELECT username FROM users');
  const some = (status: readonly string[], more: object = {}) => ({ first: 5, status, ...more });
  return [
    ask("an order's page", OrderDocument, () => ({ id: order() })),
    ask('all orders, deep in', ORDERS, () => ({ first: 20, ...after('orders', order) })),
    ask('all orders in one status', ORDERS, () => some(['CONFIRMED'])),
    ask('all orders in three statuses, deep in', ORDERS, () =>
      some(['REJECTED', 'CANCELLED', 'EXPIRED'], after('orders', order)),
    ),
    ask('all orders under way', ORDERS, () => some(['PENDING', 'AWAITING_PAYMENT', 'CANCELLING'])),
    ask('the catalogue, deep in', ProductsDocument, () => ({ first: 5, ...after('products', product) })),
    ask('search of products', ProductsDocument, () => ({ first: 5, search: name() })),
    ask('search of products, common letters', ProductsDocument, () => ({ first: 5, search: 'article' })),
    ask('search of products, two letters', ProductsDocument, () => ({ first: 5, search: 'qz' })),
    ask('search of users', UsersDocument, () => ({ first: 5, search: username() })),
    ask('search of users, common letters', UsersDocument, () => ({ first: 5, search: 'example' })),
    ask('search of users, two letters', UsersDocument, () => ({ first: 5, search: 'qz' })),
  ];
}

async function statistics(ask: Ask, look: Look): Promise<Request[]> {
  const [{ from, to } = { from: new Date(0), to: new Date() }] = await look<{ from: Date; to: Date }>(
    'orders',
    `SELECT min(created_at) AS "from", max(created_at) + interval '1 millisecond' AS "to"
     FROM (SELECT created_at FROM orders ORDER BY id DESC LIMIT 1000) AS newest`,
  );
  const dayAgo = new Date(to.getTime() - 86_400_000);
  const bucket = from < dayAgo ? 'DAY' : 'MINUTE';
  return [
    ask('statistics of 1 000 orders', STATISTICS, () => ({ from, to, bucket })),
    ask('statistics of a day', STATISTICS, () => ({ from: dayAgo, to, bucket: 'HOUR' })),
  ];
}

/** Commands of customers other than orders. */
async function changes(system: TestSystem): Promise<Request[]> {
  const visitor = system.visitor();
  const customer = turns(await customersWith(system, CALLERS, '1.00'));
  const refreshTokens: string[] = [];
  while (refreshTokens.length < CALLERS) {
    const input = { login: system.admin.email, password: system.admin.password };
    refreshTokens.push((await visitor.ask(LoginDocument, { input })).login?.tokens?.refreshToken ?? '');
  }
  return [
    {
      what: 'a deposit',
      ask: async () => {
        const input = { amount: { amount: '1.00', currency: 'USD' }, idempotencyKey: randomUUID() };
        await customer().ask(DepositDocument, { input });
      },
    },
    {
      what: 'tokens refreshed',
      ask: async () => {
        const answer = await visitor.ask(RefreshTokensDocument, { refreshToken: refreshTokens.shift() ?? '' });
        refreshTokens.push(answer.refreshTokens?.tokens?.refreshToken ?? '');
      },
    },
  ];
}

/** Requests about the last filling; their objects are picked from whole tables. */
export async function openRequests(system: TestSystem, look: Look, tag: string): Promise<Request[]> {
  const admin = await system.visitor().login(system.admin);
  const ask: Ask = (what, document, variables) => ({
    what,
    ask: async () => {
      const { errors } = await admin.send(String(document), variables());
      if (errors) throw new Error(`${what}: ${JSON.stringify(errors)}`);
    },
  });
  const [one, all] = [await ofOne(ask, look, tag), await ofAll(ask, look)];
  return [...all, ...one, ...(await statistics(ask, look)), ...(await changes(system))];
}

/** Inserts orders without replies, past their deadline. */
export const STUCK = (count: number): string => `
  WITH stuck AS (
    INSERT INTO orders (id, number, customer_id, status, stock, payment, version, deadline_at, asked_at, created_at, updated_at)
    SELECT uuidv7(), substr(upper(md5(random()::text)), 1, 4) || '-' || substr(upper(md5(random()::text)), 1, 4), uuidv7(),
      'PENDING', 'REQUESTED', 'NONE', 1, now(), now(), now(), now() FROM generate_series(1, ${count}) RETURNING id
  ), lined AS (INSERT INTO order_lines (order_id, index, sku, quantity) SELECT id, 0, 'NONE', 1 FROM stuck)
  INSERT INTO order_events (order_id, version, status, at) SELECT id, 1, 'PENDING', now() FROM stuck`;

/** Inserts messages and keys that are past their retention. */
export const OVERDUE = (count: number): string => `
  WITH old AS (SELECT uuidv7(interval '-30 days') AS id FROM generate_series(1, ${count})),
  sent AS (
    INSERT INTO messaging.outbox (id, destination, envelope, sent_seq)
    SELECT id, destination, jsonb_build_object('id', id, 'payload', repeat('.', 300)), (SELECT least(min(sent_seq), 0) FROM messaging.outbox) - row_number() OVER ()
    FROM old, (SELECT destination FROM messaging.published LIMIT 1) AS published),
  taken AS (INSERT INTO messaging.inbox (message_id, name) SELECT id, 'Old' FROM old)
  INSERT INTO messaging.idempotency_keys (caller_id, operation, key, fingerprint, created_at)
  SELECT id, 'old', id, md5(id::text), now() - interval '30 days' FROM old`;

/** Runs the relay's housekeeping until nothing is overdue. */
export async function keepHouse(url: string): Promise<void> {
  const database = connectDatabase({ url, connectionsMax: 1 });
  try {
    while (await sweepMessages(database));
  } finally {
    await database.close();
  }
}
