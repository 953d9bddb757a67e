import { postgresAdapter } from '#platform/postgres-adapter.ts';
import { PrismaClient } from '#prisma/users';
import { readConfig } from '#platform/config.ts';
import { createLifecycle, runMain } from '#platform/lifecycle.ts';
import { createLog } from '#platform/log.ts';
import { startService } from '#platform/start-service.ts';
import { createKeySource } from '#platform/token.ts';
import { createAccessTokens } from './access-tokens.ts';
import { attemptLimits, settings } from './config.ts';
import { createContext } from './context.ts';
import { startHousekeeping } from './housekeeping.ts';
import { createLoginAttempts } from './login-attempts.ts';
import { createPasswords } from './passwords.ts';
import { resolvers } from './resolvers/index.ts';
import { routes } from './routes.ts';
import { createSigningKeys } from './signing-keys.ts';
import { ensureAdmin } from './use-cases/ensure-admin.ts';
import { ensureSigningKey } from './use-cases/ensure-signing-key.ts';
import { subscriptions } from './workers.ts';

runMain(async () => {
  const config = readConfig(settings);
  const { USERS_DATABASE_URL, KEY_ENCRYPTION_KEY: keyEncryptionKey, ADMIN_EMAIL, ADMIN_PASSWORD } = config;
  const log = createLog('users', config);
  const lifecycle = createLifecycle(log);
  const database = new PrismaClient({
    adapter: postgresAdapter({ url: USERS_DATABASE_URL, connectionsMax: config.DATABASE_POOL_MAX }),
  });

  const now = () => new Date();
  const passwords = await createPasswords();
  const keys = createSigningKeys({ database, keyEncryptionKey, now });
  const accessTokens = createAccessTokens(keys, { issuer: config.TOKEN_ISSUER, audience: config.TOKEN_AUDIENCE });
  const attempts = createLoginAttempts(database, attemptLimits(config));
  const deps = { database, passwords, accessTokens, attempts, keyEncryptionKey, now };

  await ensureSigningKey(deps);
  await keys.current();
  if (ADMIN_EMAIL !== undefined && ADMIN_PASSWORD !== undefined) {
    await ensureAdmin({ database, passwords, log }, { email: ADMIN_EMAIL, password: ADMIN_PASSWORD });
  }

  await startService({
    name: 'users',
    config,
    port: config.USERS_PORT,
    databaseUrl: USERS_DATABASE_URL,
    database,
    schemaFile: new URL('schema.graphql', import.meta.url),
    resolvers,
    owners: { User: ({ id }: { id: string }) => id },
    contextOf: (request, incoming) => createContext(deps, request, incoming),
    subscriptions: subscriptions(deps),
    keys: createKeySource(() => keys.published(), log),
    routes: routes(deps, { keys, routerSecret: config.ROUTER_SECRET }),
    log,
    lifecycle,
  });
  const housekeeping = startHousekeeping(deps, log);
  lifecycle.onStop('housekeeping', () => housekeeping.stop());
});
