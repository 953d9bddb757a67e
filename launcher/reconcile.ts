import { z } from 'zod';
import { SERVICES, postgresUrlSetting, readConfig, type Service } from '#platform/config.ts';
import { Obstacle, reasonOf } from './obstacle.ts';
import { reconcile } from './reconciliation.ts';
import { runCommand } from './run-command.ts';
import { environmentOfRunningSystem } from './running-system.ts';

/** As long as a message is retried. */
const PATIENCE_MS = 120_000;
const SHOWN_MAX = 100;

const settingOf = (service: Service) => `${service.toUpperCase()}_DATABASE_URL`;

const list = (sentences: readonly string[]): string =>
  [
    ...sentences.slice(0, SHOWN_MAX),
    ...(sentences.length > SHOWN_MAX ? [`and ${sentences.length - SHOWN_MAX} more`] : []),
  ]
    .map((sentence) => `  ${sentence}`)
    .join('\n');

/** `npm run reconcile`: whether the five databases agree. The exit code is 1 where they do not. */
await runCommand(async () => {
  const schema = z.object(Object.fromEntries(SERVICES.map((service) => [settingOf(service), postgresUrlSetting])));
  const settings = readConfig(schema, await environmentOfRunningSystem());
  const addressOf = (service: Service): string => settings[settingOf(service)] ?? '';
  const addresses = {
    users: addressOf('users'),
    accounts: addressOf('accounts'),
    products: addressOf('products'),
    orders: addressOf('orders'),
    notifications: addressOf('notifications'),
  };
  const found = await reconcile(addresses, { patienceMs: PATIENCE_MS }).catch((error: unknown) => {
    throw new Obstacle(`The databases cannot be compared (${reasonOf(error)}): start them, or correct the addresses.`, {
      cause: error,
    });
  });
  const { orders, disagreements, underWay } = found;
  if (underWay.length > 0) console.log(`Under way, and mended without a person:\n${list(underWay)}`);
  if (disagreements.length > 0) {
    console.log(`Does not agree:\n${list(disagreements)}`);
    process.exitCode = 1;
  }
  console.log(`${orders} orders compared: ${disagreements.length} disagreements, ${underWay.length} under way.`);
});
