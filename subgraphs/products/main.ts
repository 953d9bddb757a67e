import { postgresAdapter } from '#platform/postgres-adapter.ts';
import { readConfig } from '#platform/config.ts';
import { createLifecycle, runMain } from '#platform/lifecycle.ts';
import { createLog } from '#platform/log.ts';
import { startService } from '#platform/start-service.ts';
import { PrismaClient } from '#prisma/products';
import { settings } from './config.ts';
import { createContext } from './context.ts';
import { owners } from './owners.ts';
import { resolvers } from './resolvers/index.ts';
import { startSweeper } from './sweeper.ts';
import { subscriptions } from './workers.ts';

runMain(async () => {
  const config = readConfig(settings);
  const log = createLog('products', config);
  const lifecycle = createLifecycle(log);
  const adapter = postgresAdapter({ url: config.PRODUCTS_DATABASE_URL, connectionsMax: config.DATABASE_POOL_MAX });
  const database = new PrismaClient({ adapter });
  const deps = { database };

  await startService({
    name: 'products',
    config,
    port: config.PRODUCTS_PORT,
    databaseUrl: config.PRODUCTS_DATABASE_URL,
    database,
    schemaFile: new URL('schema.graphql', import.meta.url),
    resolvers,
    owners,
    contextOf: (request) => createContext(deps, request),
    subscriptions,
    log,
    lifecycle,
  });
  const sweeper = startSweeper(deps, { intervalMs: config.RESERVATION_SWEEP_INTERVAL_MS, log });
  lifecycle.onStop('sweeper', () => sweeper.stop());
});
