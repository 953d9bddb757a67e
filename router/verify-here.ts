import { createPublicKey, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { JSONWebKeySet } from 'jose';
import { z } from 'zod';
import { TOKEN_ALGORITHM } from '#platform/token.ts';
import type { Caller, KeySource, TokenVerifier } from '#platform/token.ts';
import { createBoundedCache } from './bounded-cache.ts';

/** Whose tokens are checked, and who decides on the others. */
export interface VerifyHereOptions {
  readonly keys: Pick<KeySource, 'document'>;
  readonly issuer: string;
  readonly audience: string;
  /** Decides on every token that is not found to be right here. */
  readonly otherwise: TokenVerifier;
  readonly now?: () => number;
}

/** 64 bytes in base64url, without the signs that other spellings of the same bytes have. */
const SIGNATURE = /^[\w-]{86}$/;
const HEADERS_MAX = 16;

const headerSchema = z.strictObject({
  alg: z.literal(TOKEN_ALGORITHM),
  kid: z.string(),
  typ: z.literal('JWT').optional(),
});

/**
 * Checks the signature of a plain, good token of a known key in this thread: the way through the thread pool costs as much again, which
 * matters where a router has one core. Whatever is not plainly right is left to `otherwise`, so that this can only ever say yes.
 */
export function verifyHere({ keys, issuer, audience, otherwise, now = Date.now }: VerifyHereOptions): TokenVerifier {
  const claimsSchema = z.object({
    iss: z.literal(issuer),
    aud: z.literal(audience),
    sub: z.uuid(),
    sid: z.uuid(),
    role: z.enum(['CUSTOMER', 'ADMIN']),
    iat: z.number(),
    exp: z.number(),
    // A time before which it does not hold is nothing that our issuer gives.
    nbf: z.undefined().optional(),
  });
  let readFor: JSONWebKeySet | undefined;
  let byName: ReadonlyMap<string, KeyObject> = new Map();
  // Of the tokens of one key all headers are the same text.
  const byHeader = createBoundedCache<KeyObject>(HEADERS_MAX);
  const keyFor = (header: string): KeyObject | undefined => {
    const document = keys.document();
    if (document !== readFor) {
      byName = keysIn(document);
      byHeader.clear();
      readFor = document;
    }
    const known = byHeader.get(header) ?? byName.get(keyNameIn(header));
    if (known !== undefined) byHeader.set(header, known);
    return known;
  };

  return (token) => {
    const [header = '', payload = '', signature = '', ...more] = token.split('.');
    const key = more.length === 0 && SIGNATURE.test(signature) ? keyFor(header) : undefined;
    if (key === undefined) return otherwise(token);
    const signed = Buffer.from(token.slice(0, header.length + 1 + payload.length), 'latin1');
    if (!verify(null, signed, key, Buffer.from(signature, 'base64url'))) return otherwise(token);
    const claims = claimsSchema.safeParse(readPart(payload));
    if (!claims.success || claims.data.exp * 1_000 <= now()) return otherwise(token);
    const { sub: id, sid: sessionId, role, iat: issuedAtS } = claims.data;
    return Promise.resolve({ id, sessionId, role, issuedAtS } satisfies Caller);
  };
}

/** The Ed25519 keys of a document by their names; one whose name stands twice is none. */
function keysIn(document: JSONWebKeySet | undefined): Map<string, KeyObject> {
  const found = new Map<string, KeyObject>();
  const names = document?.keys.map(({ kid }) => kid) ?? [];
  for (const jwk of document?.keys ?? []) {
    const isOurs = jwk.kty === 'OKP' && jwk.crv === 'Ed25519' && (jwk.use ?? 'sig') === 'sig';
    const isOne = names.filter((name) => name === jwk.kid).length === 1;
    if (isOurs && isOne && jwk.kid !== undefined && (jwk.alg ?? TOKEN_ALGORITHM) === TOKEN_ALGORITHM)
      found.set(jwk.kid, createPublicKey({ key: { ...jwk }, format: 'jwk' }));
  }
  return found;
}

/** The key's name in a header such as our issuer writes; empty for every other. */
const keyNameIn = (header: string): string => headerSchema.safeParse(readPart(header)).data?.kid ?? '';

function readPart(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}
