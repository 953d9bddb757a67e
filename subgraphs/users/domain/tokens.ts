/** How long an access token is valid. */
export const ACCESS_TOKEN_SECONDS = 15 * 60;
/** How long a refresh token waits to be used; each use starts this anew. */
export const REFRESH_TOKEN_SECONDS = 30 * 24 * 60 * 60;
/** How long a one-time token is valid. */
export const RESET_TOKEN_SECONDS = 60 * 60;
export const VERIFICATION_TOKEN_SECONDS = 24 * 60 * 60;

/** `date` and `seconds` later. */
export const later = (date: Date, seconds: number): Date => new Date(date.getTime() + seconds * 1000);

/** The second in which a token says that it was issued: always after what was revoked, also where that was in this very second. */
export const issuedAtS = (at: Date, revokedBefore: Date | null): number =>
  Math.max(Math.floor(at.getTime() / 1000), revokedBefore === null ? 0 : revokedBefore.getTime() / 1000 + 1);

/** The second up to which tokens are revoked from now on: after every token that `issuedAtS` may have given so far. */
export const revocationAt = (at: Date, revokedBefore: Date | null): Date =>
  new Date(issuedAtS(at, revokedBefore) * 1000);

/** A stored refresh token, and when its session ended. */
export type FoundToken = Readonly<{ usedAt: Date | null; expiresAt: Date; endedAt: Date | null }>;

/** A refresh token used before was copied: `end` its session (RFC 9700, section 4.14.2). One used after this request arrived lost a race of its client: `refuse` it. */
export function decideRefresh(token: FoundToken, arrivedAt: Date, now: Date): 'rotate' | 'refuse' | 'end' {
  if (token.endedAt !== null || token.expiresAt <= now) return 'refuse';
  if (token.usedAt === null) return 'rotate';
  // Times are in whole milliseconds: what seems to be the same moment was at the same time as well.
  return token.usedAt >= arrivedAt ? 'refuse' : 'end';
}
