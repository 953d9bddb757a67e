import { transaction } from '#platform/database.ts';
import type { Deps } from '../deps.ts';
import { later } from '../domain/tokens.ts';

/** Kept a day longer than it matters, for whoever looks into what happened. */
const KEPT_SECONDS = 24 * 60 * 60;

/** Deletes what can no longer make a difference: expired tokens, sessions without any, and counts of attempts whose window is over. */
export async function forgetExpired({ database, now }: Pick<Deps, 'database' | 'now'>): Promise<void> {
  const until = later(now(), -KEPT_SECONDS);
  await transaction(database, async (tx) => {
    await tx.refreshToken.deleteMany({ where: { expiresAt: { lt: until } } });
    await tx.session.deleteMany({ where: { createdAt: { lt: until }, refreshTokens: { none: {} } } });
    await tx.passwordReset.deleteMany({ where: { expiresAt: { lt: until } } });
    await tx.loginAttempts.deleteMany({ where: { windowEndsAt: { lt: until } } });
  });
}
