import { randomBytes } from 'node:crypto';
import { PrismaClient as AccountsClient } from '#prisma/accounts';
import { PrismaClient as NotificationsClient } from '#prisma/notifications';
import { PrismaClient as OrdersClient } from '#prisma/orders';
import { PrismaClient as ProductsClient } from '#prisma/products';
import { PrismaClient as UsersClient } from '#prisma/users';
import { postgresAdapter } from '#platform/postgres-adapter.ts';
import type { Service } from '#platform/config.ts';
import { createLog } from '#platform/log.ts';
import { settings as accountsSettings } from '../../subgraphs/accounts/config.ts';
import type { Deps as AccountsDeps } from '../../subgraphs/accounts/deps.ts';
import type { Deps as NotificationsDeps } from '../../subgraphs/notifications/deps.ts';
import { createAnswerTimes } from '../../subgraphs/orders/answer-times.ts';
import type { Deps as OrdersDeps } from '../../subgraphs/orders/deps.ts';
import { NUMBER_BYTES, orderNumberOf } from '../../subgraphs/orders/domain/order-number.ts';
import type { Deps as ProductsDeps } from '../../subgraphs/products/deps.ts';
import { createAccessTokens } from '../../subgraphs/users/access-tokens.ts';
import type { Deps as UsersDeps } from '../../subgraphs/users/deps.ts';
import { createLoginAttempts } from '../../subgraphs/users/login-attempts.ts';
import { createPasswords } from '../../subgraphs/users/passwords.ts';
import { createSigningKeys } from '../../subgraphs/users/signing-keys.ts';
import { createTestDatabase } from '../kit/postgres.ts';
import type { TestDatabase } from '../kit/postgres.ts';

const CONNECTIONS_MAX = 6;
const NAMES = { issuer: 'ordergraph', audience: 'ordergraph' };
const LOGIN_LIMITS = { perLogin: 1_000, perAddress: 1_000, windowSeconds: 60 };
const log = createLog('test', { LOG_LEVEL: 'silent', LOG_FORMAT: 'json' });

/** What the five services work with, on databases of their own. */
export interface Stores {
  readonly users: UsersDeps;
  readonly accounts: AccountsDeps;
  readonly products: ProductsDeps;
  readonly orders: OrdersDeps;
  readonly notifications: NotificationsDeps;
  /** Every statement that each service has run, in order. */
  readonly statements: Readonly<Record<Service, string[]>>;
  close(): Promise<void>;
}

/** How a Prisma client is made whose statements can be listened to. */
const listened = ({ url }: TestDatabase) => ({
  adapter: postgresAdapter({ url, connectionsMax: CONNECTIONS_MAX }),
  log: [{ emit: 'event' as const, level: 'query' as const }],
});

function usersDeps(database: UsersClient, passwords: UsersDeps['passwords']): UsersDeps {
  const keyEncryptionKey = randomBytes(32);
  const now = () => new Date();
  const keys = createSigningKeys({ database, keyEncryptionKey, now });
  const attempts = createLoginAttempts(database, LOGIN_LIMITS);
  return { database, keyEncryptionKey, now, passwords, accessTokens: createAccessTokens(keys, NAMES), attempts };
}

/** Opens a database for each service and counts from then on. */
export async function openStores(): Promise<Stores> {
  const stores = {
    users: await createTestDatabase('users'),
    accounts: await createTestDatabase('accounts'),
    products: await createTestDatabase('products'),
    orders: await createTestDatabase('orders'),
    notifications: await createTestDatabase('notifications'),
  };
  const statements: Stores['statements'] = { users: [], accounts: [], products: [], orders: [], notifications: [] };
  const users = new UsersClient(listened(stores.users));
  const accounts = new AccountsClient(listened(stores.accounts));
  const products = new ProductsClient(listened(stores.products));
  const orders = new OrdersClient(listened(stores.orders));
  const notifications = new NotificationsClient(listened(stores.notifications));
  users.$on('query', ({ query }) => void statements.users.push(query));
  accounts.$on('query', ({ query }) => void statements.accounts.push(query));
  products.$on('query', ({ query }) => void statements.products.push(query));
  orders.$on('query', ({ query }) => void statements.orders.push(query));
  notifications.$on('query', ({ query }) => void statements.notifications.push(query));
  const now = () => new Date();
  return {
    users: usersDeps(users, await createPasswords()),
    accounts: {
      database: accounts,
      defaultCurrency: 'USD',
      paymentLimits: accountsSettings.shape.PAYMENT_LIMIT.parse(undefined),
      now,
    },
    products: { database: products },
    orders: {
      database: orders,
      log,
      now,
      makeOrderNumber: () => orderNumberOf(crypto.getRandomValues(new Uint8Array(NUMBER_BYTES))),
      deadlineSeconds: 120,
      askAgainAfterMs: 5_000,
      answerTimes: createAnswerTimes(now),
    },
    notifications: { database: notifications, now },
    statements,
    close: async () => {
      await Promise.all([users, accounts, products, orders, notifications].map((client) => client.$disconnect()));
      await Promise.all(Object.values(stores).map((store) => store.drop()));
    },
  };
}
