import { z } from 'zod';
import { countSetting, portSetting, postgresUrlSetting, readConfig, serviceSettings } from '#platform/config.ts';
import { connectDatabase } from '#platform/database.ts';
import { every } from '#platform/every.ts';
import { createLifecycle, runMain } from '#platform/lifecycle.ts';
import { createLog } from '#platform/log.ts';
import { startService } from '#platform/start-service.ts';
import { createContext } from './context.ts';
import { owners, resolvers } from './resolvers.ts';
import { sweepReservations } from './use-cases/reserve-by-hand.ts';
import { subscriptions } from './workers.ts';

/** What products needs to know to run. */
export const settings = z.object({
  ...serviceSettings,
  PRODUCTS_PORT: portSetting.default(4003),
  PRODUCTS_DATABASE_URL: postgresUrlSetting,
  /** How often reservations by hand are searched for those whose time has run out. */
  RESERVATION_SWEEP_INTERVAL_MS: countSetting.default(1_000),
});

async function main(): Promise<void> {
  const config = readConfig(settings);
  const log = createLog('products', config);
  const lifecycle = createLifecycle(log);
  const database = connectDatabase({ url: config.PRODUCTS_DATABASE_URL, connectionsMax: config.DATABASE_POOL_MAX });
  const deps = { database };

  await startService({
    name: 'products',
    config,
    port: config.PRODUCTS_PORT,
    database,
    schemaFile: new URL('schema.graphql', import.meta.url),
    resolvers,
    owners,
    contextOf: (request) => createContext(deps, request),
    subscriptions,
    log,
    lifecycle,
  });
  const sweeper = every({
    name: 'expiry of reservations',
    intervalMs: config.RESERVATION_SWEEP_INTERVAL_MS,
    log,
    work: async (signal) => {
      const expired = await sweepReservations(deps, signal);
      if (expired > 0) log.info({ expired }, 'reservations have expired');
    },
  });
  lifecycle.onStop('sweeper', () => sweeper.stop());
}

if (import.meta.main) runMain(main);
