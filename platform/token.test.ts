import { randomUUID } from 'node:crypto';
import { SignJWT, UnsecuredJWT, exportJWK, generateKeyPair } from 'jose';
import type { CryptoKey, JWTPayload } from 'jose';
import fc from 'fast-check';
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { createLog } from './log.ts';
import { authenticate, createKeySource, createTokenVerifier } from './token.ts';
import type { Caller, TokenVerifier } from './token.ts';

const log = createLog('test', { LOG_LEVEL: 'silent', LOG_FORMAT: 'json' });
const claims = { sub: randomUUID(), sid: randomUUID(), role: 'CUSTOMER', jti: randomUUID() };
let ours: { publicKey: CryptoKey; privateKey: CryptoKey };
let foreign: { publicKey: CryptoKey; privateKey: CryptoKey };

beforeAll(async () => {
  ours = await generateKeyPair('EdDSA', { crv: 'Ed25519' });
  foreign = await generateKeyPair('EdDSA', { crv: 'Ed25519' });
});

interface Making {
  key?: CryptoKey;
  payload?: JWTPayload;
  issuer?: string;
  audience?: string;
  expires?: string;
  kid?: string;
}
const make = ({
  key = ours.privateKey,
  payload = claims,
  issuer = 'ordergraph',
  audience = 'ordergraph',
  expires = '15m',
  kid = 'a',
}: Making = {}) =>
  new SignJWT(payload)
    .setProtectedHeader({ alg: 'EdDSA', kid })
    .setIssuer(issuer)
    .setAudience(audience)
    .setIssuedAt()
    .setExpirationTime(expires)
    .sign(key);

const documentOf = async (key: CryptoKey, kid = 'a') => ({
  keys: [{ ...(await exportJWK(key)), kid, alg: 'EdDSA', use: 'sig' }],
});
const verifierOf = (load: () => Promise<unknown>, now?: () => number) =>
  createTokenVerifier({ keys: createKeySource(load, log, now), issuer: 'ordergraph', audience: 'ordergraph' });

describe('a token', () => {
  test('that is valid identifies the caller', async () => {
    const verify = verifierOf(() => documentOf(ours.publicKey));
    expect(await verify(await make())).toMatchObject({ id: claims.sub, sessionId: claims.sid, role: 'CUSTOMER' });
  });

  const wrong: [string, () => Promise<string>][] = [
    [
      'without a signature (alg none)',
      async () =>
        new UnsecuredJWT(claims).setIssuer('ordergraph').setAudience('ordergraph').setExpirationTime('15m').encode(),
    ],
    ['of a foreign key', () => make({ key: foreign.privateKey })],
    ['of a wrong issuer', () => make({ issuer: 'another' })],
    ['for another audience', () => make({ audience: 'another' })],
    ['past its time', () => make({ expires: '-1m' })],
    ['with an unknown role', () => make({ payload: { ...claims, role: 'ROOT' } })],
    ['without a session', () => make({ payload: { sub: claims.sub, role: 'CUSTOMER' } })],
    [
      'signed with the public key as an HMAC secret',
      async () => {
        const { x = '' } = await exportJWK(ours.publicKey);
        return new SignJWT(claims)
          .setProtectedHeader({ alg: 'HS256', kid: 'a' })
          .setIssuer('ordergraph')
          .setAudience('ordergraph')
          .setIssuedAt()
          .setExpirationTime('15m')
          .sign(Buffer.from(x, 'base64url'));
      },
    ],
    ['that is none', async () => 'abc.def.ghi'],
  ];
  test.each(wrong)('%s is refused without a reason', async (_, makeToken) => {
    const verify = verifierOf(() => documentOf(ours.publicKey));
    await expect(verify(await makeToken())).rejects.toMatchObject({
      message: 'The token is not valid.',
      extensions: { code: 'UNAUTHENTICATED' },
    });
  });
});

test('a modified token is refused, also while the original is in the cache', async () => {
  const verify = verifierOf(() => documentOf(ours.publicKey));
  const token = await make();
  await verify(token);
  const damage = fc.tuple(
    fc.nat(),
    fc.nat({ max: 4 }),
    fc.string({ unit: fc.constantFrom('.', 'A', 'e', '-', '='), maxLength: 3 }),
  );
  await fc.assert(
    fc.asyncProperty(damage, async ([at, length, insert]) => {
      const start = at % token.length;
      const damaged = token.slice(0, start) + insert + token.slice(start + length);
      // The last character of a signature holds two bits that mean nothing.
      fc.pre(damaged.slice(0, -1) !== token.slice(0, -1));
      await expect(verify(damaged)).rejects.toMatchObject({ extensions: { code: 'UNAUTHENTICATED' } });
    }),
    { numRuns: 500 },
  );
});

describe('a verified token', () => {
  afterEach(() => void vi.useRealTimers());

  test('is cached until it expires', async () => {
    const verify = verifierOf(() => documentOf(ours.publicKey));
    const token = await make();
    await verify(token);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 16 * 60_000 });
    await expect(verify(token)).rejects.toMatchObject({ extensions: { code: 'UNAUTHENTICATED' } });
  });

  test('is not verified again while the keys are unchanged', async () => {
    let finds = 0;
    const keys = createKeySource(() => documentOf(ours.publicKey), log);
    const counted = {
      document: () => keys.document(),
      find: (...given: Parameters<typeof keys.find>) => {
        finds += 1;
        return keys.find(...given);
      },
    };
    const verify = createTokenVerifier({ keys: counted, issuer: 'ordergraph', audience: 'ordergraph' });
    const token = await make();
    await keys.refresh();
    await verify(token);
    await verify(token);
    await keys.refresh();
    await verify(token);
    expect(finds).toBe(1);
  });
});

test('a token that cannot be verified now is not refused as invalid', async () => {
  const verify = verifierOf(() => Promise.reject(new Error('away')));
  await expect(verify(await make())).rejects.toMatchObject({ extensions: { code: 'SERVICE_UNAVAILABLE' } });
});

test('uses the last good keys while the issuer is down', async () => {
  let time = 0;
  let isAway = false;
  const verify = verifierOf(
    () => (isAway ? Promise.reject(new Error('away')) : documentOf(ours.publicKey)),
    () => time,
  );
  await verify(await make());
  isAway = true;
  time = 24 * 3_600_000;
  await verify(await make());
  time += 24 * 3_600_000;
  await expect(verify(await make())).resolves.toMatchObject({ id: claims.sub });
});

test('fetches the keys again for an unknown key id, so that a rotation is noticed at once', async () => {
  let time = 0;
  let document = await documentOf(ours.publicKey);
  const verify = verifierOf(
    async () => document,
    () => time,
  );
  await verify(await make());
  document = await documentOf(foreign.publicKey, 'b');
  time = 10_000;
  await expect(verify(await make({ key: foreign.privateKey, kid: 'b' }))).resolves.toMatchObject({ id: claims.sub });
});

test('a revoked key is not accepted any more, also for cached tokens', async () => {
  let time = 0;
  let document = await documentOf(ours.publicKey);
  const verify = verifierOf(
    async () => document,
    () => time,
  );
  const token = await make();
  await verify(token);
  document = await documentOf(foreign.publicKey, 'b');
  time = 6 * 60_000;
  await expect.poll(() => verify(token).catch(() => 'refused')).toBe('refused');
});

test('accepts the token of a Bearer header only', async () => {
  const caller: Caller = { id: randomUUID(), role: 'CUSTOMER', sessionId: randomUUID(), issuedAtS: 0 };
  const verify = vi.fn<TokenVerifier>(async () => caller);
  expect(await authenticate(verify, undefined)).toBeUndefined();
  expect(await authenticate(verify, 'bearer  a.b.c ')).toBe(caller);
  for (const header of ['Basic abc', 'Bearer', 'Bearer a b', 'a.b.c'])
    await expect(authenticate(verify, header)).rejects.toMatchObject({ status: 401, code: 'UNAUTHENTICATED' });
  expect(verify.mock.calls).toEqual([['a.b.c']]);
});
