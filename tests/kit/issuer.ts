import { SignJWT, createLocalJWKSet, exportJWK, generateKeyPair } from 'jose';
import type { CryptoKey, JWK } from 'jose';
import { v7 as uuidv7 } from 'uuid';
import { sendJson } from '#platform/http-server.ts';
import type { Routes } from '#platform/http-server.ts';
import { createTokenVerifier } from '#platform/token.ts';
import type { TokenVerifier } from '#platform/token.ts';

/** A token's claims and header, where a test wants them otherwise than an honest issuer makes them. */
export interface TokenWish {
  readonly userId?: string;
  readonly sessionId?: string;
  readonly role?: string | null;
  readonly issuer?: string;
  readonly audience?: string;
  readonly issuedAtS?: number;
  readonly expiresInS?: number;
}

/** Signs access tokens with one Ed25519 key. */
export interface Issuer {
  readonly key: JWK;
  /** What a users service answers beside GraphQL, without a revocation. */
  readonly routes: Routes;
  token(wish?: TokenWish): Promise<string>;
  /** Believes this issuer alone, as a service does. */
  readonly verify: TokenVerifier;
}

/** An issuer with a key of its own. */
export async function createIssuer(kid: string = uuidv7()): Promise<Issuer> {
  const { publicKey, privateKey } = await generateKeyPair('EdDSA', { extractable: true });
  const key = { ...(await exportJWK(publicKey)), kty: 'OKP', kid, alg: 'EdDSA', use: 'sig' };
  const document = { keys: [key] };
  return {
    key,
    routes: {
      '/.well-known/jwks.json': (_, response) => sendJson(response, 200, document),
      '/revocations': (_, response) => sendJson(response, 200, { users: [], sessions: [] }),
    },
    token: (wish) => sign(privateKey, kid, wish),
    verify: createTokenVerifier({
      keys: { find: createLocalJWKSet(document), document: () => document },
      issuer: 'ordergraph',
      audience: 'ordergraph',
    }),
  };
}

function sign(privateKey: CryptoKey, kid: string, wish: TokenWish = {}): Promise<string> {
  const issuedAtS = wish.issuedAtS ?? Math.floor(Date.now() / 1_000);
  const role = wish.role === undefined ? 'CUSTOMER' : wish.role;
  return new SignJWT({ sid: wish.sessionId ?? uuidv7(), ...(role !== null && { role }) })
    .setProtectedHeader({ alg: 'EdDSA', kid })
    .setSubject(wish.userId ?? uuidv7())
    .setIssuer(wish.issuer ?? 'ordergraph')
    .setAudience(wish.audience ?? 'ordergraph')
    .setJti(uuidv7())
    .setIssuedAt(issuedAtS)
    .setExpirationTime(issuedAtS + (wish.expiresInS ?? 900))
    .sign(privateKey);
}

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** The token with another header and no signature, as RFC 8725 warns of. */
export function withoutSignature(token: string): string {
  return `${part({ alg: 'none', typ: 'JWT' })}.${token.split('.')[1] ?? ''}.`;
}
