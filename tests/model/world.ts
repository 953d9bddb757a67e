import { v7 as uuidv7 } from 'uuid';
import { PrismaClient as AccountsClient } from '#prisma/accounts';
import { PrismaClient as OrdersClient } from '#prisma/orders';
import { PrismaClient as ProductsClient } from '#prisma/products';
import { postgresAdapter } from '#platform/postgres-adapter.ts';
import type { Sql } from '#platform/database.ts';
import { takeMessages } from '#platform/inbox.ts';
import type { Subscription } from '#platform/inbox.ts';
import { createLog } from '#platform/log.ts';
import type { Caller } from '#platform/token.ts';
import { settings as accountsSettings } from '../../subgraphs/accounts/config.ts';
import type { Deps as AccountsDeps, Tx as AccountsTx } from '../../subgraphs/accounts/deps.ts';
import { subscriptions as accountsSubscriptions } from '../../subgraphs/accounts/workers.ts';
import type { Deps as OrdersDeps } from '../../subgraphs/orders/deps.ts';
import { NUMBER_BYTES, orderNumberOf } from '../../subgraphs/orders/domain/order-number.ts';
import { subscriptions as ordersSubscriptions } from '../../subgraphs/orders/workers.ts';
import type { Deps as ProductsDeps, Tx as ProductsTx } from '../../subgraphs/products/deps.ts';
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
  readonly carrier: Carrier;
  /** Makes everything as it was at the start. */
  empty(): Promise<void>;
  close(): Promise<void>;
}

/** What a world that is to go wrong does instead of what the services do with their messages. */
export interface Sabotage {
  readonly accounts?: (subscription: Subscription<AccountsTx>) => Subscription<AccountsTx>;
  readonly products?: (subscription: Subscription<ProductsTx>) => Subscription<ProductsTx>;
}

/** Somebody who is signed in. */
export const somebody = (role: Caller['role'] = 'CUSTOMER'): Caller => ({
  id: uuidv7(),
  role,
  sessionId: uuidv7(),
  issuedAtS: 0,
});

/** Also what stands for ever: the triggers that see to that are away for the time. */
const emptyTables = (sql: Sql): PromiseLike<number> => sql.$executeRaw`
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

/** Starts the services without their processes. */
export async function createWorld(sabotage: Sabotage = {}): Promise<World> {
  const stores = {
    accounts: await createTestDatabase('accounts'),
    products: await createTestDatabase('products'),
    orders: await createTestDatabase('orders'),
  };
  const adapterOf = (service: keyof typeof stores) =>
    postgresAdapter({ url: stores[service].url, connectionsMax: CONNECTIONS_MAX });
  const clients = {
    accounts: new AccountsClient({ adapter: adapterOf('accounts') }),
    products: new ProductsClient({ adapter: adapterOf('products') }),
    orders: new OrdersClient({ adapter: adapterOf('orders') }),
  };
  const log = createLog('model', { LOG_LEVEL: 'silent', LOG_FORMAT: 'json' });
  const now = () => new Date();
  const accounts: AccountsDeps = {
    database: mortal(clients.accounts),
    defaultCurrency: 'USD',
    // Low, so that some orders are above it.
    paymentLimits: accountsSettings.shape.PAYMENT_LIMIT.parse('1,USD=2,JPY=120'),
    now,
  };
  const products: ProductsDeps = { database: mortal(clients.products) };
  const orders: OrdersDeps = {
    database: mortal(clients.orders),
    log,
    now,
    makeOrderNumber: () => orderNumberOf(crypto.getRandomValues(new Uint8Array(NUMBER_BYTES))),
    deadlineSeconds: 120,
    askAgainAfterMs: 5_000,
    // Time is moved by hand here: waits that it makes long say nothing of how busy anybody is.
    answerTimes: { note: () => undefined, longestMs: () => 0 },
  };
  const carrier = createCarrier(
    new Map<string, Sql>([
      ['accounts', clients.accounts],
      ['products', clients.products],
      ['orders', clients.orders],
    ]),
  );
  const taking = { queue: carrier.queue, concurrency: 1, log };
  const asIs = <Same>(same: Same): Same => same;
  takeMessages({
    ...taking,
    service: 'accounts',
    database: accounts.database,
    subscriptions: accountsSubscriptions(accounts).map(sabotage.accounts ?? asIs),
  });
  takeMessages({
    ...taking,
    service: 'products',
    database: products.database,
    subscriptions: productsSubscriptions.map(sabotage.products ?? asIs),
  });
  takeMessages({ ...taking, service: 'orders', database: orders.database, subscriptions: ordersSubscriptions(orders) });
  return {
    accounts,
    products,
    orders,
    carrier,
    empty: async () => {
      carrier.empty();
      await Promise.all([emptyTables(clients.accounts), emptyTables(clients.products), emptyTables(clients.orders)]);
    },
    close: async () => {
      await Promise.all(Object.values(clients).map((client) => client.$disconnect()));
      await Promise.all(Object.values(stores).map((store) => store.drop()));
    },
  };
}
