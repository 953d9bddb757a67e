import { randomBytes } from 'node:crypto';
import { connectDatabase } from '#platform/database.ts';
import type { Database } from '#platform/database.ts';
import { SERVICES } from '#platform/config.ts';
import type { Service } from '#platform/config.ts';
import { createLog } from '#platform/log.ts';
import { settings as accountsSettings } from '../../subgraphs/accounts/main.ts';
import type { Deps as AccountsDeps } from '../../subgraphs/accounts/deps.ts';
import type { Deps as NotificationsDeps } from '../../subgraphs/notifications/deps.ts';
import type { Deps as OrdersDeps } from '../../subgraphs/orders/deps.ts';
import { NUMBER_BYTES, orderNumberOf } from '../../subgraphs/orders/domain/order-number.ts';
import { createAnswerTimes } from '../../subgraphs/orders/sweeper.ts';
import { createPlaceOrder } from '../../subgraphs/orders/use-cases/place-orders.ts';
import type { Deps as ProductsDeps } from '../../subgraphs/products/deps.ts';
import type { Deps as UsersDeps } from '../../subgraphs/users/deps.ts';
import { createLoginAttempts } from '../../subgraphs/users/login-attempts.ts';
import { createPasswords } from '../../subgraphs/users/secrets.ts';
import { createAccessTokens, createSigningKeys } from '../../subgraphs/users/signing-keys.ts';
import { createTestDatabase } from '../kit/postgres.ts';

const CONNECTIONS_MAX = 6;
const NAMES = { issuer: 'ordergraph', audience: 'ordergraph' };
const LOGIN_LIMITS = { perLogin: 1_000, perAddress: 1_000, perAccount: 1_000, windowSeconds: 60 };
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

function usersDeps(database: Database, passwords: UsersDeps['passwords']): UsersDeps {
  const keyEncryptionKey = randomBytes(32);
  const now = () => new Date();
  const keys = createSigningKeys({ database, keyEncryptionKey, now });
  const attempts = createLoginAttempts(database, LOGIN_LIMITS);
  const untilKnown = () => Promise.resolve();
  return {
    database,
    keyEncryptionKey,
    now,
    untilKnown,
    passwords,
    accessTokens: createAccessTokens(keys, NAMES),
    attempts,
  };
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
  const open = (service: Service): Database =>
    connectDatabase({
      url: stores[service].url,
      connectionsMax: CONNECTIONS_MAX,
      onStatement: (text) => void statements[service].push(text),
    });
  const [users, accounts, products, orders, notifications] = SERVICES.map(open);
  if (!users || !accounts || !products || !orders || !notifications) throw new Error('There are five services');
  const now = () => new Date();
  const placing = {
    database: orders,
    log,
    now,
    makeOrderNumber: () => orderNumberOf(crypto.getRandomValues(new Uint8Array(NUMBER_BYTES))),
    deadlineSeconds: 120,
    requiresVerifiedEmail: false,
    askAgainAfterMs: 5_000,
    answerTimes: createAnswerTimes(now),
  };
  return {
    users: usersDeps(users, await createPasswords()),
    accounts: {
      database: accounts,
      defaultCurrency: 'USD',
      paymentLimits: accountsSettings.shape.PAYMENT_LIMIT.parse(undefined),
    },
    products: { database: products },
    orders: { ...placing, placeOrder: createPlaceOrder(placing) },
    notifications: { database: notifications, now },
    statements,
    close: async () => {
      await Promise.all([users, accounts, products, orders, notifications].map((database) => database.close()));
      await Promise.all(Object.values(stores).map((store) => store.drop()));
    },
  };
}
