import { Prisma } from '#prisma/users/columns';
import type { RefreshToken, Session, SessionEnd } from '#prisma/users';
import { shape, table } from '#platform/database.ts';
import type { Sql, Tx } from '#platform/database.ts';

const SESSIONS = table<Session>('sessions', Prisma.SessionScalarFieldEnum);
const REFRESH_TOKENS = table<RefreshToken>('refresh_tokens', Prisma.RefreshTokenScalarFieldEnum);
const TOKENS_OF_SESSIONS = shape<RefreshToken & Pick<Session, 'userId' | 'endedAt'>>({
  ...Prisma.RefreshTokenScalarFieldEnum,
  userId: 'userId',
  endedAt: 'endedAt',
});
const ACQUAINTANCES = shape<Acquaintance>({ device: 'device', knowsNetwork: 'knowsNetwork' });
const SESSION_IDS = shape<{ id: string }>({ id: 'id' });
const REVOKED_USERS = shape<{ id: string; revokedBefore: Date }>({ id: 'id', revokedBefore: 'revokedBefore' });

/** Adds a session that has not ended. */
export async function insertSession(tx: Tx, session: Pick<Session, 'id' | 'userId' | 'createdAt'>): Promise<void> {
  await tx.insert(SESSIONS, [{ ...session, endedAt: null, endedBy: null }]);
}

/** Adds a refresh token that is unused. */
export async function insertRefreshToken(tx: Tx, token: Omit<RefreshToken, 'usedAt'>): Promise<void> {
  await tx.insert(REFRESH_TOKENS, [{ ...token, usedAt: null }]);
}

/** Returns a refresh token, whose it is and when its session ended. */
export async function findRefreshToken(sql: Sql, hash: string) {
  const [found] = await sql.rows(TOKENS_OF_SESSIONS)`
    SELECT ${REFRESH_TOKENS.of('t')}, s.user_id AS "userId", s.ended_at AS "endedAt"
    FROM refresh_tokens t JOIN sessions s ON s.id = t.session_id WHERE t.hash = ${hash}`;
  return found && { ...found, session: { endedAt: found.endedAt } };
}

/** Uses up a refresh token; returns false where a rival did so first. */
export async function claimRefreshToken(tx: Tx, hash: string, at: Date): Promise<boolean> {
  const claimed = await tx.run`
    UPDATE refresh_tokens SET used_at = ${at}::timestamptz WHERE hash = ${hash} AND used_at IS NULL`;
  return claimed > 0;
}

/** Ends the session of a refresh token, unless it has ended. Its refresh tokens are refused at once, its access tokens as soon as the router reads the list of revocations. */
export async function endSessionOfToken(sql: Sql, hash: string, endedBy: SessionEnd): Promise<void> {
  await sql.run`
    UPDATE sessions SET ended_at = clock_timestamp(), ended_by = ${endedBy}::"SessionEnd"
    WHERE id = (SELECT session_id FROM refresh_tokens WHERE hash = ${hash}) AND ended_at IS NULL`;
}

/** Ends all sessions of a user that have not ended, but for the one that is to stay. */
export async function endSessionsOf(tx: Tx, userId: string, endedBy: SessionEnd, staying?: string): Promise<void> {
  await tx.run`
    UPDATE sessions SET ended_at = clock_timestamp(), ended_by = ${endedBy}::"SessionEnd"
    WHERE user_id = ${userId}::uuid AND ended_at IS NULL AND id IS DISTINCT FROM ${staying ?? null}::uuid`;
}

/** Returns the sessions that ended in the last so many seconds, and the users whose tokens were revoked in them. */
export async function findRevoked(sql: Sql, seconds: number) {
  const [users, sessions] = await Promise.all([
    sql.rows(REVOKED_USERS)`
      SELECT id, revoked_before AS "revokedBefore" FROM users
      WHERE revoked_before >= now() - make_interval(secs => ${seconds})`,
    sql.rows(SESSION_IDS)`
      SELECT id FROM sessions WHERE ended_at >= now() - make_interval(secs => ${seconds})`,
  ]);
  return { users, sessions };
}

/** A device and a network that somebody has signed in from before. */
export interface Acquaintance {
  /** The session of the refresh token that was shown, used or not, ended or not. */
  readonly device: string | null;
  readonly knowsNetwork: boolean;
}

/** Returns what is known of a user's device, by the hash of a refresh token and the digest of a network, as far as each is given. */
export async function findAcquaintance(
  sql: Sql,
  userId: string,
  { tokenHash, network }: { readonly tokenHash: string | undefined; readonly network: string | undefined },
): Promise<Acquaintance> {
  const [found] = await sql.rows(ACQUAINTANCES)`
    SELECT EXISTS (SELECT FROM refresh_tokens WHERE network = ${network}::text) AS "knowsNetwork",
      (SELECT s.id FROM refresh_tokens t JOIN sessions s ON s.id = t.session_id
       WHERE t.hash = ${tokenHash}::text AND s.user_id = ${userId}::uuid) AS device`;
  return found ?? { device: null, knowsNetwork: false };
}

/** Deletes tokens that expired more than so many seconds ago, and sessions that have none left. */
export async function deleteExpired(tx: Tx, seconds: number): Promise<void> {
  await tx.run`DELETE FROM refresh_tokens WHERE expires_at < now() - make_interval(secs => ${seconds})`;
  await tx.run`
    DELETE FROM sessions WHERE created_at < now() - make_interval(secs => ${seconds})
      AND NOT EXISTS (SELECT FROM refresh_tokens WHERE session_id = sessions.id)`;
  await tx.run`DELETE FROM password_resets WHERE expires_at < now() - make_interval(secs => ${seconds})`;
  await tx.run`DELETE FROM email_verifications WHERE expires_at < now() - make_interval(secs => ${seconds})`;
  await tx.run`DELETE FROM login_attempts WHERE window_ends_at < now() - make_interval(secs => ${seconds})`;
}
