import { NotifyEmailVerification } from '#notifications/messages.ts';
import type { Tx } from '#platform/database.ts';
import { fail, rateLimited, succeed } from '#platform/errors.ts';
import { parseInput } from '#platform/input.ts';
import { send } from '#platform/outbox.ts';
import { seal } from '#platform/sealed.ts';
import type { Caller } from '#platform/token.ts';
import type { User } from '#prisma/users';
import { EmailVerified } from '#users/messages.ts';
import type { Deps } from '../deps.ts';
import { VERIFICATION_TOKEN_SECONDS, later } from '../domain/tokens.ts';
import { token } from '../input.ts';
import { claimToken, findUserByToken, insertTokens, secondsUntilVerification, voidTokens } from '../one-time-tokens.ts';
import { changeUser, lockCaller, lockUser } from '../rows.ts';
import type { LockedUser } from '../rows.ts';
import { digestOf, newSecret } from '../secrets.ts';
import { callerOf } from '../sessions.ts';

/** Mails per day to one address, whose owner may never have registered: an address is not proved until it is verified. */
const VERIFICATIONS_PER_DAY = 5;

/** Mails a one-time token to the caller's address, unless it is confirmed. Throws RATE_LIMITED after too many in a day. */
export async function requestEmailVerification({ database, keyEncryptionKey }: Deps, caller: Caller) {
  const secret = newSecret();
  const sealedToken = await seal(keyEncryptionKey, secret);
  await database.transaction(async (tx) => {
    const { user, at } = await lockCaller(tx, caller);
    if (user.emailVerified) return;
    const seconds = await secondsUntilVerification(tx, user.id, VERIFICATIONS_PER_DAY);
    if (seconds > 0) throw rateLimited(seconds);
    const expiresAt = later(at, VERIFICATION_TOKEN_SECONDS);
    const row = { hash: digestOf(secret), userId: user.id, createdAt: at, expiresAt, usedAt: null };
    await insertTokens(tx, 'email_verifications', [row]);
    send(tx, NotifyEmailVerification, { userId: user.id, sealedToken, expiresAt: expiresAt.toISOString() });
  });
  return succeed({ ok: true });
}

/** Confirms the address that the one-time token was mailed to, and voids the other tokens. The holder of the token reads that mail. */
export async function verifyEmail({ database }: Deps, given: string) {
  const refused = fail('INVALID_TOKEN', 'The token is unknown, used or too old. Ask for a new one.', 'token');
  const hash = digestOf(parseInput(token, given, 'token'));
  return database.transaction(async (tx) => {
    const found = await findUserByToken(tx, 'email_verifications', hash);
    const locked = found === undefined ? undefined : await lockUser(tx, found.id);
    if (locked === undefined || !(await claimToken(tx, 'email_verifications', hash, locked.at))) return refused;
    return succeed({ user: await confirmAddress(tx, locked), caller: callerOf(locked) });
  });
}

/** Marks a locked user's address as confirmed, announces it, and voids the tokens for it. Returns the user as stored. */
export async function confirmAddress(tx: Tx, locked: LockedUser): Promise<User> {
  const { user, at } = locked;
  if (user.emailVerified) return user;
  const confirmed = await changeUser(tx, locked, { emailVerified: true });
  await voidTokens(tx, 'email_verifications', user.id, at);
  send(tx, EmailVerified, { userId: user.id, version: confirmed.version });
  return confirmed;
}
