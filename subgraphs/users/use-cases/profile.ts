import { succeed } from '#platform/errors.ts';
import { parseInput } from '#platform/input.ts';
import { send } from '#platform/outbox.ts';
import type { Caller } from '#platform/token.ts';
import { UserChanged } from '#users/messages.ts';
import type { Deps } from '../deps.ts';
import { changedProfile, isSameProfile } from '../domain/profile.ts';
import type { UpdateProfileInput } from '../generated/resolvers.ts';
import { updateProfileInput } from '../input.ts';
import { changeUser, lockCaller } from '../rows.ts';

/** Changes the caller's profile, and announces what notifications needs. */
export async function updateProfile({ database }: Deps, caller: Caller, input: UpdateProfileInput) {
  const change = parseInput(updateProfileInput, input);
  return database.transaction(async (tx) => {
    const locked = await lockCaller(tx, caller);
    const profile = changedProfile(locked.user, change);
    if (isSameProfile(locked.user, profile)) return succeed({ user: locked.user });
    const user = await changeUser(tx, locked, profile);
    send(tx, UserChanged, { userId: user.id, ...user });
    return succeed({ user });
  });
}
