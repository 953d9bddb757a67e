import { transaction } from '#platform/database.ts';
import { fail, succeed } from '#platform/errors.ts';
import type { Outcome } from '#platform/errors.ts';
import { parseInput } from '#platform/input.ts';
import type { User } from '#prisma/users';
import { announce } from '../announcements.ts';
import type { Deps } from '../deps.ts';
import { userId } from '../input.ts';
import { lockUser } from '../user-rows.ts';

/** Lets a user sign in again, and tells the services that thaw. Their old sessions stay ended. */
export async function reactivateUser({ database }: Deps, given: string): Promise<Outcome<{ user: User }, 'NOT_FOUND'>> {
  const id = parseInput(userId, given, 'userId');
  return transaction(database, async (tx) => {
    const locked = await lockUser(tx, id);
    if (locked === undefined) return fail('NOT_FOUND', 'There is no such user.', 'userId');
    if (locked.user.active) return succeed({ user: locked.user });
    const user = await tx.user.update({ where: { id }, data: { active: true, version: { increment: 1 } } });
    await announce.reactivated(tx, user);
    return succeed({ user });
  });
}
