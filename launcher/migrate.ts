import { z } from 'zod';
import { postgresUrlSetting, queueUrlSetting, readConfig } from '#platform/config.ts';
import { prepareStores } from './databases.ts';
import { runCommand } from './run-command.ts';

const settingsSchema = z.object({
  USERS_DATABASE_URL: postgresUrlSetting,
  ACCOUNTS_DATABASE_URL: postgresUrlSetting,
  PRODUCTS_DATABASE_URL: postgresUrlSetting,
  ORDERS_DATABASE_URL: postgresUrlSetting,
  NOTIFICATIONS_DATABASE_URL: postgresUrlSetting,
  QUEUE_URL: queueUrlSetting,
});

/** `npm run migrate`: migrates the databases that the environment names. */
async function migrate(): Promise<void> {
  const settings = readConfig(settingsSchema);
  const applied = await prepareStores({
    databases: {
      users: settings.USERS_DATABASE_URL,
      accounts: settings.ACCOUNTS_DATABASE_URL,
      products: settings.PRODUCTS_DATABASE_URL,
      orders: settings.ORDERS_DATABASE_URL,
      notifications: settings.NOTIFICATIONS_DATABASE_URL,
    },
    queueUrl: settings.QUEUE_URL,
  });
  console.log(applied === 0 ? 'The databases are up to date.' : `Migrations applied: ${applied}.`);
}

await runCommand(migrate);
