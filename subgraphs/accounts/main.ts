import { postgresAdapter } from '#platform/postgres-adapter.ts';
import { readConfig } from '#platform/config.ts';
import { createLifecycle, runMain } from '#platform/lifecycle.ts';
import { createLog } from '#platform/log.ts';
import { startService } from '#platform/start-service.ts';
import { PrismaClient } from '#prisma/accounts';
import { settings } from './config.ts';
import { createContext } from './context.ts';
import type { Deps } from './deps.ts';
import { owners } from './owners.ts';
import { resolvers } from './resolvers/index.ts';
import { subscriptions } from './workers.ts';

runMain(async () => {
  const config = readConfig(settings);
  const log = createLog('accounts', config);
  const lifecycle = createLifecycle(log);

  const databaseUrl = config.ACCOUNTS_DATABASE_URL;
  const adapter = postgresAdapter({ url: databaseUrl, connectionsMax: config.DATABASE_POOL_MAX });
  const database = new PrismaClient({ adapter });
  const deps: Deps = {
    database,
    defaultCurrency: config.DEFAULT_CURRENCY,
    paymentLimits: config.PAYMENT_LIMIT,
    now: () => new Date(),
  };

  await startService({
    name: 'accounts',
    config,
    port: config.ACCOUNTS_PORT,
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
});
