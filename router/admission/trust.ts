import { GraphQLError } from 'graphql';
import { unauthenticated } from '#platform/errors.ts';
import type { Log } from '#platform/log.ts';
import { fetchRevocations, watchRevocations } from '#platform/revocations.ts';
import { bearerToken, createKeySource, createTokenVerifier, fetchKeys } from '#platform/token.ts';
import type { Caller } from '#platform/token.ts';
import type { RouterConfig } from '../config.ts';
import { refused } from '../errors.ts';

/** RFC 6750, section 3: what a client must do better. */
const CHALLENGE = { 'www-authenticate': 'Bearer error="invalid_token"' };
const RETRY_AFTER = { 'retry-after': '2' };

/** Whose tokens are believed. */
export type Trust = Awaited<ReturnType<typeof watchTrust>>;

/** Believes the tokens of the users service that it has not revoked. */
export async function watchTrust(config: RouterConfig, log: Log, intervalMs: number | undefined) {
  const keys = createKeySource(fetchKeys(config.USERS_URL), log);
  const verify = createTokenVerifier({ keys, issuer: config.TOKEN_ISSUER, audience: config.TOKEN_AUDIENCE });
  const load = fetchRevocations(config.USERS_URL, config.ROUTER_SECRET, log);
  const revocations = watchRevocations({ load, log, intervalMs });
  await keys.refresh();
  return {
    keys,
    /**
     * Throws RefusedError for every Authorization header that is not a good token: HTTP 401, whatever is asked, so that a client never takes
     * the response for an anonymous caller as its own; 503 while tokens cannot be checked. `onWrong` is called for a wrong token.
     */
    authenticate: async (authorization: string, onWrong: () => Promise<void>): Promise<Caller | undefined> => {
      try {
        const token = bearerToken(authorization);
        const caller = token === undefined ? undefined : await verify(token);
        if (caller !== undefined && (await revocations.cover(caller))) throw unauthenticated('The token was revoked.');
        return caller;
      } catch (error) {
        if (!(error instanceof GraphQLError)) throw error;
        if (error.extensions['code'] === 'SERVICE_UNAVAILABLE')
          throw refused(503, 'SERVICE_UNAVAILABLE', 'Tokens cannot be checked right now.', RETRY_AFTER);
        await onWrong();
        throw refused(401, 'UNAUTHENTICATED', error.message, CHALLENGE);
      }
    },
    /** What is missing for tokens to be checked. */
    missing: () => [
      ...(keys.document() === undefined ? ['keys'] : []),
      ...(revocations.areLoaded() ? [] : ['revocations']),
    ],
    stop: () => revocations.stop(),
  };
}
