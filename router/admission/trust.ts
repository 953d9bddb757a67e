import { GraphQLError } from 'graphql';
import { createTokenVerifier } from '#platform/token-verifier.ts';
import { bearerToken, createKeySource, fetchKeys } from '#platform/token.ts';
import type { Caller, KeySource } from '#platform/token.ts';
import type { Log } from '#platform/log.ts';
import type { RouterConfig } from '../config.ts';
import { RefusedError } from '../http/errors.ts';
import { watchRevocations } from './revocations.ts';

/** Keys are asked for again this often, so that a request never has to wait for new ones. */
const KEYS_INTERVAL_MS = 2 * 60_000;
/** RFC 6750, section 3: what a client must do better. */
const CHALLENGE = { 'www-authenticate': 'Bearer error="invalid_token"' };
const RETRY_AFTER_SECONDS = '2';

/**
 * Returns undefined for an anonymous caller. Throws RefusedError for every Authorization header that is not a good token: HTTP 401,
 * whatever is asked, so that a client never takes the answer for an anonymous caller as its own; 503 while tokens cannot be checked.
 */
export type Authenticate = (
  authorization: string | undefined,
  address: string | undefined,
) => Promise<Caller | undefined>;

/** Whose tokens are believed. */
export interface Trust {
  readonly authenticate: Authenticate;
  readonly keys: Pick<KeySource, 'document' | 'refresh'>;
  /** What is missing for tokens to be checked: keys, revocations. */
  missing(): readonly string[];
  stop(): void;
}

/** Whom to ask for keys and revocations, and how those who send wrong tokens are slowed down. */
export interface TrustOptions {
  readonly config: RouterConfig;
  readonly log: Log;
  /** Counts a token that is not right for the address that it came from; throws RefusedError when there were too many. */
  readonly countFailure: (address: string | undefined) => Promise<void>;
  readonly revocationsIntervalMs?: number;
}

/** Believes the tokens of the users service that it has not taken back, and keeps up with its keys. */
export async function watchTrust(options: TrustOptions): Promise<Trust> {
  const { config, log, countFailure, revocationsIntervalMs } = options;
  const keys = createKeySource(fetchKeys(config.USERS_URL), log);
  const verify = createTokenVerifier({ keys, issuer: config.TOKEN_ISSUER, audience: config.TOKEN_AUDIENCE });
  const revocations = watchRevocations({
    usersUrl: config.USERS_URL,
    routerSecret: config.ROUTER_SECRET,
    log,
    ...(revocationsIntervalMs !== undefined && { intervalMs: revocationsIntervalMs }),
  });
  await keys.refresh();
  const timer = setInterval(() => void keys.refresh(), KEYS_INTERVAL_MS);
  const callerOf = async (authorization: string): Promise<Caller | undefined> => {
    const token = bearerToken(authorization);
    return token === undefined ? undefined : verify(token);
  };
  return {
    authenticate: async (authorization, address) => {
      if (authorization === undefined) return undefined;
      try {
        const caller = await callerOf(authorization);
        if (caller === undefined || !revocations.covers(caller)) return caller;
      } catch (error) {
        if (!(error instanceof GraphQLError)) throw error;
        if (error.extensions['code'] === 'SERVICE_UNAVAILABLE')
          throw new RefusedError(503, 'SERVICE_UNAVAILABLE', 'Tokens cannot be checked right now.', {
            headers: { 'retry-after': RETRY_AFTER_SECONDS },
          });
        await countFailure(address);
        throw new RefusedError(401, 'UNAUTHENTICATED', error.message, { headers: CHALLENGE });
      }
      throw new RefusedError(401, 'UNAUTHENTICATED', 'The token was revoked.', { headers: CHALLENGE });
    },
    keys,
    missing: () => [
      ...(keys.document() === undefined ? ['keys'] : []),
      ...(revocations.isLoaded() ? [] : ['revocations']),
    ],
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
  missing: () => [],
  stop: () => undefined,
});
