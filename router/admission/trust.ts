import { GraphQLError } from 'graphql';
import { bearerToken } from '#platform/token.ts';
import type { Trust } from '#platform/trust.ts';
import { refused } from '../errors.ts';

/** RFC 6750, section 3. */
const CHALLENGE = { 'www-authenticate': 'Bearer error="invalid_token"' };
const RETRY_AFTER = { 'retry-after': '2' };

/**
 * Finds the caller of an Authorization header. Throws RefusedError for every header that is not a good token: HTTP 401, whatever is asked, so that a
 * client never takes the response for an anonymous caller as its own; 503 while tokens cannot be checked. `onWrong` is called for a wrong token.
 */
export async function authenticate(trust: Trust, authorization: string, onWrong: () => Promise<void>) {
  try {
    const token = bearerToken(authorization);
    return token === undefined ? undefined : await trust.verify(token);
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    if (error.extensions['code'] === 'SERVICE_UNAVAILABLE')
      throw refused(503, 'SERVICE_UNAVAILABLE', 'Tokens cannot be checked right now.', RETRY_AFTER);
    await onWrong();
    throw refused(401, 'UNAUTHENTICATED', error.message, CHALLENGE);
  }
}
