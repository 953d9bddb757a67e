import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { Pool } from 'undici';
import { z } from 'zod';
import { SERVICES } from '#platform/config.ts';
import { OrderDocument, OrderStatusDocument, PlaceOrderDocument } from '../client/generated/graphql.ts';
import { customersWith, stockArticle } from '../tests/kit/shop.ts';
import { startSystem } from '../tests/kit/system.ts';
import type { TestSystem } from '../tests/kit/system.ts';
import type { Engine } from './engine.ts';
import type { Subject } from './orders.ts';
import { createMeter, LOAD } from './processes.ts';
import type { Meter } from './processes.ts';

const ARTICLES = 20;
const PIECES = 1_000_000;
/** Poll interval of the databases for unfinished orders; shorter with one caller. */
const LOOK_MS = 50;
const LOOK_ALONE_MS = 10;
const WAIT_LIMIT_MS = 300_000;

const SMALL = 'query Small($id: ID!) { order(id: $id) { id status pollAfterMs } }';
const placedSchema = z.object({ data: z.object({ placeOrder: z.object({ order: z.object({ id: z.string() }) }) }) });

/** Starts the system on an engine, its mail going to `mailUrl`, or else to the development mailbox. */
export const startMeasured = (
  engine: Engine,
  mailUrl: string | undefined,
  settings: Record<string, string> = {},
): Promise<TestSystem> =>
  startSystem({
    ...settings,
    PAYMENT_LIMIT: '1000000',
    ...(mailUrl !== undefined && { SMTP_URL: mailUrl }),
    QUEUE_URL: engine.queueUrl('queue'),
    ...Object.fromEntries(SERVICES.map((name) => [`${name.toUpperCase()}_DATABASE_URL`, engine.databaseUrl(name)])),
  });

/** A connection to a database of the system, for the benchmark's own queries; its cost is not measured. */
async function openWindow(url: string, meter: Meter): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  for (const { pid } of rows) meter.hide(pid);
  return client;
}

async function untilNone(window: pg.Client, question: string, values: unknown[], lookMs: number): Promise<void> {
  for (const until = Date.now() + WAIT_LIMIT_MS; Date.now() < until; await delay(lookMs)) {
    const { rows } = await window.query<{ count: number }>({ name: question.slice(0, 60), text: question, values });
    if (rows[0]?.count === 0) return;
  }
  throw new Error(`Not done in time: ${question}`);
}

/** Sends GraphQL over kept connections with as little work as possible: since it shares the machine with the measured system. */
function createSender(port: number, connections: number) {
  const pool = new Pool(`http://127.0.0.1:${port}`, { connections });
  const send = async (token: string, query: string, variables: object): Promise<string> => {
    const { statusCode, body } = await pool.request({
      path: '/graphql',
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ query, variables }),
    });
    const text = await body.text();
    if (statusCode !== 200 || text.includes('"errors":')) throw new Error(`The graph answered ${text.slice(0, 500)}`);
    return text;
  };
  return { send, close: () => pool.destroy() };
}

const ORDERS_UNDER_WAY = `SELECT count(*)::int AS count FROM orders WHERE status IN ('PENDING', 'AWAITING_PAYMENT')`;
const CONFIRMED_AT = `SELECT order_id, at FROM order_events WHERE status = 'CONFIRMED' AND order_id = ANY($1::uuid[])`;
const NOT_TOLD = `SELECT $1::int - count(*)::int AS count FROM notifications WHERE order_id = ANY($2::uuid[])`;
const NOT_SENT = `SELECT count(*)::int AS count FROM notifications WHERE status = 'QUEUED' AND locale IS NOT NULL`;
/** One when the order is placed, one when it is confirmed. */
const MAILS_PER_ORDER = 2;

/** A catalogue with more stock, and customers with more money, than a measurement uses. `mailFlows`: whether to wait for mails. */
export async function openSystem(
  { engine, system, customerCount }: { engine: Engine; system: TestSystem; customerCount: number },
  mailFlows: () => boolean,
): Promise<Subject & { close(): Promise<void> }> {
  const admin = await system.visitor().login(system.admin);
  const articles: string[] = [];
  while (articles.length < ARTICLES) articles.push((await stockArticle(admin, '1.00', PIECES)).id);
  const customers = await customersWith(system, customerCount, '1000000.00');
  const tokens = customers.map(({ token = '' }) => token);
  const meter = createMeter(LOAD);
  const orders = await openWindow(engine.databaseUrl('orders'), meter);
  const notifications = await openWindow(engine.databaseUrl('notifications'), meter);
  const { send, close } = createSender(system.port, customerCount);
  const ownerOf = new Map<string, string>();
  let notifiedCount = 0;
  const read = (document: string) => async (id: string) => void (await send(ownerOf.get(id) ?? '', document, { id }));
  return {
    meter,
    place: async (caller) => {
      const token = tokens[caller % tokens.length] ?? '';
      const lines = [{ productId: articles[ownerOf.size % ARTICLES], quantity: 1 }];
      const input = { lines, idempotencyKey: randomUUID() };
      const { id } = placedSchema.parse(JSON.parse(await send(token, String(PlaceOrderDocument), { input }))).data
        .placeOrder.order;
      ownerOf.set(id, token);
      return id;
    },
    placed: () => [...ownerOf.keys()],
    confirmed: async (ids) => {
      await untilNone(orders, ORDERS_UNDER_WAY, [], ids.length === 0 ? LOOK_ALONE_MS : LOOK_MS);
      const { rows } = await orders.query<{ order_id: string; at: Date }>(CONFIRMED_AT, [ids]);
      const at = new Map(rows.map((row) => [row.order_id, row.at.getTime()]));
      if (at.size !== ids.length) throw new Error(`Of ${ids.length} orders only ${at.size} were confirmed`);
      return ids.map((id) => at.get(id) ?? Number.NaN);
    },
    poll: read(String(OrderStatusDocument)),
    small: read(SMALL),
    page: read(String(OrderDocument)),
    notified: async () => {
      const ids = [...ownerOf.keys()].slice(notifiedCount);
      await untilNone(notifications, NOT_TOLD, [ids.length * MAILS_PER_ORDER, ids], LOOK_MS);
      notifiedCount += ids.length;
      if (mailFlows()) await untilNone(notifications, NOT_SENT, [], LOOK_MS);
    },
    close: async () => {
      await Promise.all([close(), orders.end(), notifications.end()]);
    },
  };
}
