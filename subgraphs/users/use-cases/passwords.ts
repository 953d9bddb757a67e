import { NotifyPasswordReset } from '#notifications/messages.ts';
import type { Tx } from '#platform/database.ts';
import { fail, succeed } from '#platform/errors.ts';
import type { Outcome } from '#platform/errors.ts';
import { parseInput } from '#platform/input.ts';
import type { MessageOf } from '#platform/message.ts';
import { send } from '#platform/outbox.ts';
import { seal } from '#platform/sealed.ts';
import type { Caller } from '#platform/token.ts';
import type { User } from '#prisma/users';
import { PasswordResetRequested } from '#users/messages.ts';
import type { Deps } from '../deps.ts';
import { orTakeBack } from '../login-attempts.ts';
import { foldedEmail } from '../domain/names.ts';
import { weaknessOf } from '../domain/password.ts';
import { RESET_TOKEN_SECONDS, later } from '../domain/tokens.ts';
import type { ChangePasswordInput, MutationResetPasswordArgs } from '../generated/resolvers.ts';
import { changePasswordInput, password, token } from '../input.ts';
import { findCredential, findUsers, lockCaller, lockUser, lockUsersByEmail, storePassword } from '../rows.ts';
import { claimToken, countOpenResets, findUserByToken, insertTokens } from '../one-time-tokens.ts';
import { digestOf, isCommonPassword, newSecret } from '../secrets.ts';
import { callerOf, endSessionsOf } from '../sessions.ts';

/** Mails per hour to one user: enough for retries, too few to flood a mailbox. */
const OPEN_RESETS_MAX = 5;

/** Changes the caller's password and ends their other sessions. RATE_LIMITED after wrong current ones: a stolen session must not guess passwords. */
export async function changePassword(
  { database, passwords, attempts }: Deps,
  caller: Caller,
  input: ChangePasswordInput,
): Promise<Outcome<{ user: User }, 'INVALID_CREDENTIALS' | 'WEAK_PASSWORD'>> {
  const { currentPassword, newPassword } = parseInput(changePasswordInput, input);
  const refused = fail('INVALID_CREDENTIALS', 'This is not the current password.', 'input.currentPassword');

  const attempt = await attempts.take({ session: caller.sessionId });
  const [user] = await findUsers(database, [caller.id]);
  const insteadOf = (await findCredential(database, caller.id))?.passwordHash;
  const isRight = await orTakeBack(attempt, passwords.verify(currentPassword, insteadOf, 'KNOWN'));
  if (!isRight || user === undefined || insteadOf === undefined) return refused;
  await attempt.forgive();
  const weakness = weaknessOf(newPassword, user, isCommonPassword);
  if (weakness !== undefined) return fail('WEAK_PASSWORD', weakness, 'input.newPassword');

  const passwordHash = await passwords.hash(newPassword, 'KNOWN');
  return database.transaction(async (tx) => {
    const locked = await lockCaller(tx, caller);
    if (!(await storePassword(tx, locked, { passwordHash, insteadOf }))) return refused;
    await endSessionsOf(tx, caller.id, 'PASSWORD_CHANGED', caller.sessionId);
    tx.event('password changed', { userId: caller.id });
    return succeed({ user: locked.user });
  });
}

/** Records the request of a new password. A message does the rest, so that neither response nor timing reveals who has an account. */
export async function requestPasswordReset({ database }: Deps, email: string) {
  await database.transaction(async (tx) => send(tx, PasswordResetRequested, { email }));
  return succeed({ ok: true });
}

/** Makes and mails a one-time token for each request whose address belongs to an active user. */
export async function sendPasswordResets(
  { keyEncryptionKey }: Deps,
  tx: Tx,
  wishes: readonly MessageOf<typeof PasswordResetRequested>[],
): Promise<void> {
  const emails = wishes.map(({ payload }) => payload.email);
  const byEmail = new Map((await lockUsersByEmail(tx, emails)).map((locked) => [locked.user.emailFolded, locked]));
  const open = await countOpenResets(
    tx,
    Array.from(byEmail.values(), ({ user }) => user.id),
  );
  const resets = [];
  for (const wish of wishes) {
    const { payload } = wish;
    const named = byEmail.get(foldedEmail(payload.email));
    if (named === undefined) continue;
    const { user, at } = named;
    const count = open.get(user.id) ?? 0;
    if (count >= OPEN_RESETS_MAX) continue;
    open.set(user.id, count + 1);
    const secret = newSecret();
    const expiresAt = later(at, RESET_TOKEN_SECONDS);
    resets.push({ hash: digestOf(secret), userId: user.id, createdAt: at, expiresAt, usedAt: null });
    const sealedToken = await seal(keyEncryptionKey, secret);
    send(tx, NotifyPasswordReset, { userId: user.id, sealedToken, expiresAt: expiresAt.toISOString() }, wish);
  }
  await insertTokens(tx, 'password_resets', resets);
}

/** Sets a new password with the one-time token from the mail and ends all sessions. A weak password does not use up the token. */
export async function resetPassword(
  { database, passwords }: Deps,
  { token: givenToken, newPassword: given }: MutationResetPasswordArgs,
): Promise<Outcome<{ user: User; caller: Caller }, 'INVALID_TOKEN' | 'WEAK_PASSWORD'>> {
  const newPassword = parseInput(password, given, 'newPassword');
  const hash = digestOf(parseInput(token, givenToken, 'token'));
  const refused = fail('INVALID_TOKEN', 'The token is unknown, used or too old. Ask for a new one.', 'token');
  const found = await findUserByToken(database, 'password_resets', hash);
  if (found === undefined) return refused;
  const weakness = weaknessOf(newPassword, found, isCommonPassword);
  if (weakness !== undefined) return fail('WEAK_PASSWORD', weakness, 'newPassword');

  const passwordHash = await passwords.hash(newPassword, 'KNOWN');
  return database.transaction(async (tx) => {
    const locked = await lockUser(tx, found.id);
    if (locked === undefined || !(await claimToken(tx, 'password_resets', hash, locked.at))) return refused;
    await storePassword(tx, locked, { passwordHash });
    await endSessionsOf(tx, found.id, 'PASSWORD_RESET');
    tx.event('password reset', { userId: found.id });
    return succeed({ user: locked.user, caller: callerOf(locked) });
  });
}
