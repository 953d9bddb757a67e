import { GraphQLError } from 'graphql';
import { bearerToken } from '#platform/token.ts';
import type { Caller, KeySource, TokenVerifier } from '#platform/token.ts';
import { RefusedError } from './refused.ts';
import type { Revocations } from './revocations.ts';

/**
 * Lets nobody pass, as undefined, and callers with a good token. Throws RefusedError for every other Authorization header: HTTP 401,
 * whatever is asked, so that a client never takes the answer for nobody as its own.
 */
export type Authenticate = (
  authorization: string | undefined,
  address: string | undefined,
) => Promise<Caller | undefined>;

/** Who issued the token, and what was taken back since. */
export interface AuthenticateOptions {
  readonly verify: TokenVerifier;
  readonly keys: Pick<KeySource, 'document'>;
  readonly revocations: Pick<Revocations, 'covers'>;
  /** Counts a token that is not right for the address that it came from; throws when there were too many. */
  readonly countFailure: (address: string | undefined) => Promise<void>;
}

/** RFC 6750, section 3: what a client must do better. */
const CHALLENGE = { 'www-authenticate': 'Bearer error="invalid_token"' };

/** Checks tokens against the issuer's keys and the list of what was revoked since they were issued. */
export function createAuthenticate(options: AuthenticateOptions): Authenticate {
  const { verify, keys, revocations, countFailure } = options;
  const callerOf = async (authorization: string): Promise<Caller | undefined> => {
    const token = bearerToken(authorization);
    return token === undefined ? undefined : verify(token);
  };
  return async (authorization, address) => {
    if (authorization === undefined) return undefined;
    let caller: Caller | undefined;
    try {
      caller = await callerOf(authorization);
    } catch (error) {
      if (!(error instanceof GraphQLError)) throw error;
      // Without a single key no token can be told from another. This is only so before the issuer was first reached.
      if (keys.document() === undefined)
        throw new RefusedError(503, 'SERVICE_UNAVAILABLE', 'Tokens cannot be checked right now.', {
          headers: { 'retry-after': '2' },
        });
      await countFailure(address);
      throw new RefusedError(401, 'UNAUTHENTICATED', error.message, { headers: CHALLENGE });
    }
    if (caller !== undefined && revocations.covers(caller))
      throw new RefusedError(401, 'UNAUTHENTICATED', 'The token was revoked.', { headers: CHALLENGE });
    return caller;
  };
}
