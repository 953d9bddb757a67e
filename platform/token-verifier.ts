import { rememberTokens } from './remember-tokens.ts';
import type { TokenVerifier, TrustedIssuer } from './token.ts';
import { verifyWithJose } from './token.ts';
import { verifyHere } from './verify-here.ts';

/**
 * Verifies access tokens: jose decides, once for each token; what is plainly right need not wait for it. Throws UNAUTHENTICATED for every
 * token that is not wholly right, and never says why.
 */
export const createTokenVerifier = (trusted: TrustedIssuer): TokenVerifier =>
  rememberTokens(verifyHere(trusted, verifyWithJose(trusted)), trusted.keys);
