import { transaction } from '#platform/database.ts';
import { fail, succeed, unauthenticated } from '#platform/errors.ts';
import type { Outcome } from '#platform/errors.ts';
import { parseInput } from '#platform/input.ts';
import type { Caller } from '#platform/token.ts';
import type { User } from '#prisma/users';
import { storePassword } from '../credentials.ts';
import type { Deps } from '../deps.ts';
import { weaknessOf } from '../domain/password.ts';
import type { ChangePasswordInput } from '../generated/resolvers.ts';
import { changePasswordInput } from '../input.ts';
import { isCommonPassword } from '../passwords.ts';
import { endSessions } from '../sessions.ts';
import { lockUser } from '../user-rows.ts';

/**
 * Changes the caller's password and ends their other sessions. Throws RATE_LIMITED after too many wrong current ones: whoever holds a
 * stolen session must not guess on.
 */
export async function changePassword(
  deps: Deps,
  caller: Caller,
  input: ChangePasswordInput,
): Promise<Outcome<{ user: User }, 'INVALID_CREDENTIALS' | 'WEAK_PASSWORD'>> {
  const { currentPassword, newPassword } = parseInput(changePasswordInput, input);
  const { database, passwords } = deps;
  const refused = fail('INVALID_CREDENTIALS', 'This is not the current password.', 'input.currentPassword');

  const attempt = await deps.attempts.take({ login: `@${caller.id}`, address: undefined });
  const credential = await database.credential.findUnique({ where: { userId: caller.id }, include: { user: true } });
  if (!(await passwords.verify(currentPassword, credential?.passwordHash)) || credential === null) return refused;
  await attempt.forgive();
  const weakness = weaknessOf(newPassword, credential.user, isCommonPassword);
  if (weakness !== undefined) return fail('WEAK_PASSWORD', weakness, 'input.newPassword');

  const passwordHash = await passwords.hash(newPassword);
  return transaction(database, async (tx) => {
    const locked = await lockUser(tx, caller.id);
    if (locked === undefined || !locked.user.active) throw unauthenticated();
    const isStored = await storePassword(tx, locked, { passwordHash, insteadOf: credential.passwordHash });
    if (!isStored) return refused;
    await endSessions(tx, { userId: caller.id, id: { not: caller.sessionId } }, 'PASSWORD_CHANGED', locked.at);
    return succeed({ user: locked.user });
  });
}
