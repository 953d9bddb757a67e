import { randomBytes } from 'node:crypto';
import { postgresAdapter } from '#platform/postgres-adapter.ts';
import { readConfig } from '#platform/config.ts';
import { createLifecycle, runMain } from '#platform/lifecycle.ts';
import { createLog } from '#platform/log.ts';
import { startService } from '#platform/start-service.ts';
import { PrismaClient } from '#prisma/orders';
import { createAnswerTimes } from './answer-times.ts';
import { settings } from './config.ts';
import { createContext } from './context.ts';
import type { Deps } from './deps.ts';
import { NUMBER_BYTES, orderNumberOf } from './domain/order-number.ts';
import { owners, resolvers } from './resolvers/index.ts';
import { startSweeper } from './sweeper.ts';
import { subscriptions } from './workers.ts';

runMain(async () => {
  const config = readConfig(settings);
  const log = createLog('orders', config);
  const lifecycle = createLifecycle(log);

  const databaseUrl = config.ORDERS_DATABASE_URL;
  const database = new PrismaClient({
    adapter: postgresAdapter({ url: databaseUrl, connectionsMax: config.DATABASE_POOL_MAX }),
  });
  const now = (): Date => new Date();
  const deps: Deps = {
    database,
    log,
    now,
    makeOrderNumber: () => orderNumberOf(randomBytes(NUMBER_BYTES)),
    deadlineSeconds: config.ORDER_DEADLINE_SECONDS,
    askAgainAfterMs: config.SWEEP_AFTER_MS,
    answerTimes: createAnswerTimes(now),
  };

  await startService({
    name: 'orders',
    config,
    port: config.ORDERS_PORT,
    databaseUrl,
    database,
    schemaFile: new URL('schema.graphql', import.meta.url),
    resolvers,
    owners,
    contextOf: (request) => createContext(deps, request),
    subscriptions: subscriptions(deps),
    log,
    lifecycle,
  });

  const sweeper = startSweeper(deps, config.SWEEP_INTERVAL_MS);
  lifecycle.onStop('sweeper', () => sweeper.stop());
});
