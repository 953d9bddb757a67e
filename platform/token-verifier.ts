import { jwtVerify } from 'jose';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { serviceUnavailable, unauthenticated } from './errors.ts';
import { NoKeysError, TOKEN_ALGORITHM } from './token.ts';
import type { Caller, TokenVerifier, TrustedIssuer } from './token.ts';

/** How far the clocks of the issuer and of this machine may be apart. */
const CLOCK_TOLERANCE_S = 2;
/** Tokens whose signature is not checked again: as many sessions as one process may have within a quarter of an hour. */
const TOKENS_KEPT_MAX = 10_000;

const claimsSchema = z.object({
  sub: z.uuid(),
  sid: z.uuid(),
  role: z.enum(['CUSTOMER', 'ADMIN']),
  iat: z.number(),
  exp: z.number(),
});

interface Verified {
  readonly caller: Caller;
  readonly endsAtMs: number;
}

/**
 * Checks signature, algorithm, issuer, audience, times and claims of tokens (RFC 8725), of each once: a client sends the same token for a
 * quarter of an hour. What was found holds until the token ends or the issuer's keys change. Revocation is not checked here.
 */
export function createTokenVerifier({ keys, issuer, audience }: TrustedIssuer): TokenVerifier {
  const verified = new LRUCache<string, Verified>({ max: TOKENS_KEPT_MAX });
  const verify = async (token: string): Promise<Verified> => {
    try {
      const { payload } = await jwtVerify(token, keys.find, {
        issuer,
        audience,
        algorithms: [TOKEN_ALGORITHM],
        clockTolerance: CLOCK_TOLERANCE_S,
        requiredClaims: ['sub', 'sid', 'exp', 'iat'],
      });
      const { sub, sid, role, iat, exp } = claimsSchema.parse(payload);
      return { caller: { id: sub, sessionId: sid, role, issuedAtS: iat }, endsAtMs: exp * 1_000 };
    } catch (error) {
      throw error instanceof NoKeysError ? serviceUnavailable() : unauthenticated('The token is not valid.');
    }
  };
  let verifiedWith: unknown;
  return async (token) => {
    const document = keys.document();
    if (document !== verifiedWith) verified.clear();
    verifiedWith = document;
    const known = verified.get(token);
    if (known !== undefined && known.endsAtMs > Date.now()) return known.caller;
    const found = await verify(token);
    // Other keys may have come while this one was checked with the old ones.
    if (keys.document() === verifiedWith) verified.set(token, found);
    return found.caller;
  };
}
