import { postgresAdapter } from '#platform/postgres-adapter.ts';
import { PrismaClient } from '#prisma/notifications';
import { readConfig } from '#platform/config.ts';
import { createLifecycle, runMain } from '#platform/lifecycle.ts';
import { createLog } from '#platform/log.ts';
import { startService } from '#platform/start-service.ts';
import { settings } from './config.ts';
import { createContext } from './context.ts';
import { connectMailServer } from './mail-server.ts';
import { owners } from './owners.ts';
import { resolvers } from './resolvers/index.ts';
import { startSender } from './sender.ts';
import { subscriptions } from './workers.ts';

runMain(async () => {
  const config = readConfig(settings);
  const log = createLog('notifications', config);
  const lifecycle = createLifecycle(log);
  const databaseUrl = config.NOTIFICATIONS_DATABASE_URL;
  const database = new PrismaClient({
    adapter: postgresAdapter({ url: databaseUrl, connectionsMax: config.DATABASE_POOL_MAX }),
  });
  const deps = { database, now: () => new Date() };

  await startService({
    name: 'notifications',
    config,
    port: config.NOTIFICATIONS_PORT,
    databaseUrl,
    database,
    schemaFile: new URL('./schema.graphql', import.meta.url),
    resolvers,
    owners,
    contextOf: (request) => createContext(deps, request),
    subscriptions,
    log,
    lifecycle,
  });

  const mailServer = connectMailServer({ url: config.SMTP_URL, from: config.MAIL_FROM });
  lifecycle.onStop('mail server', () => mailServer.close());
  const sender = startSender({
    ...deps,
    mailServer,
    sender: { domain: domainOf(config.MAIL_FROM.address), publicUrl: config.PUBLIC_URL },
    patience: { deferralsMax: config.MAIL_DEFERRALS_MAX, retryMs: config.MAIL_RETRY_MS },
    keyEncryptionKey: config.KEY_ENCRYPTION_KEY,
    log,
  });
  lifecycle.onStop('sender', () => sender.stop());
});

const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1);
