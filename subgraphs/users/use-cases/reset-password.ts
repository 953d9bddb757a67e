import { NIL } from 'uuid';
import { transaction } from '#platform/database.ts';
import { fail, succeed } from '#platform/errors.ts';
import type { Outcome } from '#platform/errors.ts';
import { parseInput } from '#platform/input.ts';
import type { Caller } from '#platform/token.ts';
import type { User } from '#prisma/users';
import { storePassword } from '../credentials.ts';
import type { Deps } from '../deps.ts';
import { weaknessOf } from '../domain/password.ts';
import { issuedAtS } from '../domain/tokens.ts';
import type { MutationResetPasswordArgs } from '../generated/resolvers.ts';
import { password } from '../input.ts';
import { isCommonPassword } from '../passwords.ts';
import { digestOf } from '../secrets.ts';
import { endSessions } from '../sessions.ts';
import { lockUser } from '../user-rows.ts';

/** Sets a new password with the one-time token from the mail and ends all sessions. A weak password does not use the token up. */
export async function resetPassword(
  { database, passwords, now }: Deps,
  { token, newPassword: given }: MutationResetPasswordArgs,
): Promise<Outcome<{ user: User; caller: Caller }, 'INVALID_TOKEN' | 'WEAK_PASSWORD'>> {
  const newPassword = parseInput(password, given, 'newPassword');
  const refused = fail('INVALID_TOKEN', 'The token is unknown, used or too old. Ask for a new one.', 'token');
  const hash = digestOf(token);
  const found = await database.passwordReset.findFirst({
    where: { hash, usedAt: null, expiresAt: { gt: now() }, user: { active: true } },
    include: { user: true },
  });
  if (found === null) return refused;
  const weakness = weaknessOf(newPassword, found.user, isCommonPassword);
  if (weakness !== undefined) return fail('WEAK_PASSWORD', weakness, 'newPassword');

  const passwordHash = await passwords.hash(newPassword);
  return transaction(database, async (tx) => {
    const locked = await lockUser(tx, found.userId);
    if (locked === undefined || !locked.user.active) return refused;
    const { user, at } = locked;
    const used = await tx.passwordReset.updateMany({
      where: { hash, usedAt: null, expiresAt: { gt: at } },
      data: { usedAt: at },
    });
    if (used.count === 0) return refused;
    await storePassword(tx, locked, { passwordHash });
    await endSessions(tx, { userId: user.id }, 'PASSWORD_RESET', at);
    // No session comes of it, so there is none to name.
    const caller = { id: user.id, role: user.role, sessionId: NIL, issuedAtS: issuedAtS(at, user.revokedBefore) };
    return succeed({ user, caller });
  });
}
