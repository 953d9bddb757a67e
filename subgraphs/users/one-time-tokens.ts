import { Prisma } from '#prisma/users/columns';
import type { PasswordReset, User } from '#prisma/users';
import { raw, shape, table } from '#platform/database.ts';
import type { Sql, Tx } from '#platform/database.ts';

/** What a one-time token is for: each purpose has a table of its own, of the same columns. */
export type Purpose = 'password_resets' | 'email_verifications';
export type OneTimeToken = PasswordReset;

const TOKENS = {
  password_resets: table<OneTimeToken>('password_resets', Prisma.PasswordResetScalarFieldEnum),
  email_verifications: table<OneTimeToken>('email_verifications', Prisma.EmailVerificationScalarFieldEnum),
} as const satisfies Record<Purpose, unknown>;
const OWNERS = table<User>('users', Prisma.UserScalarFieldEnum);
const OPEN = shape<{ userId: string; count: number }>({ userId: 'userId', count: 'count' });
const SECONDS = shape<{ seconds: number }>({ seconds: 'seconds' });

/** Returns the active user of an unused token. */
export async function findUserByToken(sql: Sql, purpose: Purpose, hash: string) {
  const [user] = await sql.rows(OWNERS)`
    SELECT ${OWNERS.of('u')} FROM ${raw(purpose)} t JOIN users u ON u.id = t.user_id
    WHERE t.hash = ${hash} AND t.used_at IS NULL AND t.expires_at > clock_timestamp() AND u.active`;
  return user;
}

/** Uses up a token; returns whether it was unused. */
export async function claimToken(tx: Tx, purpose: Purpose, hash: string, at: Date): Promise<boolean> {
  const claimed = await tx.run`
    UPDATE ${raw(purpose)} SET used_at = ${at}::timestamptz
    WHERE hash = ${hash} AND used_at IS NULL AND expires_at > ${at}::timestamptz`;
  return claimed > 0;
}

/** Uses up all unused tokens of a user. */
export const voidTokens = (tx: Tx, purpose: Purpose, userId: string, at: Date) => tx.run`
  UPDATE ${raw(purpose)} SET used_at = ${at}::timestamptz WHERE user_id = ${userId}::uuid AND used_at IS NULL`;

/** Adds tokens, by their hashes. */
export const insertTokens = (tx: Tx, purpose: Purpose, tokens: readonly OneTimeToken[]) =>
  tx.insert(TOKENS[purpose], tokens);

/** Returns the number of unused tokens for a new password by user, without users who have none. */
export async function countOpenResets(tx: Tx, userIds: readonly string[]) {
  const rows = await tx.rows(OPEN)`
    SELECT user_id AS "userId", count(*)::int AS count FROM password_resets
    WHERE user_id = ANY(${userIds}::uuid[]) AND used_at IS NULL AND expires_at > clock_timestamp() GROUP BY user_id`;
  return new Map(rows.map(({ userId, count }) => [userId, count]));
}

/** Returns in how many seconds a locked user may get another token to confirm their address, at most `max` a day. */
export async function secondsUntilVerification(tx: Tx, userId: string, max: number): Promise<number> {
  const [oldest] = await tx.rows(SECONDS)`
    SELECT ceil(extract(epoch FROM created_at + interval '1 day' - clock_timestamp()))::int AS seconds
    FROM email_verifications WHERE user_id = ${userId}::uuid ORDER BY created_at DESC OFFSET ${max - 1} LIMIT 1`;
  return Math.max(oldest?.seconds ?? 0, 0);
}
