import { SignJWT, calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK } from 'jose';
import type { CryptoKey, JSONWebKeySet } from 'jose';
import { v4 as uuidv4 } from 'uuid';
import { z } from 'zod';
import { Prisma } from '#prisma/users/columns';
import type { SigningKey } from '#prisma/users';
import { table } from '#platform/database.ts';
import type { Sql, Tx } from '#platform/database.ts';
import { seal, unseal } from '#platform/sealed.ts';
import { TOKEN_ALGORITHM } from '#platform/token.ts';
import type { Caller } from '#platform/token.ts';
import type { Deps } from './deps.ts';
import { PUBLISHED_AHEAD_SECONDS, publishedKeysAt, signingKeyAt } from './domain/key-times.ts';
import { ACCESS_TOKEN_SECONDS, later } from './domain/tokens.ts';

/** How long this process may not know a key of another process: far less than keys are published ahead. */
const RELOAD_MS = 60_000;

/** Any constant: it names the lock that keeps two processes from making keys at the same time. */
const KEYS_LOCK = 5_318_008;

const SIGNING_KEYS = table<SigningKey>('signing_keys', Prisma.SigningKeyScalarFieldEnum);

const readKeys = (sql: Sql): Promise<SigningKey[]> => sql.rows(SIGNING_KEYS)`SELECT ${SIGNING_KEYS} FROM signing_keys`;

const jwkSchema = z.looseObject({ kty: z.string() });

const refuseKey = (cause: unknown): never => {
  throw new Error(
    'KEY_ENCRYPTION_KEY is not the one that the signing key was stored with: set that one, or make a signing key with this one (rotate-keys.ts --at-once)',
    { cause },
  );
};

async function newKey(keyEncryptionKey: Uint8Array): Promise<Pick<SigningKey, 'kid' | 'publicJwk' | 'sealedPrivate'>> {
  const { publicKey, privateKey } = await generateKeyPair(TOKEN_ALGORITHM, { crv: 'Ed25519', extractable: true });
  const { kty = '', crv = '', x = '' } = await exportJWK(publicKey);
  const kid = await calculateJwkThumbprint({ kty, crv, x });
  return {
    kid,
    publicJwk: { kty, crv, x, kid, alg: TOKEN_ALGORITHM, use: 'sig' },
    sealedPrivate: await seal(keyEncryptionKey, JSON.stringify(await exportJWK(privateKey))),
  };
}

type KeyDeps = Pick<Deps, 'database' | 'keyEncryptionKey' | 'now'>;

/** Keeps other processes from making or deleting keys until the transaction ends, and returns those that there are. */
async function lockKeys(tx: Tx): Promise<SigningKey[]> {
  await tx.run`SELECT pg_advisory_xact_lock(${KEYS_LOCK}::bigint)`;
  return readKeys(tx);
}

/** Creates the first signing key if there is none. Processes that start at the same time create only one. */
export const ensureSigningKey = ({ database, keyEncryptionKey, now }: KeyDeps): Promise<void> =>
  database.transaction(async (tx) => {
    if ((await lockKeys(tx)).length > 0) return;
    await tx.insert(SIGNING_KEYS, [{ ...(await newKey(keyEncryptionKey)), createdAt: now(), signsFrom: now() }]);
  });

/** Creates a signing key, published now, that signs once every process knows it, or `atOnce`; an already waiting one is used. Deletes keys that no token needs. */
export async function rotateSigningKeys(
  { database, keyEncryptionKey, now }: KeyDeps,
  { atOnce }: { readonly atOnce: boolean },
): Promise<SigningKey> {
  const made = await newKey(keyEncryptionKey);
  return database.transaction(async (tx) => {
    const keys = await lockKeys(tx);
    const published = publishedKeysAt(keys, now()).map(({ kid }) => kid);
    await tx.run`DELETE FROM signing_keys WHERE kid <> ALL(${published}::text[])`;
    const waiting = keys.find(({ signsFrom }) => signsFrom > now());
    if (waiting !== undefined && !atOnce) return waiting;
    const signsFrom = atOnce ? now() : later(now(), PUBLISHED_AHEAD_SECONDS);
    const next = { ...(waiting ?? { ...made, createdAt: now() }), signsFrom };
    if (waiting === undefined) await tx.insert(SIGNING_KEYS, [next]);
    else await tx.update(SIGNING_KEYS, [next], { by: ['kid'], set: ['signsFrom'] });
    return next;
  });
}

/** Keys for use. */
export type SigningKeys = ReturnType<typeof createSigningKeys>;

/** Reads the keys from the database, which all processes of this service share. */
export function createSigningKeys({ database, keyEncryptionKey, now }: KeyDeps) {
  const opened = new Map<string, CryptoKey>();
  let cached: { readonly keys: readonly SigningKey[]; readonly loadedAtMs: number } = { keys: [], loadedAtMs: 0 };

  const load = async (): Promise<readonly SigningKey[]> => {
    cached = { keys: await readKeys(database), loadedAtMs: now().getTime() };
    return cached.keys;
  };

  const open = async ({ kid, sealedPrivate }: SigningKey): Promise<CryptoKey> => {
    const known = opened.get(kid);
    if (known !== undefined) return known;
    const privateJwk = jwkSchema.parse(JSON.parse(await unseal(keyEncryptionKey, sealedPrivate).catch(refuseKey)));
    const key = await importJWK(privateJwk, TOKEN_ALGORITHM);
    if (key instanceof Uint8Array) throw new Error(`The signing key ${kid} is not a key pair`);
    opened.set(kid, key);
    return key;
  };

  return {
    current: async () => {
      // Also if the clock was set back meanwhile.
      const isFresh = Math.abs(now().getTime() - cached.loadedAtMs) <= RELOAD_MS;
      const signing = signingKeyAt(isFresh ? cached.keys : await load(), now());
      if (signing === undefined) throw new Error('There is no signing key');
      return { kid: signing.kid, key: await open(signing) };
    },
    /** Returns the JWKS document as the database has it now, so that a new key is found at once. */
    published: async (): Promise<JSONWebKeySet> => ({
      keys: publishedKeysAt(await load(), now()).map(({ publicJwk }) => jwkSchema.parse(publicJwk)),
    }),
  };
}

/** Issues access tokens: JWTs that every service verifies by the published keys. */
export type AccessTokens = ReturnType<typeof createAccessTokens>;

/** Signs access tokens with the current key. */
export const createAccessTokens = (keys: SigningKeys, names: { issuer: string; audience: string }) => ({
  sign: async ({ id, sessionId, role, issuedAtS }: Caller): Promise<string> => {
    const { kid, key } = await keys.current();
    return new SignJWT({ sid: sessionId, role })
      .setProtectedHeader({ alg: TOKEN_ALGORITHM, kid, typ: 'JWT' })
      .setIssuer(names.issuer)
      .setAudience(names.audience)
      .setSubject(id)
      .setJti(uuidv4())
      .setIssuedAt(issuedAtS)
      .setExpirationTime(issuedAtS + ACCESS_TOKEN_SECONDS)
      .sign(key);
  },
});
