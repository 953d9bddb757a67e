import { Prisma } from '#prisma/users/columns';
import type { Credential, User } from '#prisma/users';
import { PLANNED_ANEW, IDS, containing, raw, shape, table } from '#platform/database.ts';
import type { Sql, Tx } from '#platform/database.ts';
import { unauthenticated } from '#platform/errors.ts';
import { folded } from '#platform/folding.ts';
import { madeAt } from '#platform/paging.ts';
import type { Page } from '#platform/paging.ts';
import type { Caller } from '#platform/token.ts';
import { FOLDING_VERSION, foldedColumns, foldedEmail, foldedLogin } from './domain/names.ts';
import type { Profile } from './domain/profile.ts';
import { voidTokens } from './one-time-tokens.ts';

/** Rows whose folded columns are of an older rule; there is an index of them. */
const UNFOLDED = raw(`folding_version < ${FOLDING_VERSION}`);

const USERS = table<User>('users', Prisma.UserScalarFieldEnum);
const CREDENTIALS = table<Credential>('credentials', Prisma.CredentialScalarFieldEnum);
const USERS_WITH_TIME = shape<User & { at: Date }>({ ...Prisma.UserScalarFieldEnum, at: 'at' });

/** A user whose row is locked until the transaction ends, and the database's clock, read after the lock was granted. */
export type LockedUser = ReturnType<typeof withTime>;

/** A user to add. */
export type NewUser = Profile &
  Pick<User, 'id' | 'email' | 'emailVerified' | 'username' | 'role'> &
  Pick<Credential, 'passwordHash'>;

const withTime = ({ at, ...user }: User & { readonly at: Date }) => ({ user, at });

/** Adds a user and their credential; undefined if address or username is taken. A concurrent second one waits for the first's commit. */
export async function insertUser(tx: Tx, user: NewUser): Promise<LockedUser | undefined> {
  const { id, email, emailVerified, username, firstName, lastName, phone, role, locale, passwordHash } = user;
  const { emailFolded, usernameFolded, searchText } = foldedColumns(user);
  const [added] = await tx.rows(USERS_WITH_TIME)`
    WITH added AS (
      INSERT INTO users (id, email, email_verified, username, first_name, last_name, phone, role, locale,
        email_folded, username_folded, search_text, folding_version, created_at)
      VALUES (${id}::uuid, ${email}, ${emailVerified}, ${username}, ${firstName}, ${lastName}, ${phone}, ${role}::"Role",
        ${locale}::"Locale", ${emailFolded}, ${usernameFolded}, ${searchText}, ${FOLDING_VERSION}, ${madeAt(id)}::timestamptz)
      ON CONFLICT DO NOTHING RETURNING *
    ), credential AS (
      INSERT INTO credentials (user_id, password_hash) SELECT id, ${passwordHash} FROM added
    )
    SELECT ${USERS}, clock_timestamp() AS at FROM added`;
  return added && withTime(added);
}

/** Returns the user with an e-mail address, in any case. */
export const findUserByEmail = async (sql: Sql, email: string) =>
  (await sql.rows(USERS)`SELECT ${USERS} FROM users WHERE email_folded = ${foldedEmail(email)}`)[0];

/** Returns the users with these ids, in no order. */
export const findUsers = (sql: Sql, ids: readonly string[]) =>
  sql.rows(USERS)`SELECT ${USERS} FROM users WHERE id = ANY(${ids}::uuid[])`;

/** Returns a page of users, newest first; where `search` is given, those whose username, e-mail address or name contains it in any case. */
export function findUserPage(sql: Sql, { before, take }: Page, search: string | undefined): Promise<User[]> {
  const users = sql.rows(USERS);
  // Two statements: one uses the index of ids, the other that of groups of letters, or for a common text the order of ids; a function
  // keeps it from reading both.
  if (search === undefined)
    return users`SELECT ${USERS} FROM users WHERE id < ${before}::uuid ORDER BY id DESC LIMIT ${take}`;
  const text = folded(search);
  return users`
    ${PLANNED_ANEW} SELECT ${USERS} FROM users
    WHERE grams_of(search_text, 1) @> grams_of(${text}, least(3, char_length(${text}))) AND search_text LIKE ${containing(text)}
      AND uuid_lt(id, ${before}::uuid)
    ORDER BY id DESC LIMIT ${take}`;
}

// The clock is read outside of the locking query, which may compute its columns before it waits.
const FROM_LOCKED = raw(`SELECT ${USERS.text}, clock_timestamp() AS at FROM locked`);

/** Locks an active user to change them or, by SHARE, to make tokens, which then reflect every change of role, password or standing. Undefined for any other user. */
export async function lockUser(tx: Tx, id: string, strength: 'UPDATE' | 'SHARE' = 'UPDATE') {
  const [locked] = await tx.rows(USERS_WITH_TIME)`
    WITH locked AS MATERIALIZED (SELECT * FROM users WHERE id = ${id}::uuid AND active FOR ${raw(strength)}) ${FROM_LOCKED}`;
  return locked && withTime(locked);
}

/** Locks the caller. Throws UNAUTHENTICATED for one who was deactivated meanwhile. */
export async function lockCaller(tx: Tx, caller: Caller): Promise<LockedUser> {
  const locked = await lockUser(tx, caller.id);
  if (locked === undefined) throw unauthenticated();
  return locked;
}

/** Locks the active users with these e-mail addresses, in the order of their ids. */
export async function lockUsersByEmail(tx: Tx, emails: readonly string[]) {
  const locked = await tx.rows(USERS_WITH_TIME)`
    WITH locked AS MATERIALIZED (
      SELECT * FROM users WHERE email_folded = ANY(${emails.map(foldedEmail)}::text[]) AND active ORDER BY id FOR UPDATE
    ) ${FROM_LOCKED}`;
  return locked.map(withTime);
}

/** Locks a user and all active administrators, in the order of their ids, so that two cannot demote each other as the last ones. */
export async function lockUserAndAdmins(tx: Tx, id: string) {
  await tx.run`SELECT FROM users WHERE id = ${id}::uuid OR (role = 'ADMIN' AND active) ORDER BY id FOR UPDATE`;
  // A statement of its own, so that it sees who became an administrator while the first one waited.
  const rows = await tx.rows(USERS_WITH_TIME)`
    SELECT ${USERS}, clock_timestamp() AS at FROM users WHERE id = ${id}::uuid OR (role = 'ADMIN' AND active)`;
  const found = rows.find((row) => row.id === id);
  const admins = rows.filter(({ role, active }) => role === 'ADMIN' && active);
  return { locked: found && withTime(found), activeAdminIds: admins.map((admin) => admin.id) };
}

const PROFILE = ['firstName', 'lastName', 'phone', 'locale', 'searchText'] as const;
const STANDING = ['role', 'active', 'emailVerified', 'revokedBefore', 'version', 'updatedAt'] as const;

/** Writes the changes of a locked user, under the next version, and returns the user as stored. */
export async function changeUser(
  tx: Tx,
  { user, at }: LockedUser,
  change: Partial<Profile & Pick<User, 'role' | 'active' | 'emailVerified' | 'revokedBefore'>>,
): Promise<User> {
  const changed: User = { ...user, ...change, version: user.version + 1, updatedAt: at };
  const { searchText } = foldedColumns(changed);
  await tx.update(USERS, [{ ...changed, searchText }], { by: ['id'], set: [...PROFILE, ...STANDING] });
  return { ...changed, searchText };
}

/** Returns the credential of an e-mail address or username, in any case. A user whose name could not be folded is found by the exact name, before the other one. */
export async function findCredentialByLogin(sql: Sql, login: string): Promise<Credential | undefined> {
  const name = foldedLogin(login);
  const [credential] = await sql.rows(CREDENTIALS)`
    SELECT ${CREDENTIALS.of('c')} FROM credentials c JOIN users u ON u.id = c.user_id
    WHERE u.email_folded = ${name}::text OR u.username_folded = ${name}::text
      OR (${UNFOLDED} AND (u.email = ${login}::text OR u.username = ${login}::text))
    ORDER BY ${UNFOLDED} AND (u.email = ${login}::text OR u.username = ${login}::text) DESC LIMIT 1`;
  return credential;
}

/** Returns the credential of a user. */
export const findCredential = async (sql: Sql, userId: string) =>
  (await sql.rows(CREDENTIALS)`SELECT ${CREDENTIALS} FROM credentials WHERE user_id = ${userId}::uuid`)[0];

/** Stores a new password and voids the tokens for setting one. Returns false if `insteadOf` is given and is not the stored hash. */
export async function storePassword(
  tx: Tx,
  { user, at }: LockedUser,
  { passwordHash, insteadOf = null }: { readonly passwordHash: string; readonly insteadOf?: string | null },
): Promise<boolean> {
  const stored = await tx.run`
    UPDATE credentials SET password_hash = ${passwordHash}, changed_at = ${at}::timestamptz
    WHERE user_id = ${user.id}::uuid AND (${insteadOf}::text IS NULL OR password_hash = ${insteadOf}::text)`;
  if (stored === 0) return false;
  await voidTokens(tx, 'password_resets', user.id, at);
  return true;
}

/** Returns users whose folded columns are of an older rule, in the order of their ids. */
export const findUnfolded = (sql: Sql, afterId: string, max: number) => sql.rows(USERS)`
  SELECT ${USERS} FROM users WHERE ${UNFOLDED} AND id > ${afterId}::uuid ORDER BY id LIMIT ${max}`;

/** Folds a user's columns by the current rule, unless another user has one of the names then; returns that user, or none if it was done. */
export async function refoldUser(tx: Tx, user: User): Promise<string[]> {
  const { emailFolded, usernameFolded, searchText } = foldedColumns(user);
  const others = await tx.rows(IDS)`
    SELECT id FROM users
    WHERE id <> ${user.id}::uuid AND (email_folded = ${emailFolded} OR username_folded = ${usernameFolded}) ORDER BY id`;
  if (others.length === 0) {
    await tx.run`
      UPDATE users SET email_folded = ${emailFolded}, username_folded = ${usernameFolded}, search_text = ${searchText},
        folding_version = ${FOLDING_VERSION}
      WHERE id = ${user.id}::uuid AND ${UNFOLDED}`;
  }
  return others.map(({ id }) => id);
}
