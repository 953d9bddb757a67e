import { v7 as uuidv7 } from 'uuid';
import { consumeMessages } from '#platform/inbox.ts';
import type { Sql } from '#platform/database.ts';
import { createLog } from '#platform/log.ts';
import type { Caller } from '#platform/token.ts';
import { UserRegistered } from '#users/messages.ts';
import { subscriptions as accountsSubscriptions } from '../../subgraphs/accounts/workers.ts';
import { deposit } from '../../subgraphs/accounts/use-cases/move-money.ts';
import { subscriptions as notificationsSubscriptions } from '../../subgraphs/notifications/workers.ts';
import { subscriptions as ordersSubscriptions } from '../../subgraphs/orders/workers.ts';
import { createProduct } from '../../subgraphs/products/use-cases/change-catalogue.ts';
import { subscriptions as productsSubscriptions } from '../../subgraphs/products/workers.ts';
import { createCarrier } from '../kit/carrier.ts';
import type { Carrier } from '../kit/carrier.ts';
import type { Stores } from './databases.ts';

const log = createLog('test', { LOG_LEVEL: 'silent', LOG_FORMAT: 'json' });
/** As many as there are connections for. */
const AT_ONCE = 5;
const SKUS = ['TEA', 'CUP', 'POT'];

function carrierOf(stores: Stores): Carrier {
  const { accounts, products, orders, notifications } = stores;
  const carrier = createCarrier(
    new Map<string, Sql>([
      ['accounts', accounts.database],
      ['products', products.database],
      ['orders', orders.database],
      ['notifications', notifications.database],
    ]),
  );
  const consuming = { queue: carrier.queue, concurrency: AT_ONCE, log };
  consumeMessages({
    ...consuming,
    service: 'accounts',
    database: accounts.database,
    subscriptions: accountsSubscriptions(accounts),
  });
  consumeMessages({
    ...consuming,
    service: 'products',
    database: products.database,
    subscriptions: productsSubscriptions,
  });
  consumeMessages({
    ...consuming,
    service: 'orders',
    database: orders.database,
    subscriptions: ordersSubscriptions(orders),
  });
  consumeMessages({
    ...consuming,
    service: 'notifications',
    database: notifications.database,
    subscriptions: notificationsSubscriptions,
  });
  return carrier;
}

/** Does something for each, as many at once as there are connections. */
async function forEachAtOnce<Item>(items: readonly Item[], work: (item: Item) => Promise<unknown>): Promise<void> {
  for (let start = 0; start < items.length; start += AT_ONCE)
    await Promise.all(items.slice(start, start + AT_ONCE).map(work));
}

async function carryAll({ waiting, deliver }: Carrier): Promise<void> {
  while (waiting.length > 0) {
    const batch = waiting.splice(0, waiting.length);
    await forEachAtOnce(batch, (parcel) => deliver([parcel]));
  }
}

async function addUsers({ users }: Stores, carrier: Carrier, count: number): Promise<Caller[]> {
  const ids = Array.from({ length: count }, () => uuidv7());
  const names = ids.map((id) => `u${id.replaceAll('-', '')}`);
  const addresses = names.map((name) => `${name}@example.com`);
  await users.database.run`
    INSERT INTO users (id, email, email_folded, username, username_folded, first_name, folding_version)
    SELECT id, address, address, name, name, 'Ada', 2 FROM unnest(${ids}::uuid[], ${names}::text[], ${addresses}::text[]) AS u (id, name, address)`;
  for (const userId of ids) {
    const username = `u${userId.replaceAll('-', '')}`;
    for (const destination of UserRegistered.destinations) {
      carrier.post({
        destination,
        envelope: {
          id: uuidv7(),
          name: UserRegistered.name,
          version: UserRegistered.version,
          occurredAt: new Date().toISOString(),
          traceparent: `00-${'0'.repeat(31)}1-${'0'.repeat(15)}1-01`,
          payload: { userId, email: `${username}@example.com`, username, firstName: 'Ada', locale: 'EN', version: 1 },
        },
      });
    }
  }
  return ids.map((id) => ({ id, role: 'CUSTOMER', sessionId: uuidv7(), issuedAtS: 0 }));
}

/** A shop that has been busy. */
export interface Market {
  /** Who placed half of all orders. */
  readonly regular: Caller;
}

/**
 * Fills the shop as its users would: so many customers with money in two currencies, and as many orders that are confirmed and told of,
 * of two products each from a small catalogue. Every second customer has one, a regular the rest.
 */
export async function fillMarket(stores: Stores, count: number): Promise<Market> {
  const carrier = carrierOf(stores);
  const customers = await addUsers(stores, carrier, count);
  const [regular] = customers;
  if (regular === undefined) throw new RangeError('A market has customers');
  for (const sku of SKUS) {
    const price = { amount: '2.50', currency: 'USD' };
    await createProduct(stores.products, { sku, name: `A ${sku}`, price, onHand: 10_000 });
  }
  await forEachAtOnce(customers, async (each) => {
    const place = customers.indexOf(each);
    const customer = place % 2 === 0 ? each : regular;
    await deposit(stores.accounts, each, { amount: { amount: '1000', currency: 'JPY' } });
    await deposit(stores.accounts, customer, { amount: { amount: '100.00', currency: 'USD' } });
    const lines = [0, 1].map((line) => ({ sku: SKUS[(place + line) % SKUS.length], quantity: 1 + line }));
    await stores.orders.placeOrder(customer, { lines });
  });
  await carrier.collect('orders');
  await carryAll(carrier);
  return { regular };
}
