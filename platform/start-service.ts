import type { z } from 'zod';
import type { serviceSettings } from './config.ts';
import { connectDatabase, isWritable } from './database.ts';
import type { Database } from './database.ts';
import { every } from './every.ts';
import type { PeriodicWork } from './every.ts';
import { observeService } from './gauges.ts';
import { healthRoute, missingOf } from './health.ts';
import { readinessRoute } from './http-server.ts';
import type { Rounds } from './health.ts';
import { consumeMessages } from './inbox.ts';
import type { Subscription } from './inbox.ts';
import { createLifecycle } from './lifecycle.ts';
import type { Lifecycle } from './lifecycle.ts';
import { createLog } from './log.ts';
import { connectQueue } from './queue.ts';
import { startRelay } from './relay.ts';
import { startSubgraph } from './subgraph.ts';
import type { RequestContext, SubgraphOptions } from './subgraph.ts';
import type { KeySource } from './token.ts';
import { watchTrust } from './trust.ts';

export interface ServiceOptions<Context extends RequestContext> extends Omit<
  SubgraphOptions<Context>,
  'host' | 'routerSecret' | 'verify' | 'readiness'
> {
  /** Its name, which is also that of its queue. */
  readonly name: string;
  readonly config: Omit<
    z.infer<z.ZodObject<typeof serviceSettings>>,
    'LOG_LEVEL' | 'LOG_FORMAT' | 'NODE_ENV' | 'DEFAULT_CURRENCY' | 'DATABASE_POOL_MAX'
  >;
  readonly database: Database;
  readonly subscriptions: readonly Subscription[];
  readonly lifecycle: Lifecycle;
  /** Where the issuer's public keys and the list of what was revoked come from; over HTTP from users where they are not given. */
  readonly keys?: KeySource;
  readonly loadRevocations?: () => Promise<unknown>;
}

/** Opens what every service works with: its log, its lifecycle and its database. `repeat` repeats work until the service stops. */
export function openService<
  Config extends { LOG_LEVEL: string; LOG_FORMAT?: 'json' | 'pretty' | undefined; DATABASE_POOL_MAX: number },
>(name: string, config: Config, { port, databaseUrl: url }: { readonly port: number; readonly databaseUrl: string }) {
  const log = createLog(name, config);
  const lifecycle = createLifecycle(log);
  const database = connectDatabase({ url, connectionsMax: config.DATABASE_POOL_MAX, log });
  const repeat = (work: Omit<PeriodicWork, 'log'>): void => {
    const periodic = every({ ...work, log });
    lifecycle.onStop(work.name, () => periodic.stop());
  };
  return { name, config, port, database, log, lifecycle, repeat };
}

/** Starts a service's relay, consumer and GraphQL endpoint, and has them stopped in the opposite order. Resolves when it listens. */
export async function startService<Context extends RequestContext>(
  options: ServiceOptions<Context>,
): Promise<{ readonly port: number }> {
  const { name, config, database, subscriptions, log, lifecycle } = options;
  lifecycle.onStop('database', () => database.close());
  const queue = connectQueue({ url: config.QUEUE_URL, prefix: config.QUEUE_PREFIX, log });
  lifecycle.onStop('queue', () => queue.close());
  const relay = startRelay({ source: name, database, queue, log });
  lifecycle.onStop('relay', () => relay.stop());
  const parts: Rounds[] = [{ name: 'relay', roundAt: relay.roundAt }];
  if (subscriptions.length > 0) {
    const consumer = consumeMessages({
      service: name,
      queue,
      database,
      subscriptions,
      concurrency: config.QUEUE_CONCURRENCY,
      log,
    });
    lifecycle.onStop('consumer', () => consumer.stop());
    parts.push({ name: 'consumer', roundAt: consumer.roundAt });
  }
  const trust = watchTrust(config, log, { keys: options.keys, load: options.loadRevocations });
  lifecycle.onStop('revocations', () => trust.stop());
  const checks = { database: () => isWritable(database), queue: () => queue.isReady(), ...trust.checks };
  const messageNames = subscriptions.flatMap(({ types }) => types.map((type) => type.name));
  observeService({ name, database, queue, messageNames, checks });
  const readiness = missingOf(checks);
  const http = await startSubgraph({
    ...options,
    routes: {
      ...options.routes,
      '/health': healthRoute(parts, readiness),
      // For a startup probe: an outage that affects all replicas must not prevent a new one from starting.
      '/started': readinessRoute(missingOf({ database: checks.database })),
    },
    host: config.HOST,
    routerSecret: config.ROUTER_SECRET,
    verify: trust.verify,
    readiness,
  });
  lifecycle.onStop('http', () => http.stop());
  log.info({ port: http.port }, `${name} listens`);
  return { port: http.port };
}
