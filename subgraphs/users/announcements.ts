import type { User } from '#prisma/users';
import type { Sql } from '#platform/database.ts';
import { send } from '#platform/outbox.ts';
import { UserChanged, UserDeactivated, UserReactivated, UserRegistered } from '#users/messages.ts';

const personOf = ({ id, email, username, firstName, locale, version }: User) => ({
  userId: id,
  email,
  username,
  firstName,
  locale,
  version,
});

const standingOf = ({ id, version }: User) => ({ userId: id, version });

/** What the other services are told of users, in the transaction of the change. */
export const announce = {
  registered: (tx: Sql, user: User) => send(tx, UserRegistered, personOf(user)),
  changed: (tx: Sql, user: User) => send(tx, UserChanged, personOf(user)),
  deactivated: (tx: Sql, user: User) => send(tx, UserDeactivated, standingOf(user)),
  reactivated: (tx: Sql, user: User) => send(tx, UserReactivated, standingOf(user)),
};
