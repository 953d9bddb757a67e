import { transaction } from '#platform/database.ts';
import { fail, succeed } from '#platform/errors.ts';
import type { Outcome } from '#platform/errors.ts';
import { parseInput } from '#platform/input.ts';
import type { User } from '#prisma/users';
import type { Deps } from '../deps.ts';
import { decideRole } from '../domain/standing.ts';
import { revocationAt } from '../domain/tokens.ts';
import type { MutationSetUserRoleArgs } from '../generated/resolvers.ts';
import { userId } from '../input.ts';
import { lockUserAndAdmins } from '../user-rows.ts';

/** Gives a user a role. The tokens that say the old one are revoked; the sessions go on and get tokens that say the new one. */
export async function setUserRole(
  { database }: Deps,
  { userId: given, role }: MutationSetUserRoleArgs,
): Promise<Outcome<{ user: User }, 'NOT_FOUND' | 'INVALID_STATE'>> {
  const id = parseInput(userId, given, 'userId');
  return transaction(database, async (tx) => {
    const locked = await lockUserAndAdmins(tx, id);
    if (locked === undefined) return fail('NOT_FOUND', 'There is no such user.', 'userId');
    const decision = decideRole(locked.user, role, locked.activeAdminIds);
    if (decision === 'keep') return succeed({ user: locked.user });
    if (decision !== 'change') return decision;
    const revokedBefore = revocationAt(locked.at, locked.user.revokedBefore);
    const user = await tx.user.update({ where: { id }, data: { role, revokedBefore, version: { increment: 1 } } });
    return succeed({ user });
  });
}
