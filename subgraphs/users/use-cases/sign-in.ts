import { NIL, v7 as uuidv7 } from 'uuid';
import type { Tx } from '#platform/database.ts';
import { fail, succeed } from '#platform/errors.ts';
import { parseInput } from '#platform/input.ts';
import { networkOf } from '#platform/network.ts';
import type { Deps } from '../deps.ts';
import { foldedLogin } from '../domain/names.ts';
import { ACCESS_TOKEN_SECONDS, REFRESH_TOKEN_SECONDS, decideRefresh, later } from '../domain/tokens.ts';
import type { LoginInput } from '../generated/resolvers.ts';
import { loginInput, token } from '../input.ts';
import { orTakeBack } from '../login-attempts.ts';
import { findCredential, findCredentialByLogin, lockUser } from '../rows.ts';
import type { LockedUser } from '../rows.ts';
import { digestOf, newSecret } from '../secrets.ts';
import {
  callerOf,
  claimRefreshToken,
  deleteExpiredCounts,
  deleteExpiredSessions,
  endSessionOfToken,
  findAcquaintance,
  findRefreshToken,
  findRevoked,
  insertRefreshToken,
  insertSession,
} from '../sessions.ts';

/** An authenticated user with the new session. The access token is signed after the commit. */
type Proof = Awaited<ReturnType<typeof extendSession>>;

/** The result of a sign-in; `caller` is the caller of the rest of the request. */
export type SignedIn = Awaited<ReturnType<typeof issueTokens>>;

/** Returns a digest of a user's network, from which the address cannot be read. */
const knownNetwork = (userId: string, address: string | undefined): string | undefined =>
  address === undefined ? undefined : digestOf(`network of ${userId} ${networkOf(address)}`);

async function extendSession(
  tx: Tx,
  locked: LockedUser,
  { sessionId, address }: { readonly sessionId: string; readonly address: string | undefined },
) {
  const { user, at } = locked;
  const refreshToken = newSecret();
  const expiresAt = later(at, REFRESH_TOKEN_SECONDS);
  const network = knownNetwork(user.id, address) ?? null;
  await insertRefreshToken(tx, { hash: digestOf(refreshToken), sessionId, createdAt: at, expiresAt, network });
  return { user, caller: callerOf(locked, sessionId), refreshToken };
}

/** Starts a session from an address, if known. The user must be locked, shared or not. */
export async function beginSession(tx: Tx, locked: LockedUser, address: string | undefined) {
  const sessionId = uuidv7();
  await insertSession(tx, { id: sessionId, userId: locked.user.id, createdAt: locked.at });
  return extendSession(tx, locked, { sessionId, address });
}

/** Creates the tokens of a committed proof. */
export async function issueTokens({ accessTokens }: Deps, { user, caller, refreshToken }: Proof) {
  const accessToken = await accessTokens.sign(caller);
  return { user, caller, tokens: { accessToken, refreshToken, tokenType: 'Bearer', expiresIn: ACCESS_TOKEN_SECONDS } };
}

/** Signs a user in. All refusals have the same response and timing. RATE_LIMITED after too many failures; unknown devices cannot cause it for known devices and networks. */
export async function login(deps: Deps, address: string | undefined, input: LoginInput) {
  const { login: name, password, refreshToken } = parseInput(loginInput, input);
  const { database, passwords } = deps;
  const refused = fail('INVALID_CREDENTIALS', 'Login or password is wrong.');

  const credential = await findCredentialByLogin(database, name);
  const known = await findAcquaintance(database, credential?.userId ?? NIL, {
    tokenHash: refreshToken == null ? undefined : digestOf(refreshToken),
    network: knownNetwork(credential?.userId ?? NIL, address),
  });
  const account = credential?.userId ?? foldedLogin(name);
  const network = address === undefined ? undefined : networkOf(address);
  const attempt = await deps.attempts.take({ account, network, ...known });
  const errand = known.device !== null || known.knowsNetwork ? 'KNOWN' : 'SIGN_IN';
  const isRight = await orTakeBack(attempt, passwords.verify(password, credential?.passwordHash, errand));
  if (!isRight || credential === undefined) return refused;

  const proof = await database.transaction(async (tx) => {
    const locked = await lockUser(tx, credential.userId, 'SHARE');
    if (locked === undefined) return undefined;
    // The password may have been changed while this one was verified.
    const current = await findCredential(tx, credential.userId);
    return current?.passwordHash === credential.passwordHash ? beginSession(tx, locked, address) : undefined;
  });
  if (proof === undefined) return refused;
  await attempt.forgive();
  return succeed(await issueTokens(deps, proof));
}

/** Returns new tokens for a refresh token, once. A used one ends the session, even if the response to its first use was lost (RFC 9700, section 4.14.2). */
export async function refreshTokens(deps: Deps, refreshToken: string, address?: string) {
  const arrivedAt = deps.now();
  const hash = digestOf(parseInput(token, refreshToken, 'refreshToken'));
  const proof = await deps.database.transaction(async (tx) => {
    const owner = (await findRefreshToken(tx, hash))?.userId;
    const locked = owner === undefined ? undefined : await lockUser(tx, owner, 'SHARE');
    // Read after the lock was granted: a concurrent request or a change of password may have been first.
    const found = await findRefreshToken(tx, hash);
    if (locked === undefined || found === undefined) return undefined;
    const { at } = locked;
    const decision = decideRefresh(found, arrivedAt, at);
    if (decision === 'end') await endSessionOfToken(tx, hash, 'TOKEN_REUSED');
    if (decision !== 'rotate' || !(await claimRefreshToken(tx, hash, at))) return undefined;
    return extendSession(tx, locked, { sessionId: found.sessionId, address });
  });
  if (proof === undefined)
    return fail('INVALID_TOKEN', 'The refresh token is unknown, used or too old. Sign in again.', 'refreshToken');
  return succeed(await issueTokens(deps, proof));
}

/** Ends the session of a refresh token, used or not. Succeeds for an ended or unknown one too. */
export async function logout({ database }: Deps, refreshToken: string) {
  await endSessionOfToken(database, digestOf(parseInput(token, refreshToken, 'refreshToken')), 'LOGGED_OUT');
  return succeed({ ok: true });
}

/** Tokens of a revoked session may be issued a moment after its end, and clocks differ. */
const MARGIN_SECONDS = 2 * 60;
/** Kept a day longer than it counts, for investigations. */
const KEPT_SECONDS = 24 * 60 * 60;

/** Returns the access tokens that are revoked and may not have expired: of sessions, and of users until the second `before`, inclusive. */
export async function listRevocations({ database }: Deps) {
  const { users, sessions } = await findRevoked(database, ACCESS_TOKEN_SECONDS + MARGIN_SECONDS);
  return {
    users: users.map(({ id, revokedBefore }) => ({ id, before: revokedBefore.getTime() / 1000 })),
    sessions: sessions.map(({ id }) => id),
  };
}

/** Deletes what has no effect any more: expired tokens, sessions without any, and counts of attempts whose window is over. In short transactions. */
export async function forgetExpired({ database }: Pick<Deps, 'database'>): Promise<void> {
  while (await database.transaction((tx) => deleteExpiredSessions(tx, KEPT_SECONDS)));
  while (await deleteExpiredCounts(database, KEPT_SECONDS));
}
