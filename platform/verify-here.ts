import { createPublicKey } from 'node:crypto';
import { verifySync } from '@node-rs/jsonwebtoken';
import type { Algorithm, Validation } from '@node-rs/jsonwebtoken';
import type { JSONWebKeySet } from 'jose';
import { z } from 'zod';
import { createBoundedCache } from './bounded-cache.ts';
import { TOKEN_ALGORITHM } from './token.ts';
import type { Caller, TokenVerifier, TrustedIssuer } from './token.ts';

const HEADERS_MAX = 16;
// The package has its names as a const enum, which a file that is stripped of its types cannot read.
// oxlint-disable-next-line typescript/no-unsafe-type-assertion, typescript/no-unsafe-enum-assignment
const ALGORITHM = TOKEN_ALGORITHM as Algorithm.EdDSA;

const headerSchema = z.strictObject({
  alg: z.literal(TOKEN_ALGORITHM),
  kid: z.string(),
  typ: z.literal('JWT').optional(),
});

/**
 * Says yes to a plain, good token of a known key. Whatever is not plainly right is left to `otherwise`, so that this can only ever say yes.
 * OpenSSL needs more than twice the time for the same signature, and jose's way through the thread pool as much again, which a router with
 * one core feels at every token that it sees for the first time.
 */
export function verifyHere(
  {
    keys,
    issuer,
    audience,
  }: Pick<TrustedIssuer, 'issuer' | 'audience'> & { keys: Pick<TrustedIssuer['keys'], 'document'> },
  otherwise: TokenVerifier,
  now: () => number = Date.now,
): TokenVerifier {
  const claimsSchema = z.object({
    iss: z.literal(issuer),
    aud: z.literal(audience),
    sub: z.uuid(),
    sid: z.uuid(),
    role: z.enum(['CUSTOMER', 'ADMIN']),
    iat: z.int(),
    exp: z.int(),
    // A time before which it does not hold is nothing that our issuer gives.
    nbf: z.undefined().optional(),
  });
  // Its end is looked at below, by our own clock and to the second.
  const validation: Validation = { algorithms: [ALGORITHM], iss: [issuer], aud: [audience], validateExp: false };
  let readFor: JSONWebKeySet | undefined;
  let byName: ReadonlyMap<string, string> = new Map();
  // Of the tokens of one key all headers are the same text.
  const byHeader = createBoundedCache<string>(HEADERS_MAX);
  const keyFor = (header: string): string | undefined => {
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
    const key = keyFor(token.slice(0, token.indexOf('.')));
    const claims = key === undefined ? undefined : claimsSchema.safeParse(claimsIn(token, key, validation)).data;
    if (claims === undefined || claims.exp * 1_000 <= now()) return otherwise(token);
    const { sub: id, sid: sessionId, role, iat: issuedAtS } = claims;
    return Promise.resolve({ id, sessionId, role, issuedAtS } satisfies Caller);
  };
}

/** The claims of a token that is signed with the key; undefined for every other. */
function claimsIn(token: string, key: string, validation: Validation): unknown {
  try {
    return verifySync(token, key, validation);
  } catch {
    return undefined;
  }
}

/** The Ed25519 keys of a document in PEM, by their names; one whose name stands twice is none. */
function keysIn(document: JSONWebKeySet | undefined): Map<string, string> {
  const found = new Map<string, string>();
  const names = document?.keys.map(({ kid }) => kid) ?? [];
  for (const jwk of document?.keys ?? []) {
    const isOurs = jwk.kty === 'OKP' && jwk.crv === 'Ed25519' && (jwk.use ?? 'sig') === 'sig';
    const isOne = names.filter((name) => name === jwk.kid).length === 1;
    if (isOurs && isOne && jwk.kid !== undefined && (jwk.alg ?? TOKEN_ALGORITHM) === TOKEN_ALGORITHM)
      found.set(
        jwk.kid,
        createPublicKey({ key: { ...jwk }, format: 'jwk' })
          .export({ format: 'pem', type: 'spki' })
          .toString(),
      );
  }
  return found;
}

/** The key's name in a header such as our issuer writes; empty for every other. */
function keyNameIn(header: string): string {
  try {
    return headerSchema.parse(JSON.parse(Buffer.from(header, 'base64url').toString('utf8'))).kid;
  } catch {
    return '';
  }
}
