import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Engine } from './engine.ts';
import { columnsOf, openStation, run, takeIn } from './floor-messages.ts';
import type { Station } from './floor-messages.ts';
import { openFloorQueue } from './floor-queue.ts';
import type { Payload } from './floor-queue.ts';
import { handleAccounts, handleNotifications, handleOrders, handleProducts } from './floor-services.ts';
import { floorDatabase, makeFloorDatabases } from './floor-tables.ts';
import type { FloorService } from './floor-tables.ts';
import type { Subject } from './orders.ts';
import { createMeter } from './processes.ts';

const PRODUCTS = 20;
const LOOK_MS = 10;
const WAIT_LIMIT_MS = 120_000;
const HANDLERS = [
  ['products', handleProducts],
  ['accounts', handleAccounts],
  ['orders', handleOrders],
  ['notifications', handleNotifications],
] as const;

interface Placement extends Payload {
  readonly number: string;
  readonly key: string;
}

const PLACE = `
  WITH placed AS (
      SELECT * FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::uuid[], $5::int[], $6::uuid[])
      AS placed (id, number, customer_id, product_id, quantity, key)),
    keys AS (INSERT INTO keys SELECT customer_id, key, id FROM placed),
    lines AS (INSERT INTO lines SELECT id, 0, product_id, quantity, NULL FROM placed),
    events AS (INSERT INTO events SELECT id, 1, 'PENDING' FROM placed)
  INSERT INTO orders (id, number, customer_id, status, stock, payment, version)
  SELECT id, number, customer_id, 'PENDING', 'REQUESTED', 'NONE', 1 FROM placed`;

/** Placements that arrive during a commit share the next one. */
function createPlacer(orders: Station): (placement: Placement) => Promise<void> {
  let gathering: { placements: Placement[]; committed: Promise<void> } | undefined;
  let lastCommit: Promise<unknown> = Promise.resolve();
  const commit = async (before: Promise<unknown>, placements: readonly Placement[]): Promise<void> => {
    await before;
    gathering = undefined;
    await orders.transaction(async (client, send) => {
      const columns = ['orderId', 'number', 'customerId', 'productId', 'quantity', 'key'] as const;
      await run(client, PLACE, columnsOf(placements, columns));
      for (const placement of placements) {
        send('products', 'ReserveStock', placement);
        send('notifications', 'OrderPlaced', placement);
      }
    });
  };
  return (placement) => {
    if (!gathering) {
      const placements: Placement[] = [];
      gathering = { placements, committed: commit(lastCommit, placements) };
      lastCommit = gathering.committed.catch(() => undefined);
    }
    gathering.placements.push(placement);
    return gathering.committed;
  };
}

const SMALL = 'SELECT id, status, updated_at FROM orders WHERE id = $1';
const ROWS_OF =
  '(SELECT json_agg(lines) FROM lines WHERE order_id = $1), (SELECT json_agg(events) FROM events WHERE order_id = $1)';
/** The statements of the services for an order's page, one each, without the customer's name. */
const PAGE = [
  ['orders', `SELECT *, ${ROWS_OF} FROM orders WHERE id = $1`],
  ['accounts', 'SELECT * FROM payments JOIN accounts ON id = account_id WHERE order_id = $1'],
  ['products', 'SELECT * FROM reservations JOIN products ON products.id = product_id WHERE order_id = $1'],
  ['notifications', 'SELECT * FROM notifications WHERE order_id = $1'],
] as const;

/**
 * The least that an order can cost in this architecture: the same hops, tables, outboxes, inboxes and relays in bare pg and BullMQ, handled in
 * batches, in this process. There is no HTTP, GraphQL, login, parsing, watermark, metric or mail.
 */
export async function openFloor(engine: Engine, customerCount: number): Promise<Subject & { close(): Promise<void> }> {
  const productIds = Array.from({ length: PRODUCTS }, () => randomUUID());
  const customerIds = Array.from({ length: customerCount }, () => randomUUID());
  await makeFloorDatabases(engine, productIds, customerIds);
  const queue = await openFloorQueue(engine.queueUrl(floorDatabase('queue')), engine.isRedis);
  const open = (name: FloorService): Station => openStation(engine.databaseUrl(floorDatabase(name)), queue);
  const stations = {
    accounts: open('accounts'),
    products: open('products'),
    orders: open('orders'),
    notifications: open('notifications'),
  };
  const confirmedAt = new Map<string, number>();
  let notifiedCount = 0;
  for (const [name, handle] of HANDLERS)
    queue.take(name, async (batch) => {
      const confirmed = await stations[name].transaction(async (client, send) =>
        handle(client, await takeIn(client, batch), send),
      );
      for (const id of confirmed) confirmedAt.set(id, Date.now());
      if (name === 'notifications') notifiedCount += batch.length;
    });
  const place = createPlacer(stations.orders);
  const placed: string[] = [];
  const until = async (isDone: () => boolean): Promise<void> => {
    for (const limit = Date.now() + WAIT_LIMIT_MS; !isDone(); await delay(LOOK_MS))
      if (Date.now() > limit) throw new Error('The floor does not confirm its orders');
  };
  const small = async (id: string): Promise<void> => void (await run(stations.orders.pool, SMALL, [id]));
  return {
    meter: createMeter('floor'),
    place: async (caller) => {
      const customerId = customerIds[caller % customerCount] ?? '';
      const productId = productIds[placed.length % PRODUCTS] ?? '';
      const orderId = randomUUID();
      placed.push(orderId);
      await place({
        orderId,
        customerId,
        productId,
        quantity: 1,
        amount: 100,
        number: orderId.slice(0, 18),
        key: randomUUID(),
      });
      return orderId;
    },
    placed: () => placed,
    confirmed: async (ids) => {
      await until(() => confirmedAt.size === placed.length);
      return ids.map((id) => confirmedAt.get(id) ?? Number.NaN);
    },
    poll: small,
    small,
    page: async (id) => void (await Promise.all(PAGE.map(([name, text]) => run(stations[name].pool, text, [id])))),
    notified: () => until(() => notifiedCount >= placed.length * 2),
    close: async () => {
      await queue.stop();
      await Promise.all(Object.values(stations).map((station) => station.stop()));
    },
  };
}
