import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK } from 'jose';
import type { CryptoKey, JSONWebKeySet } from 'jose';
import { z } from 'zod';
import type { PrismaClient } from '#prisma/users';
import type { Sql } from '#platform/database.ts';
import { seal, unseal } from '#platform/sealed.ts';
import { TOKEN_ALGORITHM } from '#platform/token.ts';
import { publishedKeysAt, signingKeyAt } from './domain/key-times.ts';

/** How long this process may overlook a key that another one has made: far less than keys are published ahead. */
const RELOAD_MS = 60_000;

/** Any constant: it names the lock that keeps two processes from making keys at the same time. */
const KEYS_LOCK = 5_318_008;

/** Keeps other processes from making or forgetting keys until the transaction ends. */
export async function lockSigningKeys(tx: Sql): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(${KEYS_LOCK})`;
}

const jwkSchema = z.looseObject({ kty: z.string() });

const refuseKey = (cause: unknown): never => {
  throw new Error(
    'KEY_ENCRYPTION_KEY is not the one that the signing key was stored with: set that one, or make a signing key with this one (rotate-keys.ts --at-once)',
    { cause },
  );
};

/** A key pair as it is stored. */
export interface StoredKey {
  readonly kid: string;
  readonly publicJwk: Record<string, string>;
  readonly sealedPrivate: string;
}

/** Makes an Ed25519 key pair, its private part sealed. */
export async function newSigningKey(keyEncryptionKey: Uint8Array): Promise<StoredKey> {
  const { publicKey, privateKey } = await generateKeyPair(TOKEN_ALGORITHM, { crv: 'Ed25519', extractable: true });
  const { kty = '', crv = '', x = '' } = await exportJWK(publicKey);
  const kid = await calculateJwkThumbprint({ kty, crv, x });
  return {
    kid,
    publicJwk: { kty, crv, x, kid, alg: TOKEN_ALGORITHM, use: 'sig' },
    sealedPrivate: await seal(keyEncryptionKey, JSON.stringify(await exportJWK(privateKey))),
  };
}

/** The keys as they are used. */
export interface SigningKeys {
  /** The key that signs now. */
  current(): Promise<{ readonly kid: string; readonly key: CryptoKey }>;
  /** The JWKS document as the database has it now, so that a new key is found at once. */
  published(): Promise<JSONWebKeySet>;
}

/** Reads the keys from the database, where every process of this service finds the same. */
export function createSigningKeys(options: {
  readonly database: PrismaClient;
  readonly keyEncryptionKey: Uint8Array;
  readonly now: () => Date;
}): SigningKeys {
  const { database, keyEncryptionKey, now } = options;
  const opened = new Map<string, CryptoKey>();
  let cached: { readonly keys: Awaited<ReturnType<typeof load>>; readonly loadedAtMs: number } | undefined;

  const load = () => database.signingKey.findMany();

  const open = async ({ kid, sealedPrivate }: { kid: string; sealedPrivate: string }): Promise<CryptoKey> => {
    const known = opened.get(kid);
    if (known !== undefined) return known;
    const privateJwk = jwkSchema.parse(JSON.parse(await unseal(keyEncryptionKey, sealedPrivate).catch(refuseKey)));
    const key = await importJWK(privateJwk, TOKEN_ALGORITHM);
    if (key instanceof Uint8Array) throw new Error(`The signing key ${kid} is not a key pair`);
    opened.set(kid, key);
    return key;
  };

  const cachedKeys = async () => {
    if (cached === undefined || now().getTime() - cached.loadedAtMs > RELOAD_MS) {
      cached = { keys: await load(), loadedAtMs: now().getTime() };
    }
    return cached.keys;
  };

  return {
    current: async () => {
      const signing = signingKeyAt(await cachedKeys(), now());
      if (signing === undefined) throw new Error('There is no signing key');
      return { kid: signing.kid, key: await open(signing) };
    },
    published: async () => {
      const keys = await load();
      cached = { keys, loadedAtMs: now().getTime() };
      return { keys: publishedKeysAt(keys, now()).map(({ publicJwk }) => jwkSchema.parse(publicJwk)) };
    },
  };
}
