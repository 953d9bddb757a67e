import { v7 as uuidv7 } from 'uuid';
import type { Prisma, SessionEnd, User } from '#prisma/users';
import type { Caller } from '#platform/token.ts';
import type { Deps } from './deps.ts';
import { ACCESS_TOKEN_SECONDS, REFRESH_TOKEN_SECONDS, issuedAtS, later } from './domain/tokens.ts';
import { digestOf, newSecret } from './secrets.ts';
import type { LockedUser } from './user-rows.ts';

type Tx = Prisma.TransactionClient;

/** What a client holds of a session. */
export interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly tokenType: 'Bearer';
  readonly expiresIn: number;
}

/** Somebody who has proved who they are, and what they get for it. The access token is signed after the commit. */
export interface Proof {
  readonly user: User;
  readonly caller: Caller;
  readonly refreshToken: string;
}

/** A sign-in as use cases answer it: `caller` is who the rest of the request is done as. */
export interface SignedIn {
  readonly user: User;
  readonly caller: Caller;
  readonly tokens: Tokens;
}

/** Adds a refresh token to a session. The user must be locked, shared or not. */
export async function extendSession(tx: Tx, { user, at }: LockedUser, sessionId: string): Promise<Proof> {
  const refreshToken = newSecret();
  await tx.refreshToken.create({
    data: { hash: digestOf(refreshToken), sessionId, createdAt: at, expiresAt: later(at, REFRESH_TOKEN_SECONDS) },
  });
  const caller = { id: user.id, role: user.role, sessionId, issuedAtS: issuedAtS(at, user.revokedBefore) };
  return { user, caller, refreshToken };
}

/** Begins a session. The user must be locked, shared or not. */
export async function beginSession(tx: Tx, locked: LockedUser): Promise<Proof> {
  const id = uuidv7();
  await tx.session.create({ data: { id, userId: locked.user.id, createdAt: locked.at } });
  return extendSession(tx, locked, id);
}

/** Makes the tokens of a proof that is committed. */
export async function issueTokens({ accessTokens }: Deps, { user, caller, refreshToken }: Proof): Promise<SignedIn> {
  const accessToken = await accessTokens.sign(caller);
  return { user, caller, tokens: { accessToken, refreshToken, tokenType: 'Bearer', expiresIn: ACCESS_TOKEN_SECONDS } };
}

/** Ends those sessions that have not ended yet. Their refresh tokens are refused at once, their access tokens as soon as the router hears of it. */
export async function endSessions(
  tx: Tx,
  which: Prisma.SessionWhereInput,
  endedBy: SessionEnd,
  at: Date,
): Promise<void> {
  await tx.session.updateMany({ where: { ...which, endedAt: null }, data: { endedAt: at, endedBy } });
}
