import { z } from 'zod';
import { postgresUrlSetting, queueUrlSetting, readConfig } from '#platform/config.ts';
import { prepareStores } from './databases.ts';
import { runCommand } from './run-command.ts';
import { launcherSettings, ownersAddress } from './settings.ts';

const settingsSchema = z.object({
  USERS_DATABASE_URL: postgresUrlSetting,
  ACCOUNTS_DATABASE_URL: postgresUrlSetting,
  PRODUCTS_DATABASE_URL: postgresUrlSetting,
  ORDERS_DATABASE_URL: postgresUrlSetting,
  NOTIFICATIONS_DATABASE_URL: postgresUrlSetting,
  QUEUE_URL: queueUrlSetting,
  MIGRATE_USER: launcherSettings.shape.MIGRATE_USER,
  MIGRATE_PASSWORD: launcherSettings.shape.MIGRATE_PASSWORD,
});

/** `npm run migrate`: migrates the databases that the environment names. */
async function migrate(): Promise<void> {
  const settings = readConfig(settingsSchema);
  const applied = await prepareStores({
    databases: {
      users: ownersAddress(settings.USERS_DATABASE_URL, settings),
      accounts: ownersAddress(settings.ACCOUNTS_DATABASE_URL, settings),
      products: ownersAddress(settings.PRODUCTS_DATABASE_URL, settings),
      orders: ownersAddress(settings.ORDERS_DATABASE_URL, settings),
      notifications: ownersAddress(settings.NOTIFICATIONS_DATABASE_URL, settings),
    },
    queueUrl: settings.QUEUE_URL,
  });
  console.log(applied === 0 ? 'The databases are up to date.' : `Migrations applied: ${applied}.`);
}

await runCommand(migrate);
