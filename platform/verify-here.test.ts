import { generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import fc from 'fast-check';
import type { JSONWebKeySet } from 'jose';
import { describe, expect, test } from 'vitest';
import { createLog } from './log.ts';
import { createKeySource, verifyWithJose } from './token.ts';
import type { Caller, TokenVerifier } from './token.ts';
import { verifyHere } from './verify-here.ts';

const KID = 'the key';
const { publicKey, privateKey } = generateKeyPairSync('ed25519');
const foreign = generateKeyPairSync('ed25519').privateKey;
const document: JSONWebKeySet = {
  keys: [{ ...publicKey.export({ format: 'jwk' }), kty: 'OKP', kid: KID, alg: 'EdDSA', use: 'sig' }],
};
const issued = { issuer: 'ordergraph', audience: 'ordergraph' };
const nowS = Math.floor(Date.now() / 1_000);
const HEADER = { alg: 'EdDSA', kid: KID };
const CLAIMS = {
  iss: 'ordergraph',
  aud: 'ordergraph',
  sub: randomUUID(),
  sid: randomUUID(),
  role: 'CUSTOMER',
  iat: nowS - 5,
  exp: nowS + 60,
};
const CALLER: Caller = { id: CLAIMS.sub, sessionId: CLAIMS.sid, role: 'CUSTOMER', issuedAtS: CLAIMS.iat };

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
function tokenOf(header: unknown = HEADER, claims: unknown = CLAIMS, key: KeyObject = privateKey): string {
  const text = `${part(header)}.${part(claims)}`;
  return `${text}.${sign(null, Buffer.from(text), key).toString('base64url')}`;
}

/** Says yes here, or tells that it was left to the other. */
const here = (now?: () => number): TokenVerifier =>
  verifyHere(
    { keys: { document: () => document }, ...issued },
    () => Promise.reject(new Error('left to the other')),
    now,
  );

test('a good token is found to be right here', async () => {
  expect(await here()(tokenOf())).toEqual(CALLER);
  expect(await here()(tokenOf({ ...HEADER, typ: 'JWT' }))).toEqual(CALLER);
});

describe('a token is left to the other', () => {
  test.for([
    ['of another key', tokenOf(HEADER, CLAIMS, foreign)],
    ['with another algorithm', tokenOf({ ...HEADER, alg: 'Ed25519' })],
    ['without one', tokenOf({ alg: 'none', kid: KID })],
    ['of a key that is not known', tokenOf({ ...HEADER, kid: 'another' })],
    ['with a header that is critical', tokenOf({ ...HEADER, crit: ['exp'] })],
    ['with a key of its own', tokenOf({ ...HEADER, jwk: document.keys[0] })],
    ['of another issuer', tokenOf(HEADER, { ...CLAIMS, iss: 'somebody' })],
    ['for another audience', tokenOf(HEADER, { ...CLAIMS, aud: 'somebody' })],
    ['for several audiences', tokenOf(HEADER, { ...CLAIMS, aud: ['ordergraph', 'somebody'] })],
    ['that has ended', tokenOf(HEADER, { ...CLAIMS, exp: nowS - 1 })],
    ['that never ends', tokenOf(HEADER, { ...CLAIMS, exp: undefined })],
    ['that has not begun', tokenOf(HEADER, { ...CLAIMS, nbf: nowS + 30 })],
    ['of a role that there is not', tokenOf(HEADER, { ...CLAIMS, role: 'ROOT' })],
    ['with a fourth part', `${tokenOf()}.x`],
    ['that is empty', ''],
  ] as const)('%s', async ([, token]) => {
    await expect(here()(token)).rejects.toThrow('left to the other');
  });

  test('when its time is over', async () => {
    await expect(here(() => (CLAIMS.exp - 1) * 1_000)(tokenOf())).resolves.toEqual(CALLER);
    await expect(here(() => CLAIMS.exp * 1_000)(tokenOf())).rejects.toThrow('left to the other');
  });
});

describe('whatever is done to a token', () => {
  const keys = createKeySource(() => Promise.resolve(document), createLog('test', { LOG_LEVEL: 'silent' }));
  const jose = verifyWithJose({ keys, ...issued });
  const damage = fc.tuple(fc.nat(), fc.nat({ max: 4 }), fc.string({ maxLength: 3 })).map(([at, length, insert]) => {
    const token = tokenOf();
    const start = at % token.length;
    return token.slice(0, start) + insert + token.slice(start + length);
  });
  const forged = fc
    .tuple(fc.jsonValue({ maxDepth: 2 }), fc.constantFrom(...Object.keys(CLAIMS), 'nbf'), fc.boolean())
    .map(([value, name, isHeader]) =>
      isHeader ? tokenOf({ ...HEADER, [name]: value }) : tokenOf(HEADER, { ...CLAIMS, [name]: value }),
    );

  test('nothing is right here that the library would refuse', async () => {
    await keys.refresh();
    let accepted = 0;
    await fc.assert(
      fc.asyncProperty(fc.oneof(damage, forged), async (token) => {
        const caller = await here()(token).catch(() => undefined);
        if (caller === undefined) return;
        accepted += 1;
        expect(await jose(token)).toEqual(caller);
      }),
      { numRuns: 2_000 },
    );
    // Damage that changes nothing keeps a token right, so that the comparison is made at times.
    expect(accepted).toBeGreaterThan(0);
  });
});
