import { createLocalJWKSet, errors, jwtVerify } from 'jose';
import type { JSONWebKeySet, JWTVerifyGetKey } from 'jose';
import { z } from 'zod';
import { unauthenticated } from './errors.ts';
import type { Log } from './log.ts';

/** The only algorithm that tokens are signed with, and so the only one that is believed (RFC 8725, section 3.1). */
export const TOKEN_ALGORITHM = 'EdDSA';
/** How old the keys may get before they are asked for again; far below the time that a retired key goes on being published. */
const KEYS_MAX_AGE_MS = 5 * 60_000;
/** A token with an unknown key id makes us ask at once, but not more often than this. */
const KEYS_COOL_DOWN_MS = 2_000;
const KEYS_TIMEOUT_MS = 3_000;
const CLOCK_TOLERANCE_S = 2;

/** Who is asking. */
export interface Caller {
  readonly id: string;
  readonly role: 'CUSTOMER' | 'ADMIN';
  readonly sessionId: string;
  /** When the token was issued, in seconds since 1970. */
  readonly issuedAtS: number;
}

const claimsSchema = z.object({
  sub: z.uuid(),
  sid: z.uuid(),
  role: z.enum(['CUSTOMER', 'ADMIN']),
  iat: z.number(),
  exp: z.number(),
});
const keySetSchema = z.object({ keys: z.array(z.looseObject({ kty: z.string() })) });

/** Verifies access tokens. Throws UNAUTHENTICATED for every token that is not wholly right, and never says why. */
export type TokenVerifier = (token: string) => Promise<Caller>;

/** Where public keys come from; `refresh` fetches them again. */
export interface KeySource {
  readonly find: JWTVerifyGetKey;
  /** The last good document, or undefined before the first. Has one that is old fetched again. */
  document(): JSONWebKeySet | undefined;
  refresh(): Promise<void>;
}

/**
 * Public keys fetched from the issuer and kept: the last good ones go on serving while the issuer is away. `load` gives the JWKS document.
 */
export function createKeySource(load: () => Promise<unknown>, log: Log, now: () => number = Date.now): KeySource {
  let document: JSONWebKeySet | undefined;
  let find: JWTVerifyGetKey | undefined;
  let askedAt = Number.NEGATIVE_INFINITY;
  let asking: Promise<void> | undefined;

  const ask = async (): Promise<void> => {
    askedAt = now();
    try {
      document = keySetSchema.parse(await load());
      find = createLocalJWKSet(document);
    } catch (error) {
      // Before the first there is nothing to worry about: everything starts at once, and readiness says what is missing.
      if (document === undefined) log.info('waiting for the keys of the token issuer');
      else log.warn({ err: error }, 'the keys of the token issuer could not be read');
    }
  };
  const refresh = (): Promise<void> => (asking ??= ask().finally(() => (asking = undefined)));

  return {
    refresh,
    document: () => {
      if (document !== undefined && now() - askedAt > KEYS_MAX_AGE_MS) void refresh();
      return document;
    },
    find: async (header, token) => {
      const age = now() - askedAt;
      if (find === undefined && age > KEYS_COOL_DOWN_MS) await refresh();
      else if (asking !== undefined && find === undefined) await asking;
      else if (age > KEYS_MAX_AGE_MS) void refresh();
      if (find === undefined) throw new errors.JWKSNoMatchingKey();
      try {
        return await find(header, token);
      } catch (error) {
        if (!(error instanceof errors.JWKSNoMatchingKey) || age <= KEYS_COOL_DOWN_MS) throw error;
        await refresh();
        return find(header, token);
      }
    },
  };
}

/** Loads a JWKS document over HTTP. */
export const fetchKeys = (usersUrl: string) => async (): Promise<unknown> => {
  const response = await fetch(`${usersUrl}/.well-known/jwks.json`, { signal: AbortSignal.timeout(KEYS_TIMEOUT_MS) });
  if (!response.ok) throw new Error(`the token issuer answered ${response.status}`);
  return response.json();
};

/** Whose tokens are believed. */
export interface TrustedIssuer {
  readonly keys: Pick<KeySource, 'find' | 'document'>;
  readonly issuer: string;
  readonly audience: string;
}

/** Checks signature, algorithm, issuer, audience, times and claims of each token that it is given. */
export function verifyWithJose({ keys, issuer, audience }: TrustedIssuer): TokenVerifier {
  return async (token) => {
    try {
      const { payload } = await jwtVerify(token, keys.find, {
        issuer,
        audience,
        algorithms: [TOKEN_ALGORITHM],
        clockTolerance: CLOCK_TOLERANCE_S,
        requiredClaims: ['sub', 'sid', 'exp', 'iat'],
      });
      const { sub, sid, role, iat } = claimsSchema.parse(payload);
      return { id: sub, sessionId: sid, role, issuedAtS: iat };
    } catch {
      throw unauthenticated('The token is not valid.');
    }
  };
}

/** The token of an Authorization header; undefined without one. Throws UNAUTHENTICATED for another scheme. */
export function bearerToken(header: string | undefined): string | undefined {
  if (header === undefined || header === '') return undefined;
  const match = /^Bearer +([A-Za-z0-9._~+/-]+=*)$/i.exec(header.trim());
  if (match?.[1] === undefined) throw unauthenticated('The Authorization header must be "Bearer <token>".');
  return match[1];
}
