import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { SERVICES } from '#platform/config.ts';
import type { Service } from '#platform/config.ts';
import type { HttpServer } from '#platform/http-server.ts';
import { createLog } from '#platform/log.ts';
import { startSubgraph } from '#platform/subgraph.ts';
import { readRouterConfig } from '../../router/config.ts';
import { readManifest } from '../../router/http/persisted-queries.ts';
import { startRouter } from '../../router/router.ts';
import { createContext as accountsContext } from '../../subgraphs/accounts/context.ts';
import { owners as accountsOwners, resolvers as accountsResolvers } from '../../subgraphs/accounts/resolvers.ts';
import { createContext as notificationsContext } from '../../subgraphs/notifications/context.ts';
import {
  owners as notificationsOwners,
  resolvers as notificationsResolvers,
} from '../../subgraphs/notifications/resolvers.ts';
import { createContext as ordersContext } from '../../subgraphs/orders/context.ts';
import { owners as ordersOwners, resolvers as ordersResolvers } from '../../subgraphs/orders/resolvers.ts';
import { createContext as productsContext } from '../../subgraphs/products/context.ts';
import type { Context as ProductsContext } from '../../subgraphs/products/context.ts';
import { owners as productsOwners, resolvers as productsResolvers } from '../../subgraphs/products/resolvers.ts';
import { createContext as usersContext } from '../../subgraphs/users/context.ts';
import { owners as usersOwners, resolvers as usersResolvers } from '../../subgraphs/users/resolvers.ts';
import { createIssuer } from '../kit/issuer.ts';
import type { Issuer, TokenWish } from '../kit/issuer.ts';
import type { Stores } from './databases.ts';

const ROUTER_SECRET = 'a secret that only the router and the services know';
const log = createLog('test', { LOG_LEVEL: 'silent', LOG_FORMAT: 'json' });

/** How many statements each service has run. */
export type Counts = Readonly<Record<Service, number>>;

/** What a query was answered, and what it cost. */
export interface Measured {
  readonly data: Record<string, unknown>;
  readonly counts: Counts;
}

/** The five services and the router before them, in this process, over real databases that are listened to. */
export interface World {
  /** Asks the router, which must answer without errors. */
  ask(wish: TokenWish, query: string, variables?: Record<string, unknown>): Promise<Measured>;
  stop(): Promise<void>;
}

/** What is made otherwise than it is, to see that it is noticed. */
export interface Changes {
  readonly productsContext?: (context: ProductsContext) => ProductsContext;
}

async function startServices(stores: Stores, issuer: Issuer, changes: Changes): Promise<Record<Service, HttpServer>> {
  const { users, accounts, products, orders, notifications } = stores;
  const common = {
    verify: issuer.verify,
    routerSecret: ROUTER_SECRET,
    host: '127.0.0.1',
    port: 0,
    log,
    readiness: async () => [],
  };
  const schemaOf = (service: Service) => new URL(`../../subgraphs/${service}/schema.graphql`, import.meta.url);
  const changed = changes.productsContext ?? ((context) => context);
  return {
    users: await startSubgraph({
      ...common,
      schemaFile: schemaOf('users'),
      resolvers: usersResolvers,
      owners: usersOwners,
      contextOf: (request, incoming) => usersContext(users, request, incoming),
      routes: issuer.routes,
    }),
    accounts: await startSubgraph({
      ...common,
      schemaFile: schemaOf('accounts'),
      resolvers: accountsResolvers,
      owners: accountsOwners,
      contextOf: (request) => accountsContext(accounts, request),
    }),
    products: await startSubgraph({
      ...common,
      schemaFile: schemaOf('products'),
      resolvers: productsResolvers,
      owners: productsOwners,
      contextOf: (request) => changed(productsContext(products, request)),
    }),
    orders: await startSubgraph({
      ...common,
      schemaFile: schemaOf('orders'),
      resolvers: ordersResolvers,
      owners: ordersOwners,
      contextOf: (request) => ordersContext(orders, request),
    }),
    notifications: await startSubgraph({
      ...common,
      schemaFile: schemaOf('notifications'),
      resolvers: notificationsResolvers,
      owners: notificationsOwners,
      contextOf: (request) => notificationsContext(notifications, request),
    }),
  };
}

const answerSchema = z.strictObject({ data: z.record(z.string(), z.unknown()) });

/** Starts a world over databases that are filled already. */
export async function startWorld(stores: Stores, changes: Changes = {}): Promise<World> {
  const issuer = await createIssuer();
  const services = await startServices(stores, issuer, changes);
  const config = readRouterConfig({
    PORT: '0',
    ROUTER_SECRET,
    ...Object.fromEntries(
      SERVICES.map((service) => [`${service.toUpperCase()}_URL`, `http://127.0.0.1:${services[service].port}`]),
    ),
  });
  const supergraphSdl = await readFile(new URL('../../router/supergraph.graphql', import.meta.url), 'utf8');
  const manifest = await readFile(new URL('../../router/operations.json', import.meta.url), 'utf8');
  const router = await startRouter({ config, supergraphSdl, manifest: readManifest(manifest), log });
  const { statements } = stores;
  return {
    ask: async (wish, query, variables = {}) => {
      for (const service of SERVICES) statements[service].length = 0;
      const response = await fetch(`http://127.0.0.1:${router.port}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${await issuer.token(wish)}` },
        body: JSON.stringify({ query, variables }),
      });
      const { data } = answerSchema.parse(await response.json());
      const { users, accounts, products, orders, notifications } = statements;
      return {
        data,
        counts: {
          users: users.length,
          accounts: accounts.length,
          products: products.length,
          orders: orders.length,
          notifications: notifications.length,
        },
      };
    },
    stop: async () => {
      await router.stop();
      await Promise.all(SERVICES.map((service) => services[service].stop()));
    },
  };
}
