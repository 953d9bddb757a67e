import { transaction } from '#platform/database.ts';
import { fail, succeed } from '#platform/errors.ts';
import type { Outcome } from '#platform/errors.ts';
import { parseInput } from '#platform/input.ts';
import type { Caller } from '#platform/token.ts';
import type { User } from '#prisma/users';
import { announce } from '../announcements.ts';
import type { Deps } from '../deps.ts';
import { decideDeactivation } from '../domain/standing.ts';
import { revocationAt } from '../domain/tokens.ts';
import { userId } from '../input.ts';
import { endSessions } from '../sessions.ts';
import { lockUserAndAdmins } from '../user-rows.ts';

/** Shuts a user out: ends their sessions, revokes their tokens and tells the services that freeze and cancel. */
export async function deactivateUser(
  { database }: Deps,
  caller: Caller,
  given: string,
): Promise<Outcome<{ user: User }, 'NOT_FOUND' | 'INVALID_STATE'>> {
  const id = parseInput(userId, given, 'userId');
  return transaction(database, async (tx) => {
    const locked = await lockUserAndAdmins(tx, id);
    if (locked === undefined) return fail('NOT_FOUND', 'There is no such user.', 'userId');
    const decision = decideDeactivation(locked.user, caller.id, locked.activeAdminIds);
    if (decision === 'keep') return succeed({ user: locked.user });
    if (decision !== 'change') return decision;
    const revokedBefore = revocationAt(locked.at, locked.user.revokedBefore);
    const user = await tx.user.update({
      where: { id },
      data: { active: false, revokedBefore, version: { increment: 1 } },
    });
    await endSessions(tx, { userId: id }, 'USER_DEACTIVATED', locked.at);
    await announce.deactivated(tx, user);
    return succeed({ user });
  });
}
