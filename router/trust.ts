import { createTokenVerifier } from '#platform/token-verifier.ts';
import { createKeySource, fetchKeys } from '#platform/token.ts';
import type { KeySource } from '#platform/token.ts';
import type { Log } from '#platform/log.ts';
import { createAuthenticate } from './authenticate.ts';
import type { Authenticate } from './authenticate.ts';
import type { RouterConfig } from './config.ts';
import type { RateLimit } from './rate-limit.ts';
import { watchRevocations } from './revocations.ts';
import type { Revocations } from './revocations.ts';

/** Keys are asked for again this often, so that a request never has to wait for new ones. */
const KEYS_INTERVAL_MS = 2 * 60_000;

/** Whose tokens are believed. */
export interface Trust {
  readonly authenticate: Authenticate;
  readonly keys: Pick<KeySource, 'document' | 'refresh'>;
  readonly revocations: Pick<Revocations, 'isLoaded'>;
  stop(): void;
}

/** Whom to ask for keys and revocations, and how those who send wrong tokens are slowed down. */
export interface TrustOptions {
  readonly config: RouterConfig;
  readonly log: Log;
  readonly limitRate: RateLimit;
  readonly revocationsIntervalMs?: number;
}

/** Believes the tokens of the users service that it has not taken back, and keeps up with its keys. */
export async function watchTrust({ config, log, limitRate, revocationsIntervalMs }: TrustOptions): Promise<Trust> {
  const keys = createKeySource(fetchKeys(config.USERS_URL), log);
  const revocations = watchRevocations({
    usersUrl: config.USERS_URL,
    routerSecret: config.ROUTER_SECRET,
    log,
    ...(revocationsIntervalMs !== undefined && { intervalMs: revocationsIntervalMs }),
  });
  await keys.refresh();
  const timer = setInterval(() => void keys.refresh(), KEYS_INTERVAL_MS);
  return {
    authenticate: createAuthenticate({
      verify: createTokenVerifier({ keys, issuer: config.TOKEN_ISSUER, audience: config.TOKEN_AUDIENCE }),
      keys,
      revocations,
      countFailure: (address) => limitRate(undefined, address),
    }),
    keys,
    revocations,
    stop: () => {
      clearInterval(timer);
      revocations.stop();
    },
  };
}

/** Asks nobody who they are: for audits of the router alone, where there is no users service. */
export const trustEverybody = (): Trust => ({
  authenticate: () => Promise.resolve(undefined),
  keys: { document: () => ({ keys: [] }), refresh: () => Promise.resolve() },
  revocations: { isLoaded: () => true },
  stop: () => undefined,
});
