import { GraphQLError } from 'graphql';
import type { Log } from '#platform/log.ts';
import { fetchRevocations, watchRevocations } from '#platform/revocations.ts';
import { bearerToken, createKeySource, createTokenVerifier, fetchKeys } from '#platform/token.ts';
import type { Caller, KeySource } from '#platform/token.ts';
import type { RouterConfig } from '../config.ts';
import { RefusedError } from '../errors.ts';

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
  stop(): Promise<void>;
}

/** Whom to ask for keys and revocations, and how those who send wrong tokens are slowed down. */
export interface TrustOptions {
  readonly config: RouterConfig;
  readonly log: Log;
  /** Counts a token that is not right for the address that it came from; throws RefusedError when there were too many. */
  readonly countFailure: (address: string | undefined) => Promise<void>;
  readonly revocationsIntervalMs?: number | undefined;
}

/** Believes the tokens of the users service that it has not taken back. */
export async function watchTrust(options: TrustOptions): Promise<Trust> {
  const { config, log, countFailure, revocationsIntervalMs: intervalMs } = options;
  const keys = createKeySource(fetchKeys(config.USERS_URL), log);
  const verify = createTokenVerifier({ keys, issuer: config.TOKEN_ISSUER, audience: config.TOKEN_AUDIENCE });
  const revocations = watchRevocations({
    load: fetchRevocations(config.USERS_URL, config.ROUTER_SECRET, log),
    log,
    intervalMs,
  });
  await keys.refresh();
  const refuse = (message: string): RefusedError =>
    new RefusedError(401, 'UNAUTHENTICATED', message, { headers: CHALLENGE });
  const callerOf = async (authorization: string, address: string | undefined): Promise<Caller | undefined> => {
    try {
      const token = bearerToken(authorization);
      const caller = token === undefined ? undefined : await verify(token);
      if (caller !== undefined && (await revocations.cover(caller))) throw refuse('The token was revoked.');
      return caller;
    } catch (error) {
      if (!(error instanceof GraphQLError)) throw error;
      if (error.extensions['code'] === 'SERVICE_UNAVAILABLE')
        throw new RefusedError(503, 'SERVICE_UNAVAILABLE', 'Tokens cannot be checked right now.', {
          headers: { 'retry-after': RETRY_AFTER_SECONDS },
        });
      await countFailure(address);
      throw refuse(error.message);
    }
  };
  return {
    authenticate: async (authorization, address) =>
      authorization === undefined ? undefined : callerOf(authorization, address),
    keys,
    missing: () => [
      ...(keys.document() === undefined ? ['keys'] : []),
      ...(revocations.areLoaded() ? [] : ['revocations']),
    ],
    stop: () => revocations.stop(),
  };
}

/** Treats every caller as anonymous: for audits of the router alone, without a users service. */
export const trustEverybody = (): Trust => ({
  authenticate: () => Promise.resolve(undefined),
  keys: { document: () => ({ keys: [] }), refresh: () => Promise.resolve() },
  missing: () => [],
  stop: () => Promise.resolve(),
});
