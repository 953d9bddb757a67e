import { succeed, unauthenticated } from '#platform/errors.ts';
import type { Outcome } from '#platform/errors.ts';
import { parseInput } from '#platform/input.ts';
import { send } from '#platform/outbox.ts';
import type { Caller } from '#platform/token.ts';
import type { User } from '#prisma/users';
import { UserChanged } from '#users/messages.ts';
import type { Deps } from '../deps.ts';
import { changedProfile, isSameProfile } from '../domain/profile.ts';
import type { UpdateProfileInput } from '../generated/resolvers.ts';
import { updateProfileInput } from '../input.ts';
import { changeUser, lockUser } from '../rows.ts';

/** Changes what the caller says of themselves, and tells those who write to them. */
export async function updateProfile(
  { database }: Pick<Deps, 'database'>,
  caller: Caller,
  input: UpdateProfileInput,
): Promise<Outcome<{ user: User }, never>> {
  const change = parseInput(updateProfileInput, input);
  return database.transaction(async (tx) => {
    const locked = await lockUser(tx, caller.id);
    if (locked === undefined || !locked.user.active) throw unauthenticated();
    const profile = changedProfile(locked.user, change);
    if (isSameProfile(locked.user, profile)) return succeed({ user: locked.user });
    const user = await changeUser(tx, locked, profile);
    send(tx, UserChanged, { userId: user.id, ...user });
    return succeed({ user });
  });
}
