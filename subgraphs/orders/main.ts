import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import {
  countSetting,
  portSetting,
  postgresUrlSetting,
  readConfig,
  serviceSettings,
  switchSetting,
} from '#platform/config.ts';
import { runMain } from '#platform/lifecycle.ts';
import { openService, startService } from '#platform/start-service.ts';
import { createContext } from './context.ts';
import type { Deps } from './deps.ts';
import { NUMBER_BYTES, orderNumberOf } from './domain/order-number.ts';
import { owners, resolvers } from './resolvers.ts';
import { createAnswerTimes, observeOrders, sweepOrders } from './sweeper.ts';
import { createPlaceOrder } from './use-cases/place-orders.ts';
import { subscriptions } from './workers.ts';

/** The settings of the orders service. */
export const settings = z.object({
  ...serviceSettings,
  ORDERS_PORT: portSetting.default(4004),
  ORDERS_DATABASE_URL: postgresUrlSetting,
  /** How long an order may take until its money is held; then it is undone and EXPIRED. */
  ORDER_DEADLINE_SECONDS: countSetting.default(120),
  /** Whether only customers whose e-mail address is confirmed may order. */
  REQUIRE_VERIFIED_EMAIL: switchSetting.default(false),
  /** How often the sweeper looks for orders that do not move. */
  SWEEP_INTERVAL_MS: countSetting.default(2_000),
  /** How long an order waits for a reply before the sweeper repeats the request; longer while replies are slow. */
  SWEEP_AFTER_MS: countSetting.default(10_000),
});

async function main(): Promise<void> {
  const config = readConfig(settings);
  const service = openService('orders', config, { port: config.ORDERS_PORT, databaseUrl: config.ORDERS_DATABASE_URL });
  const { database, log } = service;
  const now = (): Date => new Date();
  const outside = {
    database,
    log,
    now,
    makeOrderNumber: () => orderNumberOf(randomBytes(NUMBER_BYTES)),
    deadlineSeconds: config.ORDER_DEADLINE_SECONDS,
    requiresVerifiedEmail: config.REQUIRE_VERIFIED_EMAIL,
    askAgainAfterMs: config.SWEEP_AFTER_MS,
    answerTimes: createAnswerTimes(now),
  };
  const deps: Deps = { ...outside, placeOrder: createPlaceOrder(outside) };
  await startService({
    ...service,
    schemaFile: new URL('schema.graphql', import.meta.url),
    resolvers,
    owners,
    contextOf: (request) => createContext(deps, request),
    subscriptions: subscriptions(deps),
  });
  observeOrders(deps);
  // At the start as well, to continue after a crash.
  service.repeat({ name: 'sweeper', intervalMs: config.SWEEP_INTERVAL_MS, work: () => sweepOrders(deps) });
}

if (import.meta.main) runMain(main);
