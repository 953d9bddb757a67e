import { SignJWT } from 'jose';
import { v4 as uuidv4 } from 'uuid';
import type { Caller } from '#platform/token.ts';
import { TOKEN_ALGORITHM } from '#platform/token.ts';
import { ACCESS_TOKEN_SECONDS } from './domain/tokens.ts';
import type { SigningKeys } from './signing-keys.ts';

/** Makes access tokens: JWTs that every service verifies by the published keys. */
export interface AccessTokens {
  sign(caller: Caller): Promise<string>;
}

/** Signs with the key whose time it is. */
export const createAccessTokens = (keys: SigningKeys, names: { issuer: string; audience: string }): AccessTokens => ({
  sign: async ({ id, sessionId, role, issuedAtS }) => {
    const { kid, key } = await keys.current();
    return new SignJWT({ sid: sessionId, role })
      .setProtectedHeader({ alg: TOKEN_ALGORITHM, kid, typ: 'JWT' })
      .setIssuer(names.issuer)
      .setAudience(names.audience)
      .setSubject(id)
      .setJti(uuidv4())
      .setIssuedAt(issuedAtS)
      .setExpirationTime(issuedAtS + ACCESS_TOKEN_SECONDS)
      .sign(key);
  },
});
