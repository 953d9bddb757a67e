import { v7 as uuidv7 } from 'uuid';
import { PrismaClient as AccountsClient } from '#prisma/accounts';
import { PrismaClient as OrdersClient } from '#prisma/orders';
import { PrismaClient as ProductsClient } from '#prisma/products';
import { connectDatabase } from '#platform/database.ts';
import type { Database, Sql } from '#platform/database.ts';
import { consumeMessages } from '#platform/inbox.ts';
import type { Subscription } from '#platform/inbox.ts';
import { createLog } from '#platform/log.ts';
import type { Log } from '#platform/log.ts';
import { prismaAdapter } from '../kit/prisma-adapter.ts';
import type { Caller } from '#platform/token.ts';
import { settings as accountsSettings } from '../../subgraphs/accounts/main.ts';
import type { Deps as AccountsDeps } from '../../subgraphs/accounts/deps.ts';
import { subscriptions as accountsSubscriptions } from '../../subgraphs/accounts/workers.ts';
import type { Deps as OrdersDeps } from '../../subgraphs/orders/deps.ts';
import { NUMBER_BYTES, orderNumberOf } from '../../subgraphs/orders/domain/order-number.ts';
import { createPlaceOrder } from '../../subgraphs/orders/use-cases/place-orders.ts';
import { subscriptions as ordersSubscriptions } from '../../subgraphs/orders/workers.ts';
import type { Deps as ProductsDeps } from '../../subgraphs/products/deps.ts';
import { subscriptions as productsSubscriptions } from '../../subgraphs/products/workers.ts';
import { createTestDatabase } from '../kit/postgres.ts';
import { createCarrier } from '../kit/carrier.ts';
import type { Carrier } from '../kit/carrier.ts';
import { mortal } from '../kit/crash.ts';

/** Commands that come at once are five at most; each needs a connection of its own. */
const CONNECTIONS_MAX = 6;

/** The three services that money and stock depend on, each on a database of its own, and what carries their messages. */
export interface World {
  readonly accounts: AccountsDeps;
  readonly products: ProductsDeps;
  readonly orders: OrdersDeps;
  /** Reads what is stored, beside the services. */
  readonly stored: {
    readonly accounts: AccountsClient;
    readonly products: ProductsClient;
    readonly orders: OrdersClient;
  };
  readonly carrier: Carrier;
  /** Makes everything as it was at the start. */
  empty(): Promise<void>;
  close(): Promise<void>;
}

/** What a world that is to go wrong does instead of what the services do with their messages. */
export interface Sabotage {
  readonly accounts?: (subscription: Subscription) => Subscription;
  readonly products?: (subscription: Subscription) => Subscription;
}

/** Somebody who is signed in. */
export const somebody = (role: Caller['role'] = 'CUSTOMER'): Caller => ({
  id: uuidv7(),
  role,
  sessionId: uuidv7(),
  issuedAtS: 0,
});

/** Also what stands for ever: the triggers that see to that are away for the time. */
const emptyTables = (sql: Sql): Promise<number> => sql.run`
  DO $$
  DECLARE
    guarded regclass[] := ARRAY(SELECT DISTINCT tgrelid::regclass FROM pg_trigger WHERE tgtype & 32 <> 0 AND NOT tgisinternal);
    each regclass;
  BEGIN
    FOREACH each IN ARRAY guarded LOOP EXECUTE format('ALTER TABLE %s DISABLE TRIGGER USER', each); END LOOP;
    EXECUTE (
      SELECT 'TRUNCATE ' || string_agg(format('%I.%I', schemaname, tablename), ', ') FROM pg_tables
      WHERE schemaname IN ('public', 'messaging') AND tablename <> '_prisma_migrations');
    FOREACH each IN ARRAY guarded LOOP EXECUTE format('ALTER TABLE %s ENABLE TRIGGER USER', each); END LOOP;
  END $$`;

/** What each service works with, on its database. */
function depsOver(databases: Readonly<Record<'accounts' | 'products' | 'orders', Database>>, log: Log) {
  const now = () => new Date();
  const accounts: AccountsDeps = {
    database: databases.accounts,
    defaultCurrency: 'USD',
    // Low, so that some orders are above it.
    paymentLimits: accountsSettings.shape.PAYMENT_LIMIT.parse('1,USD=2,JPY=120'),
  };
  const products: ProductsDeps = { database: databases.products };
  const placing = {
    database: databases.orders,
    log,
    now,
    makeOrderNumber: () => orderNumberOf(crypto.getRandomValues(new Uint8Array(NUMBER_BYTES))),
    deadlineSeconds: 120,
    requiresVerifiedEmail: false,
    askAgainAfterMs: 5_000,
    // Time is moved by hand here: waits that it makes long say nothing of how busy anybody is.
    answerTimes: { note: () => undefined, longestMs: () => 0 },
  };
  const orders: OrdersDeps = { ...placing, placeOrder: createPlaceOrder(placing) };
  return { accounts, products, orders };
}

/** Starts the services without their processes. */
export async function createWorld(sabotage: Sabotage = {}): Promise<World> {
  const stores = {
    accounts: await createTestDatabase('accounts'),
    products: await createTestDatabase('products'),
    orders: await createTestDatabase('orders'),
  };
  const open = (service: keyof typeof stores): Database =>
    mortal(connectDatabase({ url: stores[service].url, connectionsMax: CONNECTIONS_MAX }));
  const databases = { accounts: open('accounts'), products: open('products'), orders: open('orders') };
  const stored = {
    accounts: new AccountsClient({ adapter: prismaAdapter(databases.accounts) }),
    products: new ProductsClient({ adapter: prismaAdapter(databases.products) }),
    orders: new OrdersClient({ adapter: prismaAdapter(databases.orders) }),
  };
  const log = createLog('model', { LOG_LEVEL: 'silent', LOG_FORMAT: 'json' });
  const { accounts, products, orders } = depsOver(databases, log);
  const carrier = createCarrier(
    new Map<string, Sql>([
      ['accounts', databases.accounts],
      ['products', databases.products],
      ['orders', databases.orders],
    ]),
  );
  const consuming = { queue: carrier.queue, concurrency: 1, log };
  const asIs = <Same>(same: Same): Same => same;
  consumeMessages({
    ...consuming,
    service: 'accounts',
    database: accounts.database,
    subscriptions: accountsSubscriptions(accounts).map(sabotage.accounts ?? asIs),
  });
  consumeMessages({
    ...consuming,
    service: 'products',
    database: products.database,
    subscriptions: productsSubscriptions.map(sabotage.products ?? asIs),
  });
  consumeMessages({
    ...consuming,
    service: 'orders',
    database: orders.database,
    subscriptions: ordersSubscriptions(orders),
  });
  return {
    accounts,
    products,
    orders,
    stored,
    carrier,
    empty: async () => {
      carrier.empty();
      await Promise.all(Object.values(databases).map(emptyTables));
    },
    close: async () => {
      await Promise.all(Object.values(stored).map((client) => client.$disconnect()));
      await Promise.all(Object.values(databases).map((database) => database.close()));
      await Promise.all(Object.values(stores).map((store) => store.drop()));
    },
  };
}
