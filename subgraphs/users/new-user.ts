import { v7 as uuidv7 } from 'uuid';
import type { Prisma } from '#prisma/users';
import { fail } from '#platform/errors.ts';
import type { Failure } from '#platform/errors.ts';
import { announce } from './announcements.ts';
import { folded } from './domain/names.ts';
import type { Profile } from './domain/profile.ts';
import type { Role } from './domain/standing.ts';
import { lockUserShared } from './user-rows.ts';
import type { LockedUser } from './user-rows.ts';

/** Who is to be a user. */
export interface NewUser extends Profile {
  readonly email: string;
  readonly username: string;
  readonly role: Role;
  readonly passwordHash: string;
}

/**
 * Adds a user and tells the other services. That e-mail address and username are free is for the unique indexes to say: the second of
 * two who come at once waits for the first's commit, and is told what is taken.
 */
export async function addUser(
  tx: Prisma.TransactionClient,
  { passwordHash, ...person }: NewUser,
): Promise<LockedUser | Failure<'EMAIL_TAKEN' | 'USERNAME_TAKEN'>> {
  const id = uuidv7();
  const emailFolded = folded(person.email);
  const usernameFolded = folded(person.username);
  const { count } = await tx.user.createMany({
    data: [{ id, ...person, emailFolded, usernameFolded }],
    skipDuplicates: true,
  });
  if (count === 0) {
    const isEmailTaken = (await tx.user.count({ where: { emailFolded } })) > 0;
    return isEmailTaken
      ? fail('EMAIL_TAKEN', 'Somebody has registered with this e-mail address.', 'input.email')
      : fail('USERNAME_TAKEN', 'Somebody has this username.', 'input.username');
  }
  await tx.credential.create({ data: { userId: id, passwordHash } });
  const added = await lockUserShared(tx, id);
  if (added === undefined) throw new Error('A user vanished while they were added');
  await announce.registered(tx, added.user);
  return added;
}
