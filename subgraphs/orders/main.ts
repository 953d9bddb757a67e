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
import { connectDatabase } from '#platform/database.ts';
import { createLifecycle, runMain } from '#platform/lifecycle.ts';
import { createLog } from '#platform/log.ts';
import { startService } from '#platform/start-service.ts';
import { createContext } from './context.ts';
import type { Deps } from './deps.ts';
import { NUMBER_BYTES, orderNumberOf } from './domain/order-number.ts';
import { owners, resolvers } from './resolvers.ts';
import { createAnswerTimes, observeOrders, startSweeper } from './sweeper.ts';
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
  /** How long an order may wait for an answer before the sweeper asks again; longer where answers take long. */
  SWEEP_AFTER_MS: countSetting.default(10_000),
});

async function main(): Promise<void> {
  const config = readConfig(settings);
  const log = createLog('orders', config);
  const lifecycle = createLifecycle(log);

  const database = connectDatabase({ url: config.ORDERS_DATABASE_URL, connectionsMax: config.DATABASE_POOL_MAX });
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
    name: 'orders',
    config,
    port: config.ORDERS_PORT,
    database,
    schemaFile: new URL('schema.graphql', import.meta.url),
    resolvers,
    owners,
    contextOf: (request) => createContext(deps, request),
    subscriptions: subscriptions(deps),
    log,
    lifecycle,
  });

  observeOrders(deps);
  const sweeper = startSweeper(deps, config.SWEEP_INTERVAL_MS);
  lifecycle.onStop('sweeper', () => sweeper.stop());
}

if (import.meta.main) runMain(main);
