import type { Tx } from '#platform/database.ts';
import { fail, succeed, unauthenticated } from '#platform/errors.ts';
import type { Failure, Outcome, UserErrorCode } from '#platform/errors.ts';
import { id as userId, parseInput } from '#platform/input.ts';
import { send } from '#platform/outbox.ts';
import { connection } from '#platform/paging.ts';
import type { Caller } from '#platform/token.ts';
import type { User } from '#prisma/users';
import { UserDeactivated, UserReactivated } from '#users/messages.ts';
import type { Deps } from '../deps.ts';
import { decideDeactivation, decideRole } from '../domain/standing.ts';
import { revocationAt } from '../domain/tokens.ts';
import type { MutationSetUserRoleArgs, QueryUsersArgs } from '../generated/resolvers.ts';
import { userSearch } from '../input.ts';
import { changeUser, findUserPage, lockUserAndAdmins } from '../rows.ts';
import type { LockedUser } from '../rows.ts';
import { endSessionsOf } from '../sessions.ts';

/** Returns a page of users, newest first: all, or those whose username, e-mail address or name contains a text in any case. */
export async function listUsers({ database }: Deps, args: Partial<QueryUsersArgs>) {
  const search = parseInput(userSearch, args.search, 'search');
  return connection('users', args, (page) => findUserPage(database, page, search));
}

/** After this time every process knows a revocation: far more than that takes, since clocks differ. */
const NEWS_MS = 60_000;

/** Runs `step` on a user if the caller is still an administrator. If tokens were revoked in the last minute, returns when no process accepts them. */
async function administer<Code extends UserErrorCode = never>(
  { database, now, untilKnown }: Deps,
  caller: Caller,
  given: string,
  step: {
    readonly decide: (user: User, activeAdminIds: readonly string[]) => 'change' | 'keep' | Failure<Code>;
    readonly change: (tx: Tx, locked: LockedUser) => Promise<User>;
  },
): Promise<Outcome<{ user: User }, 'NOT_FOUND' | Code>> {
  const id = parseInput(userId, given, 'userId');
  const outcome = await database.transaction(async (tx): Promise<Outcome<{ user: User }, 'NOT_FOUND' | Code>> => {
    const { locked, activeAdminIds } = await lockUserAndAdmins(tx, id);
    // Their token may have been issued just before they lost the role or were deactivated.
    if (!activeAdminIds.includes(caller.id)) throw unauthenticated();
    if (locked === undefined) return fail('NOT_FOUND', 'There is no such user.', 'userId');
    const decision = step.decide(locked.user, activeAdminIds);
    if (decision === 'keep') return succeed({ user: locked.user });
    return decision === 'change' ? succeed({ user: await step.change(tx, locked) }) : decision;
  });
  const revokedAt = 'user' in outcome ? outcome.user.revokedBefore : null;
  if (revokedAt !== null && now().getTime() - revokedAt.getTime() < NEWS_MS) await untilKnown();
  return outcome;
}

/** Gives a user a role. Tokens with the old role are revoked; sessions continue and get tokens with the new one. */
export const setUserRole = (deps: Deps, caller: Caller, { userId: id, role }: MutationSetUserRoleArgs) =>
  administer(deps, caller, id, {
    decide: (user, activeAdminIds) => decideRole(user, role, activeAdminIds),
    change: (tx, locked) => {
      tx.event('role set', { userId: locked.user.id, role, byUserId: caller.id });
      return changeUser(tx, locked, { role, revokedBefore: revocationAt(locked.at, locked.user.revokedBefore) });
    },
  });

/** Deactivates a user: ends their sessions, revokes their tokens and announces it to the services that freeze and cancel. */
export const deactivateUser = (deps: Deps, caller: Caller, id: string) =>
  administer(deps, caller, id, {
    decide: (user, activeAdminIds) => decideDeactivation(user, caller.id, activeAdminIds),
    change: async (tx, locked) => {
      const revokedBefore = revocationAt(locked.at, locked.user.revokedBefore);
      const user = await changeUser(tx, locked, { active: false, revokedBefore });
      await endSessionsOf(tx, user.id, 'USER_DEACTIVATED');
      send(tx, UserDeactivated, { userId: user.id, version: user.version });
      tx.event('user deactivated', { userId: user.id, byUserId: caller.id });
      return user;
    },
  });

/** Reactivates a user, and announces it. Their old sessions stay ended. */
export const reactivateUser = (deps: Deps, caller: Caller, id: string) =>
  administer(deps, caller, id, {
    decide: ({ active }) => (active ? 'keep' : 'change'),
    change: async (tx, locked) => {
      const user = await changeUser(tx, locked, { active: true });
      send(tx, UserReactivated, { userId: user.id, version: user.version });
      tx.event('user reactivated', { userId: user.id, byUserId: caller.id });
      return user;
    },
  });
