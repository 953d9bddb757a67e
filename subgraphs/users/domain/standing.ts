import { fail } from '#platform/errors.ts';
import type { Failure } from '#platform/errors.ts';

/** What a user may do: run the shop, or buy in it. */
export type Role = 'CUSTOMER' | 'ADMIN';

/** Whether a token issued at a second since 1970 is valid for a user in their current state. */
export const isCurrent = (
  user: { readonly active: boolean; readonly revokedBefore: Date | null } | null,
  issuedAtS: number,
): boolean =>
  user !== null && user.active && (user.revokedBefore === null || issuedAtS > user.revokedBefore.getTime() / 1000);

/** The part of a user that decides what an administrator may do to them. */
export type Standing = Readonly<{ id: string; role: Role; active: boolean }>;

/** A step that changes the user, one that changes nothing, or why it is not allowed. */
type Decision = 'change' | 'keep' | Failure<'INVALID_STATE'>;

const isLastAdmin = (user: Standing, activeAdminIds: readonly string[]): boolean =>
  user.role === 'ADMIN' && user.active && activeAdminIds.every((id) => id === user.id);

/** Whether a user may get a role. The last administrator keeps theirs: no other could grant it again. */
export function decideRole(user: Standing, role: Role, activeAdminIds: readonly string[]): Decision {
  if (user.role === role) return 'keep';
  if (isLastAdmin(user, activeAdminIds))
    return fail('INVALID_STATE', 'The last administrator must keep the role.', 'role');
  return 'change';
}

/** Whether a user may be deactivated: not the caller, nor the last administrator. */
export function decideDeactivation(user: Standing, callerId: string, activeAdminIds: readonly string[]): Decision {
  if (user.id === callerId) return fail('INVALID_STATE', 'You cannot deactivate yourself.', 'userId');
  if (!user.active) return 'keep';
  if (isLastAdmin(user, activeAdminIds))
    return fail('INVALID_STATE', 'The last administrator cannot be deactivated.', 'userId');
  return 'change';
}
