import { z } from 'zod';
import { portSetting, postgresUrlSetting, readConfig, serviceSettings } from '#platform/config.ts';
import { connectDatabase } from '#platform/database.ts';
import { createLifecycle, runMain } from '#platform/lifecycle.ts';
import { createLog } from '#platform/log.ts';
import { isCurrency } from '#platform/money.ts';
import { startService } from '#platform/start-service.ts';
import { createContext } from './context.ts';
import type { Deps } from './deps.ts';
import { parsePaymentLimits } from './domain/payment-limits.ts';
import { owners, resolvers } from './resolvers.ts';
import { subscriptions } from './workers.ts';

const paymentLimitSetting = z.string().transform((text, context) => {
  const limits = parsePaymentLimits(text);
  if (!('error' in limits)) return limits;
  context.issues.push({ code: 'custom', message: limits.error, input: text });
  return z.NEVER;
});

/** The settings of accounts. */
export const settings = z.object({
  ...serviceSettings,
  ACCOUNTS_PORT: portSetting.default(4002),
  ACCOUNTS_DATABASE_URL: postgresUrlSetting,
  /** Everybody has an account in it. */
  DEFAULT_CURRENCY: z.string().refine(isCurrency, 'must be a currency of ISO 4217, such as USD').default('USD'),
  /** The largest single payment in whole units: one for all currencies, and others by currency, such as `10000,JPY=1000000`. */
  PAYMENT_LIMIT: paymentLimitSetting.prefault('10000'),
});

async function main(): Promise<void> {
  const config = readConfig(settings);
  const log = createLog('accounts', config);
  const lifecycle = createLifecycle(log);

  const database = connectDatabase({
    url: config.ACCOUNTS_DATABASE_URL,
    connectionsMax: config.DATABASE_POOL_MAX,
  });
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
    database,
    schemaFile: new URL('schema.graphql', import.meta.url),
    resolvers,
    owners,
    contextOf: (request) => createContext(deps, request),
    subscriptions: subscriptions(deps),
    log,
    lifecycle,
  });
}

if (import.meta.main) runMain(main);
