import { randomBytes } from 'node:crypto';
import type { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient as AccountsClient } from '#prisma/accounts';
import { PrismaClient as NotificationsClient } from '#prisma/notifications';
import { PrismaClient as OrdersClient } from '#prisma/orders';
import { PrismaClient as ProductsClient } from '#prisma/products';
import { PrismaClient as UsersClient } from '#prisma/users';
import type { Service } from '#platform/config.ts';
import type { Database } from '#platform/database.ts';
import type { HttpServer } from '#platform/http-server.ts';
import type { Subscription } from '#platform/inbox.ts';
import type { Log } from '#platform/log.ts';
import { startSubgraph } from '#platform/subgraph.ts';
import type { RequestContext, SubgraphOptions } from '#platform/subgraph.ts';
import { createContext as accountsContext } from '../../subgraphs/accounts/context.ts';
import type { Deps as AccountsDeps } from '../../subgraphs/accounts/deps.ts';
import { settings as accountsSettings } from '../../subgraphs/accounts/main.ts';
import * as accountsGraph from '../../subgraphs/accounts/resolvers.ts';
import { subscriptions as accountsSubscriptions } from '../../subgraphs/accounts/workers.ts';
import { createContext as notificationsContext } from '../../subgraphs/notifications/context.ts';
import type { Deps as NotificationsDeps } from '../../subgraphs/notifications/deps.ts';
import * as notificationsGraph from '../../subgraphs/notifications/resolvers.ts';
import { subscriptions as notificationsSubscriptions } from '../../subgraphs/notifications/workers.ts';
import { createContext as ordersContext } from '../../subgraphs/orders/context.ts';
import type { Deps as OrdersDeps } from '../../subgraphs/orders/deps.ts';
import { NUMBER_BYTES, orderNumberOf } from '../../subgraphs/orders/domain/order-number.ts';
import * as ordersGraph from '../../subgraphs/orders/resolvers.ts';
import { createPlaceOrder } from '../../subgraphs/orders/use-cases/place-orders.ts';
import { subscriptions as ordersSubscriptions } from '../../subgraphs/orders/workers.ts';
import { createContext as productsContext } from '../../subgraphs/products/context.ts';
import type { Deps as ProductsDeps } from '../../subgraphs/products/deps.ts';
import * as productsGraph from '../../subgraphs/products/resolvers.ts';
import { subscriptions as productsSubscriptions } from '../../subgraphs/products/workers.ts';
import { createContext as usersContext } from '../../subgraphs/users/context.ts';
import type { Deps as UsersDeps } from '../../subgraphs/users/deps.ts';
import { createLoginAttempts } from '../../subgraphs/users/login-attempts.ts';
import { routes as usersRoutes } from '../../subgraphs/users/main.ts';
import * as usersGraph from '../../subgraphs/users/resolvers.ts';
import { createPasswords } from '../../subgraphs/users/secrets.ts';
import { createAccessTokens, createSigningKeys, ensureSigningKey } from '../../subgraphs/users/signing-keys.ts';
import { subscriptions as usersSubscriptions } from '../../subgraphs/users/workers.ts';

/** What serving a graph takes besides what the service itself knows. */
export type Server = Pick<
  SubgraphOptions<RequestContext>,
  'verify' | 'routerSecret' | 'host' | 'port' | 'log' | 'readiness'
>;

/** A service without its process: what its use cases need, what it does with messages, and its graph. */
export interface Definition<Deps extends { readonly database: Database }, Client> {
  readonly name: Service;
  readonly client: (adapter: PrismaPg) => Client;
  readonly depsOf: (database: Database, log: Log, given: Partial<Deps>) => Deps | Promise<Deps>;
  readonly subscriptions: (deps: Deps) => readonly Subscription[];
  readonly serve: (deps: Deps, server: Server) => Promise<HttpServer>;
}

const now = (): Date => new Date();
const schemaFile = (name: Service): URL => new URL(`../../subgraphs/${name}/schema.graphql`, import.meta.url);

/** Issuer and audience of the users service's tokens. */
export const NAMES = { issuer: 'ordergraph', audience: 'ordergraph' };

/** Limits of failed sign-ins, which no test reaches unless it sets lower ones. */
export const LOGIN_LIMITS = { perLogin: 1_000, perAddress: 1_000, perAccount: 1_000, windowSeconds: 60 };

// Made once per test file: its dummy hash takes as long as a real one.
let passwords: Promise<UsersDeps['passwords']> | undefined;

export const users: Definition<UsersDeps, UsersClient> = {
  name: 'users',
  client: (adapter) => new UsersClient({ adapter }),
  depsOf: async (database, _log, given) => {
    const keyEncryptionKey = randomBytes(32);
    const keys = createSigningKeys({ database, keyEncryptionKey, now });
    const deps = {
      database,
      keyEncryptionKey,
      now,
      untilKnown: () => Promise.resolve(),
      passwords: await (passwords ??= createPasswords()),
      accessTokens: createAccessTokens(keys, NAMES),
      attempts: createLoginAttempts(database, LOGIN_LIMITS),
      ...given,
    };
    await ensureSigningKey(deps);
    return deps;
  },
  subscriptions: usersSubscriptions,
  serve: (deps, server) =>
    startSubgraph({
      ...server,
      ...usersGraph,
      schemaFile: schemaFile('users'),
      contextOf: (request, incoming) => usersContext(deps, request, incoming),
      routes: usersRoutes(deps, { keys: createSigningKeys(deps), routerSecret: server.routerSecret }),
    }),
};

/** Payments are limited to 10000 in most currencies, to 1000000 JPY and to 500 KWD. */
export const accounts: Definition<AccountsDeps, AccountsClient> = {
  name: 'accounts',
  client: (adapter) => new AccountsClient({ adapter }),
  depsOf: (database, _log, given) => ({
    database,
    defaultCurrency: 'USD',
    paymentLimits: accountsSettings.shape.PAYMENT_LIMIT.parse('10000,JPY=1000000,KWD=500'),
    ...given,
  }),
  subscriptions: accountsSubscriptions,
  serve: (deps, server) =>
    startSubgraph({
      ...server,
      ...accountsGraph,
      schemaFile: schemaFile('accounts'),
      contextOf: (request) => accountsContext(deps, request),
    }),
};

export const products: Definition<ProductsDeps, ProductsClient> = {
  name: 'products',
  client: (adapter) => new ProductsClient({ adapter }),
  depsOf: (database, _log, given) => ({ database, ...given }),
  subscriptions: () => productsSubscriptions,
  serve: (deps, server) =>
    startSubgraph({
      ...server,
      ...productsGraph,
      schemaFile: schemaFile('products'),
      contextOf: (request) => productsContext(deps, request),
    }),
};

/** Orders have two minutes, any address may order, and answers are asked for again after five seconds, however long they take. */
export const orders: Definition<OrdersDeps, OrdersClient> = {
  name: 'orders',
  client: (adapter) => new OrdersClient({ adapter }),
  depsOf: (database, log, given) => {
    const placing = {
      database,
      log,
      now,
      makeOrderNumber: () => orderNumberOf(crypto.getRandomValues(new Uint8Array(NUMBER_BYTES))),
      deadlineSeconds: 120,
      requiresVerifiedEmail: false,
      askAgainAfterMs: 5_000,
      answerTimes: { note: () => undefined, longestMs: () => 0 },
      ...given,
    };
    return { placeOrder: createPlaceOrder(placing), ...placing };
  },
  subscriptions: ordersSubscriptions,
  serve: (deps, server) =>
    startSubgraph({
      ...server,
      ...ordersGraph,
      schemaFile: schemaFile('orders'),
      contextOf: (request) => ordersContext(deps, request),
    }),
};

export const notifications: Definition<NotificationsDeps, NotificationsClient> = {
  name: 'notifications',
  client: (adapter) => new NotificationsClient({ adapter }),
  depsOf: (database, _log, given) => ({ database, now, ...given }),
  subscriptions: () => notificationsSubscriptions,
  serve: (deps, server) =>
    startSubgraph({
      ...server,
      ...notificationsGraph,
      schemaFile: schemaFile('notifications'),
      contextOf: (request) => notificationsContext(deps, request),
    }),
};
