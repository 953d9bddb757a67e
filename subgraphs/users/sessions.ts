import { NIL } from 'uuid';
import { Prisma } from '#prisma/users/columns';
import type { RefreshToken, Session, SessionEnd } from '#prisma/users';
import { IDS, shape, table } from '#platform/database.ts';
import type { Sql, Tx } from '#platform/database.ts';
import { CHUNK, deleteAged } from '#platform/housekeeping.ts';
import type { Caller } from '#platform/token.ts';
import { issuedAtS } from './domain/tokens.ts';
import type { LockedUser } from './rows.ts';

const SESSIONS = table<Session>('sessions', Prisma.SessionScalarFieldEnum);
const REFRESH_TOKENS = table<RefreshToken>('refresh_tokens', Prisma.RefreshTokenScalarFieldEnum);
const TOKENS_OF_SESSIONS = shape<RefreshToken & Pick<Session, 'userId' | 'endedAt'>>({
  ...Prisma.RefreshTokenScalarFieldEnum,
  userId: 'userId',
  endedAt: 'endedAt',
});
const ACQUAINTANCES = shape<{ device: string | null; knowsNetwork: boolean }>({
  device: 'device',
  knowsNetwork: 'knowsNetwork',
});
const REVOKED_USERS = shape<{ id: string; revokedBefore: Date }>({ id: 'id', revokedBefore: 'revokedBefore' });

/** Returns a locked user as the caller of the rest of a request, and of a token. A proof that starts no session has the nil id. */
export const callerOf = ({ user, at }: LockedUser, sessionId: string = NIL): Caller => ({
  id: user.id,
  role: user.role,
  sessionId,
  issuedAtS: issuedAtS(at, user.revokedBefore),
});

/** Adds a session that has not ended. */
export const insertSession = (tx: Tx, session: Pick<Session, 'id' | 'userId' | 'createdAt'>) =>
  tx.insert(SESSIONS, [{ ...session, endedAt: null, endedBy: null }]);

/** Adds a refresh token that is unused. */
export const insertRefreshToken = (tx: Tx, token: Omit<RefreshToken, 'usedAt'>) =>
  tx.insert(REFRESH_TOKENS, [{ ...token, usedAt: null }]);

/** Returns a refresh token, its user, and when its session ended. */
export async function findRefreshToken(sql: Sql, hash: string) {
  const [found] = await sql.rows(TOKENS_OF_SESSIONS)`
    SELECT ${REFRESH_TOKENS.of('t')}, s.user_id AS "userId", s.ended_at AS "endedAt"
    FROM refresh_tokens t JOIN sessions s ON s.id = t.session_id WHERE t.hash = ${hash}`;
  return found;
}

/** Uses up a refresh token; returns false if a concurrent request did so first. */
export const claimRefreshToken = async (tx: Tx, hash: string, at: Date) =>
  (await tx.run`UPDATE refresh_tokens SET used_at = ${at}::timestamptz WHERE hash = ${hash} AND used_at IS NULL`) > 0;

/** Ends the session of a refresh token, unless it has ended. Its refresh tokens are refused at once, its access tokens as soon as the router reads the list of revocations. */
export const endSessionOfToken = (sql: Sql, hash: string, endedBy: SessionEnd) => sql.run`
  UPDATE sessions SET ended_at = clock_timestamp(), ended_by = ${endedBy}::"SessionEnd"
  WHERE id = (SELECT session_id FROM refresh_tokens WHERE hash = ${hash}) AND ended_at IS NULL`;

/** Ends all sessions of a user that have not ended, except for one to keep. */
export const endSessionsOf = (tx: Tx, userId: string, endedBy: SessionEnd, staying: string | null = null) => tx.run`
  UPDATE sessions SET ended_at = clock_timestamp(), ended_by = ${endedBy}::"SessionEnd"
  WHERE user_id = ${userId}::uuid AND ended_at IS NULL AND id IS DISTINCT FROM ${staying}::uuid`;

/** Returns the sessions that ended in the last so many seconds, and the users whose tokens were revoked in them. */
export async function findRevoked(sql: Sql, seconds: number) {
  const [users, sessions] = await Promise.all([
    sql.rows(REVOKED_USERS)`
      SELECT id, revoked_before AS "revokedBefore" FROM users
      WHERE revoked_before >= now() - make_interval(secs => ${seconds})`,
    sql.rows(IDS)`
      SELECT id FROM sessions WHERE ended_at >= now() - make_interval(secs => ${seconds})`,
  ]);
  return { users, sessions };
}

/** Returns the session of a refresh token of the user's, in any state, and whether the user has signed in from this network before. */
export async function findAcquaintance(
  sql: Sql,
  userId: string,
  { tokenHash, network }: { readonly tokenHash: string | undefined; readonly network: string | undefined },
) {
  const [found] = await sql.rows(ACQUAINTANCES)`
    SELECT EXISTS (SELECT FROM refresh_tokens WHERE network = ${network}::text) AS "knowsNetwork",
      (SELECT s.id FROM refresh_tokens t JOIN sessions s ON s.id = t.session_id
       WHERE t.hash = ${tokenHash}::text AND s.user_id = ${userId}::uuid) AS device`;
  return found ?? { device: null, knowsNetwork: false };
}

const EXPIRED = shape<{ sessionId: string }>({ sessionId: 'sessionId' });

/** Deletes a chunk of the refresh tokens that expired more than so many seconds ago, and the sessions without any. Returns whether more is left. */
export async function deleteExpiredSessions(tx: Tx, seconds: number): Promise<boolean> {
  const expired = await tx.rows(EXPIRED)`
    DELETE FROM refresh_tokens WHERE ctid = ANY(ARRAY(
      SELECT ctid FROM refresh_tokens WHERE expires_at < now() - make_interval(secs => ${seconds})
      ORDER BY expires_at LIMIT ${CHUNK} FOR UPDATE SKIP LOCKED))
    RETURNING session_id AS "sessionId"`;
  await tx.run`
    DELETE FROM sessions WHERE id = ANY(${expired.map(({ sessionId }) => sessionId)}::uuid[])
      AND NOT EXISTS (SELECT FROM refresh_tokens WHERE session_id = sessions.id)`;
  return expired.length === CHUNK;
}

/** Deletes a chunk each of one-time tokens that expired, and of counts of attempts whose window ended, more than so many seconds ago. Returns whether more is left. */
export async function deleteExpiredCounts(sql: Sql, seconds: number): Promise<boolean> {
  const ends = { password_resets: 'expires_at', email_verifications: 'expires_at', login_attempts: 'window_ends_at' };
  const aged = Object.entries(ends).map(([name, column]) =>
    deleteAged(sql, { table: name, by: { column, type: 'timestamptz' }, seconds }),
  );
  return (await Promise.all(aged)).includes(true);
}
