import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import {
  countSetting,
  keySetting,
  portSetting,
  postgresUrlSetting,
  readConfig,
  serviceSettings,
} from '#platform/config.ts';
import { refused } from '#platform/errors.ts';
import { secretTest, sendJson } from '#platform/http-server.ts';
import type { Routes } from '#platform/http-server.ts';
import { runMain } from '#platform/lifecycle.ts';
import { REVOCATIONS_MAX_AGE_MS } from '#platform/revocations.ts';
import { isEmailAddress } from '#platform/scalars.ts';
import { openService, startService } from '#platform/start-service.ts';
import { createKeySource } from '#platform/token.ts';
import { createContext } from './context.ts';
import type { Deps } from './deps.ts';
import { createLoginAttempts } from './login-attempts.ts';
import { owners, resolvers } from './resolvers.ts';
import { createPasswords } from './secrets.ts';
import { createAccessTokens, createSigningKeys, ensureSigningKey } from './signing-keys.ts';
import type { SigningKeys } from './signing-keys.ts';
import { refoldNames } from './use-cases/refold-names.ts';
import { ensureAdmin } from './use-cases/register.ts';
import { forgetExpired, listRevocations } from './use-cases/sign-in.ts';
import { subscriptions } from './workers.ts';

/** The settings of the users service. */
export const settings = z.object({
  ...serviceSettings,
  USERS_PORT: portSetting.default(4001),
  USERS_DATABASE_URL: postgresUrlSetting,
  KEY_ENCRYPTION_KEY: keySetting,
  ADMIN_EMAIL: z.string().refine(isEmailAddress, 'must be an e-mail address').optional(),
  ADMIN_PASSWORD: z.string().optional(),
  LOGIN_ATTEMPTS_PER_LOGIN: countSetting.optional(),
  LOGIN_ATTEMPTS_PER_ADDRESS: countSetting.optional(),
  LOGIN_ATTEMPTS_PER_ACCOUNT: countSetting.optional(),
  LOGIN_WINDOW_SECONDS: countSetting.default(900),
});

/** The 100 of NIST SP 800-63B-4, section 3.2.2, for all unknown devices together, and fewer for each; an office behind one address stays below its own. */
const PRODUCTION = { perLogin: 20, perAddress: 300, perAccount: 100 };
/** On a developer's machine all logins come from one address, and tests fail many on purpose. */
const DEVELOPMENT = { perLogin: 1_000, perAddress: 10_000, perAccount: 10_000 };

/** How long the keys may be cached: less than a new key is published before it signs. */
const KEYS_MAX_AGE_SECONDS = 300;
/** How long a request that was admitted just before may still take. */
const ADMITTED_MS = 250;
const HOUSEKEEPING_MS = 60 * 60 * 1000;

/** The routes beside GraphQL: the public keys for all, the list of revoked tokens for the router. */
export const routes = (
  deps: Deps,
  { keys, routerSecret }: { readonly keys: Pick<SigningKeys, 'published'>; readonly routerSecret: string },
): Routes => ({
  '/.well-known/jwks.json': async (_request, response) =>
    sendJson(response, 200, await keys.published(), { 'cache-control': `public, max-age=${KEYS_MAX_AGE_SECONDS}` }),
  '/revocations': async (request, response) => {
    if (!secretTest(routerSecret)(request.headers['x-router-secret']))
      throw refused(401, 'UNAUTHENTICATED', 'Only the router may ask here.');
    return sendJson(response, 200, await listRevocations(deps), { 'cache-control': 'no-store' });
  },
});

async function main(): Promise<void> {
  const config = readConfig(settings);
  const { KEY_ENCRYPTION_KEY: keyEncryptionKey, ADMIN_EMAIL, ADMIN_PASSWORD } = config;
  const service = openService('users', config, { port: config.USERS_PORT, databaseUrl: config.USERS_DATABASE_URL });
  const { database, log } = service;
  const now = () => new Date();
  const passwords = await createPasswords();
  const keys = createSigningKeys({ database, keyEncryptionKey, now });
  const accessTokens = createAccessTokens(keys, { issuer: config.TOKEN_ISSUER, audience: config.TOKEN_AUDIENCE });
  const limits = config.NODE_ENV === 'production' ? PRODUCTION : DEVELOPMENT;
  const attempts = createLoginAttempts(database, {
    perLogin: config.LOGIN_ATTEMPTS_PER_LOGIN ?? limits.perLogin,
    perAddress: config.LOGIN_ATTEMPTS_PER_ADDRESS ?? limits.perAddress,
    perAccount: config.LOGIN_ATTEMPTS_PER_ACCOUNT ?? limits.perAccount,
    windowSeconds: config.LOGIN_WINDOW_SECONDS,
  });
  const untilKnown = () => delay(REVOCATIONS_MAX_AGE_MS + ADMITTED_MS);
  const deps: Deps = { database, passwords, accessTokens, attempts, keyEncryptionKey, now, untilKnown };

  await refoldNames({ database, log });
  await ensureSigningKey(deps);
  await keys.current();
  if (ADMIN_EMAIL !== undefined && ADMIN_PASSWORD !== undefined) {
    await ensureAdmin({ database, passwords, log }, { email: ADMIN_EMAIL, password: ADMIN_PASSWORD });
  }

  await startService({
    ...service,
    schemaFile: new URL('schema.graphql', import.meta.url),
    resolvers,
    owners,
    contextOf: (request, incoming) => createContext(deps, request, incoming),
    subscriptions: subscriptions(deps),
    keys: createKeySource(() => keys.published(), log),
    loadRevocations: () => listRevocations(deps),
    routes: routes(deps, { keys, routerSecret: config.ROUTER_SECRET }),
  });
  service.repeat({
    name: 'housekeeping',
    intervalMs: HOUSEKEEPING_MS,
    // Processes of the version before may have added users since the start.
    work: () => Promise.all([forgetExpired(deps), refoldNames({ database, log })]),
  });
}

if (import.meta.main) runMain(main);
