import { transaction } from '#platform/database.ts';
import { succeed } from '#platform/errors.ts';
import { send } from '#platform/outbox.ts';
import { PasswordResetRequested } from '#users/messages.ts';
import type { Deps } from '../deps.ts';

/**
 * Takes the wish for a new password. It is looked at later, by the message's handler: here the same is done for every address, so
 * that neither the answer nor its time tells who has an account.
 */
export async function requestPasswordReset({ database }: Deps, email: string) {
  await transaction(database, (tx) => send(tx, PasswordResetRequested, { email }));
  return succeed({ ok: true });
}
