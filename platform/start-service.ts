import type { IncomingMessage } from 'node:http';
import { databaseReadiness } from './database.ts';
import type { Sql, Transactions } from './database.ts';
import type { Owners } from './authorization.ts';
import type { Routes } from './http-server.ts';
import { takeMessages } from './inbox.ts';
import type { Subscription } from './inbox.ts';
import type { Lifecycle } from './lifecycle.ts';
import type { Log } from './log.ts';
import { connectQueue } from './queue.ts';
import { startRelay } from './relay.ts';
import { startSubgraph } from './subgraph.ts';
import type { RequestContext, ResolverMap } from './subgraph.ts';
import { createTokenVerifier } from './token-verifier.ts';
import { createKeySource, fetchKeys } from './token.ts';
import type { KeySource } from './token.ts';

/** The settings that every service has, as `serviceSettings` of config.ts gives them. */
interface ServiceConfig {
  readonly HOST: string;
  readonly QUEUE_URL: string;
  readonly QUEUE_PREFIX: string;
  readonly QUEUE_CONCURRENCY: number;
  readonly ROUTER_SECRET: string;
  readonly USERS_URL: string;
  readonly TOKEN_ISSUER: string;
  readonly TOKEN_AUDIENCE: string;
}

export interface ServiceOptions<Tx, Context extends RequestContext> {
  /** Its name, which is also that of its queue. */
  readonly name: string;
  readonly config: ServiceConfig;
  readonly port: number;
  readonly databaseUrl: string;
  readonly database: Transactions<Tx> & Sql & { $disconnect(): Promise<void> };
  readonly schemaFile: URL;
  readonly resolvers: ResolverMap;
  readonly owners: Owners;
  readonly contextOf: (request: RequestContext, incoming: IncomingMessage) => Context;
  readonly subscriptions: readonly Subscription<Tx>[];
  readonly log: Log;
  readonly lifecycle: Lifecycle;
  /** Where the issuer's public keys come from; over HTTP from users where it is not given. */
  readonly keys?: Pick<KeySource, 'find' | 'document'>;
  readonly routes?: Routes;
}

/**
 * Starts what every service consists of: its relay, its messages, its GraphQL endpoint; and has them stopped in the opposite order.
 * Resolves when it listens.
 */
export async function startService<Tx extends Sql, Context extends RequestContext>(
  options: ServiceOptions<Tx, Context>,
): Promise<{ readonly port: number }> {
  const { name, config, database, log, lifecycle } = options;
  lifecycle.onStop('database', () => database.$disconnect());
  const queue = connectQueue({ url: config.QUEUE_URL, prefix: config.QUEUE_PREFIX, log });
  lifecycle.onStop('queue', () => queue.close());
  const relay = startRelay({ source: name, databaseUrl: options.databaseUrl, database, queue, log });
  lifecycle.onStop('relay', () => relay.stop());
  const { subscriptions } = options;
  if (subscriptions.length > 0) {
    const taker = takeMessages({
      service: name,
      queue,
      database,
      subscriptions,
      concurrency: config.QUEUE_CONCURRENCY,
      log,
    });
    lifecycle.onStop('messages', () => taker.stop());
  }
  const isDatabaseReady = databaseReadiness(database);
  const http = await startSubgraph({
    ...options,
    host: config.HOST,
    routerSecret: config.ROUTER_SECRET,
    verify: createTokenVerifier({
      keys: options.keys ?? createKeySource(fetchKeys(config.USERS_URL), log),
      issuer: config.TOKEN_ISSUER,
      audience: config.TOKEN_AUDIENCE,
    }),
    readiness: async () => [...(await isDatabaseReady()), ...((await queue.isReady()) ? [] : ['queue'])],
  });
  lifecycle.onStop('http', () => http.stop());
  log.info({ port: http.port }, `${name} listens`);
  return { port: http.port };
}
