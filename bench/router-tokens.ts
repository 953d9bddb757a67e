import { generateKeyPairSync, randomUUID, sign } from 'node:crypto';

/** Valid tokens, and the keys to verify them with. */
export interface Tokens {
  /** A JWKS document. */
  readonly keys: string;
  readonly tokens: readonly string[];
}

const LIFETIME_S = 6 * 60 * 60;
const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Makes access tokens such as the users service issues, each of another session. */
export function makeTokens(count: number): Tokens {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const kid = randomUUID();
  const key = { ...publicKey.export({ format: 'jwk' }), kid, alg: 'EdDSA', use: 'sig' };
  const header = part({ alg: 'EdDSA', kid });
  const iat = Math.floor(Date.now() / 1_000) - 5;
  const tokens = Array.from({ length: count }, () => {
    const claims = {
      sub: randomUUID(),
      sid: randomUUID(),
      jti: randomUUID(),
      role: 'ADMIN',
      iat,
      exp: iat + LIFETIME_S,
    };
    const text = `${header}.${part({ ...claims, iss: 'ordergraph', aud: 'ordergraph' })}`;
    return `${text}.${sign(null, Buffer.from(text), privateKey).toString('base64url')}`;
  });
  return { keys: JSON.stringify({ keys: [key] }), tokens };
}
