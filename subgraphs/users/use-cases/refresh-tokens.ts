import { transaction } from '#platform/database.ts';
import { fail, succeed } from '#platform/errors.ts';
import type { Outcome } from '#platform/errors.ts';
import type { Deps } from '../deps.ts';
import { decideRefresh } from '../domain/tokens.ts';
import { digestOf } from '../secrets.ts';
import { endSessions, extendSession, issueTokens } from '../sessions.ts';
import type { SignedIn } from '../sessions.ts';
import { lockUserShared } from '../user-rows.ts';

/**
 * Gives new tokens for a refresh token, once. Of two requests that bring the same one at once, one wins. Who brings one that was used
 * ends the session, also when the answer to its first use was lost: who used it cannot be told (RFC 9700, section 4.14.2).
 */
export async function refreshTokens(deps: Deps, refreshToken: string): Promise<Outcome<SignedIn, 'INVALID_TOKEN'>> {
  const arrivedAt = deps.now();
  const hash = digestOf(refreshToken);
  const proof = await transaction(deps.database, async (tx) => {
    const token = await tx.refreshToken.findUnique({ where: { hash }, include: { session: true } });
    const locked = token === null ? undefined : await lockUserShared(tx, token.session.userId);
    if (token === null || locked === undefined || !locked.user.active) return undefined;
    const { at } = locked;
    const decision = decideRefresh(token, arrivedAt, at);
    if (decision === 'end') await endSessions(tx, { id: token.sessionId }, 'TOKEN_REUSED', at);
    if (decision !== 'rotate') return undefined;
    const { count } = await tx.refreshToken.updateMany({ where: { hash, usedAt: null }, data: { usedAt: at } });
    return count === 0 ? undefined : extendSession(tx, locked, token.sessionId);
  });
  if (proof === undefined)
    return fail('INVALID_TOKEN', 'The refresh token is unknown, used or too old. Sign in again.', 'refreshToken');
  return succeed(await issueTokens(deps, proof));
}
