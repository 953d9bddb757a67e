import { z } from 'zod';
import { countSetting, portSetting, postgresUrlSetting, readConfig, serviceSettings } from '#platform/config.ts';
import { runMain } from '#platform/lifecycle.ts';
import { openService, startService } from '#platform/start-service.ts';
import { createContext } from './context.ts';
import { owners, resolvers } from './resolvers.ts';
import { refoldProducts } from './use-cases/change-catalogue.ts';
import { sweepReservations } from './use-cases/stock-by-hand.ts';
import { subscriptions } from './workers.ts';

/** The settings of the products service. */
export const settings = z.object({
  ...serviceSettings,
  PRODUCTS_PORT: portSetting.default(4003),
  PRODUCTS_DATABASE_URL: postgresUrlSetting,
  /** How often expired reservations by hand are searched. */
  RESERVATION_SWEEP_INTERVAL_MS: countSetting.default(1_000),
});

const REFOLD_MS = 3_600_000;

async function main(): Promise<void> {
  const config = readConfig(settings);
  const { PRODUCTS_PORT: port, PRODUCTS_DATABASE_URL: databaseUrl } = config;
  const service = openService('products', config, { port, databaseUrl });
  const { database, log } = service;
  const deps = { database };
  await startService({
    ...service,
    schemaFile: new URL('schema.graphql', import.meta.url),
    resolvers,
    owners,
    contextOf: (request) => createContext(deps, request),
    subscriptions,
  });
  // Repeated, since processes of the version before may have renamed products meanwhile.
  service.repeat({ name: 'folding', intervalMs: REFOLD_MS, work: () => refoldProducts({ database, log }) });
  service.repeat({
    name: 'expiry of reservations',
    intervalMs: config.RESERVATION_SWEEP_INTERVAL_MS,
    work: async (signal) => {
      const expired = await sweepReservations(deps, signal);
      if (expired > 0) log.info({ expired }, 'reservations have expired');
    },
  });
}

if (import.meta.main) runMain(main);
