import { isDeepStrictEqual } from 'node:util';
import { createLocalJWKSet, errors } from 'jose';
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

/** Who is asking. */
export interface Caller {
  readonly id: string;
  readonly role: 'CUSTOMER' | 'ADMIN';
  readonly sessionId: string;
  /** When the token was issued, in seconds since 1970. */
  readonly issuedAtS: number;
}

const keySetSchema = z.object({ keys: z.array(z.looseObject({ kty: z.string() })) });

/**
 * Verifies access tokens. Throws UNAUTHENTICATED for every token that is not wholly right, and never says why; SERVICE_UNAVAILABLE while
 * there are no keys to check it with.
 */
export type TokenVerifier = (token: string) => Promise<Caller>;

/** Raised while no key of the issuer is known, so that no token can be told from another. */
export class NoKeysError extends Error {
  override readonly name = 'NoKeysError';
}

/** Where public keys come from; `refresh` fetches them again. */
export interface KeySource {
  readonly find: JWTVerifyGetKey;
  /** The last good document, or undefined before the first. Has one that is old fetched again. */
  document(): JSONWebKeySet | undefined;
  refresh(): Promise<void>;
}

/**
 * Public keys fetched from the issuer and kept: the last good ones go on serving while the issuer is away. `load` gives the JWKS document. Once
 * asked for, the first keys are asked for again until they are there.
 */
export function createKeySource(load: () => Promise<unknown>, log: Log, now: () => number = Date.now): KeySource {
  let document: JSONWebKeySet | undefined;
  let find: JWTVerifyGetKey | undefined;
  let askedAt = Number.NEGATIVE_INFINITY;
  let asking: Promise<void> | undefined;

  const ask = async (): Promise<void> => {
    askedAt = now();
    try {
      const loaded: JSONWebKeySet = keySetSchema.parse(await load());
      // Keys that are as they were stay the same object, so that what was verified with them need not be verified again.
      if (isDeepStrictEqual(loaded, document)) return;
      document = loaded;
      find = createLocalJWKSet(loaded);
    } catch (error) {
      // Everything starts at once, and readiness says what is missing: the first keys are asked for until they are there.
      if (document === undefined) {
        log.info('waiting for the keys of the token issuer');
        setTimeout(() => void refresh(), KEYS_COOL_DOWN_MS).unref();
      } else log.warn({ err: error }, 'the keys of the token issuer could not be read');
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
      if (find === undefined) throw new NoKeysError();
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

/** The token of an Authorization header; undefined without one. Throws UNAUTHENTICATED for another scheme. */
export function bearerToken(header: string | undefined): string | undefined {
  if (header === undefined || header === '') return undefined;
  const match = /^Bearer +([A-Za-z0-9._~+/-]+=*)$/i.exec(header.trim());
  if (match?.[1] === undefined) throw unauthenticated('The Authorization header must be "Bearer <token>".');
  return match[1];
}
