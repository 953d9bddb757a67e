import { isDeepStrictEqual } from 'node:util';
import { GraphQLError } from 'graphql';
import { createLocalJWKSet, errors, jwtVerify } from 'jose';
import type { JSONWebKeySet, JWTVerifyGetKey } from 'jose';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { refused, serviceUnavailable, unauthenticated } from './errors.ts';
import type { Log } from './log.ts';

/** The only algorithm that tokens are signed with, and so the only accepted one (RFC 8725, section 3.1). */
export const TOKEN_ALGORITHM = 'EdDSA';
/** The greatest age of the keys before they are fetched again; far below the time that a retired key stays published. */
const KEYS_MAX_AGE_MS = 5 * 60_000;
/** A token with an unknown key id triggers a fetch, at most this often. */
const KEYS_COOL_DOWN_MS = 2_000;
const KEYS_TIMEOUT_MS = 3_000;
/** Allowed clock difference between the issuer and this machine. */
const CLOCK_TOLERANCE_S = 2;
/** Size of the cache of verified tokens: the sessions of one process within a quarter of an hour. */
const TOKENS_KEPT_MAX = 10_000;

/** An authenticated user. */
export interface Caller {
  readonly id: string;
  readonly role: 'CUSTOMER' | 'ADMIN';
  readonly sessionId: string;
  /** When the token was issued, in seconds since 1970. */
  readonly issuedAtS: number;
}

/** Where public keys come from; `refresh` fetches them again. */
export type KeySource = ReturnType<typeof createKeySource>;

const keySetSchema = z.object({ keys: z.array(z.looseObject({ kty: z.string() })) });

/** Public keys fetched by `load` and kept: the last ones are used while the issuer is down; the first fetch is retried until it succeeds. */
export function createKeySource(load: () => Promise<unknown>, log: Log, now = () => performance.now()) {
  let document: JSONWebKeySet | undefined;
  let find: JWTVerifyGetKey | undefined;
  let askedAt = Number.NEGATIVE_INFINITY;
  let asking: Promise<void> | undefined;

  const ask = async (): Promise<void> => {
    askedAt = now();
    try {
      const loaded: JSONWebKeySet = keySetSchema.parse(await load());
      // Unchanged keys stay the same object, so that tokens verified with them stay in the cache.
      if (isDeepStrictEqual(loaded, document)) return;
      document = loaded;
      find = createLocalJWKSet(loaded);
    } catch (error) {
      // An outage of users is logged by fetchRevocations, which runs every second.
      const level = error instanceof z.ZodError ? 'warn' : 'debug';
      if (document !== undefined) return log[level]({ err: error }, 'the keys of the token issuer could not be read');
      // All processes start at the same time; readiness reports what is missing.
      log.info('waiting for the keys of the token issuer');
      setTimeout(() => void refresh(), KEYS_COOL_DOWN_MS).unref();
    }
  };
  const refresh = (): Promise<void> => (asking ??= ask().finally(() => (asking = undefined)));

  return {
    refresh,
    /** The last good document, or undefined before the first. Triggers a fetch of an old one. */
    document: (): JSONWebKeySet | undefined => {
      if (document !== undefined && now() - askedAt > KEYS_MAX_AGE_MS) void refresh();
      return document;
    },
    /** Finds the key of a token. Throws SERVICE_UNAVAILABLE while there are no keys, so that valid and invalid tokens cannot be distinguished. */
    find: (async (header, token) => {
      const isCool = now() - askedAt > KEYS_COOL_DOWN_MS;
      if (find === undefined) await (isCool ? refresh() : asking);
      if (find === undefined) throw serviceUnavailable();
      try {
        return await find(header, token);
      } catch (error) {
        if (!(error instanceof errors.JWKSNoMatchingKey) || !isCool) throw error;
        await refresh();
        return find(header, token);
      }
    }) satisfies JWTVerifyGetKey,
  };
}

/** Fetches the public keys of the users service; throws for a status other than 2xx. */
export const fetchKeys = (usersUrl: string) => async (): Promise<unknown> => {
  const response = await fetch(`${usersUrl}/.well-known/jwks.json`, { signal: AbortSignal.timeout(KEYS_TIMEOUT_MS) });
  if (!response.ok) throw new Error(`the token issuer answered ${response.status}`);
  return response.json();
};

type Trusted = Readonly<{ keys: Pick<KeySource, 'find' | 'document'>; issuer: string; audience: string }>;

/** Throws UNAUTHENTICATED for every invalid token, without a reason; SERVICE_UNAVAILABLE while there are no keys to verify it with. */
export type TokenVerifier = (token: string) => Promise<Caller>;

const claimsSchema = z.object({
  sub: z.uuid(),
  sid: z.uuid(),
  role: z.enum(['CUSTOMER', 'ADMIN']),
  iat: z.number(),
  exp: z.number(),
});

/** Verifies signature, algorithm, issuer, audience, times and claims of tokens (RFC 8725), cached until expiry or a change of keys. Does not check revocation. */
export function createTokenVerifier({ keys, issuer, audience }: Trusted): TokenVerifier {
  const verified = new LRUCache<string, { caller: Caller; endsAtMs: number }>({ max: TOKENS_KEPT_MAX });
  const verify = async (token: string) => {
    try {
      const { payload } = await jwtVerify(token, keys.find, {
        issuer,
        audience,
        algorithms: [TOKEN_ALGORITHM],
        clockTolerance: CLOCK_TOLERANCE_S,
      });
      const { sub, sid, role, iat, exp } = claimsSchema.parse(payload);
      return { caller: { id: sub, sessionId: sid, role, issuedAtS: iat }, endsAtMs: exp * 1_000 };
    } catch (error) {
      throw error instanceof GraphQLError ? error : unauthenticated('The token is not valid.');
    }
  };
  let verifiedWith: unknown;
  return async (token) => {
    const document = keys.document();
    if (document !== verifiedWith) verified.clear();
    verifiedWith = document;
    const known = verified.get(token);
    if (known !== undefined && known.endsAtMs > Date.now()) return known.caller;
    const found = await verify(token);
    // The keys may have changed during this verification.
    if (keys.document() === verifiedWith) verified.set(token, found);
    return found.caller;
  };
}

/** RFC 6750, section 3. */
const CHALLENGE = { 'www-authenticate': 'Bearer error="invalid_token"' };
const RETRY_AFTER = { 'retry-after': '2' };

/**
 * Finds the caller of an Authorization header; undefined without one. Throws RefusedError for every header that is not a good token: HTTP 401, whatever
 * is asked, so that a client never takes the response for an anonymous caller as its own; 503 while tokens cannot be checked.
 */
export async function authenticate(verify: TokenVerifier, header: string | undefined): Promise<Caller | undefined> {
  if (header === undefined || header === '') return undefined;
  const token = /^Bearer +([A-Za-z0-9._~+/-]+=*)$/i.exec(header.trim())?.[1];
  if (token === undefined) throw wrongToken('The Authorization header must be "Bearer <token>".');
  try {
    return await verify(token);
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    if (error.extensions['code'] !== 'SERVICE_UNAVAILABLE') throw wrongToken(error.message);
    throw refused(503, 'SERVICE_UNAVAILABLE', 'Tokens cannot be checked right now.', RETRY_AFTER);
  }
}

const wrongToken = (message: string) => refused(401, 'UNAUTHENTICATED', message, CHALLENGE);
