import { z } from 'zod';
import { portSetting, postgresUrlSetting, readConfig, serviceSettings } from '#platform/config.ts';
import { runMain } from '#platform/lifecycle.ts';
import { isCurrency } from '#platform/currencies.ts';
import { openService, startService } from '#platform/start-service.ts';
import { createContext } from './context.ts';
import type { Deps } from './deps.ts';
import { paymentLimits } from './domain/payment-limits.ts';
import { owners, resolvers } from './resolvers.ts';
import { subscriptions } from './workers.ts';

/** The settings of accounts. */
export const settings = z.object({
  ...serviceSettings,
  ACCOUNTS_PORT: portSetting.default(4002),
  ACCOUNTS_DATABASE_URL: postgresUrlSetting,
  /** Every user has an account in it. */
  DEFAULT_CURRENCY: z.string().refine(isCurrency, 'must be a currency of ISO 4217, such as USD').default('USD'),
  /** The largest single payment in whole units: one for all currencies, and others by currency, such as `10000,JPY=1000000`. */
  PAYMENT_LIMIT: paymentLimits.prefault('10000'),
});

async function main(): Promise<void> {
  const config = readConfig(settings);
  const { ACCOUNTS_PORT: port, ACCOUNTS_DATABASE_URL: databaseUrl } = config;
  const service = openService('accounts', config, { port, databaseUrl });
  const deps: Deps = {
    database: service.database,
    defaultCurrency: config.DEFAULT_CURRENCY,
    paymentLimits: config.PAYMENT_LIMIT,
  };
  await startService({
    ...service,
    schemaFile: new URL('schema.graphql', import.meta.url),
    resolvers,
    owners,
    contextOf: (request) => createContext(deps, request),
    subscriptions: subscriptions(deps),
  });
}

if (import.meta.main) runMain(main);
