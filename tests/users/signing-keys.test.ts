import { randomBytes } from 'node:crypto';
import { decodeProtectedHeader } from 'jose';
import { describe, expect } from 'vitest';
import { createSigningKeys, ensureSigningKey, rotateSigningKeys } from '../../subgraphs/users/signing-keys.ts';
import { runProcess } from '../kit/service-process.ts';
import { ROUTER_SECRET } from '../kit/graph.ts';
import { freshTest as test } from './person.ts';
import type { Users } from './person.ts';

const kidsOf = async (keys: { published(): Promise<{ keys: { kid?: string }[] }> }) =>
  (await keys.published()).keys.map(({ kid }) => kid);

const minutesLater = (world: Users, minutes: number) => {
  const now = () => new Date(Date.now() + minutes * 60_000);
  return { deps: { ...world.deps, now }, keys: createSigningKeys({ ...world.deps, now }) };
};

describe('signing keys', () => {
  test('begin with one, whatever the number of concurrent processes', async ({ world }) => {
    await world.prisma.signingKey.deleteMany();
    await Promise.all(Array.from({ length: 10 }, () => ensureSigningKey(world.deps)));
    expect(await world.prisma.signingKey.count()).toBe(1);
  });

  test('publish their public half alone', async ({ world }) => {
    const { kid } = await world.keys.current();
    const [{ x, ...key } = {}, ...others] = (await world.keys.published()).keys;
    expect(key).toEqual({ kty: 'OKP', crv: 'Ed25519', kid, alg: 'EdDSA', use: 'sig' });
    expect(x).toMatch(/^[\w-]{43}$/);
    expect(others).toEqual([]);
  });

  test('cannot be decrypted with another KEY_ENCRYPTION_KEY', async ({ world }) => {
    const stored = JSON.stringify(await world.prisma.signingKey.findMany());
    expect(stored).not.toContain('"d"');
    const stranger = createSigningKeys({ ...world.deps, keyEncryptionKey: randomBytes(32) });
    await expect(stranger.current()).rejects.toThrow(/^KEY_ENCRYPTION_KEY is not the one/);
  });

  test('work with another KEY_ENCRYPTION_KEY once a new key was made with it', async ({ world }) => {
    const stranger = world.another({ keyEncryptionKey: randomBytes(32) });
    const { tokens } = await world.newUser();
    const made = await rotateSigningKeys(stranger, { atOnce: true });
    expect((await createSigningKeys(stranger).current()).kid).toBe(made.kid);
    expect(await world.verify(tokens.accessToken)).toMatchObject({ role: 'CUSTOMER' });
  });

  test('publish a new one before it signs, and the old one until its tokens have expired', async ({ world }) => {
    const { tokens } = await world.newUser();
    const old = await world.keys.current();
    const made = await rotateSigningKeys(world.deps, { atOnce: false });

    expect(await kidsOf(world.keys)).toEqual([old.kid, made.kid]);
    expect((await createSigningKeys(world.deps).current()).kid).toBe(old.kid);

    const afterwards = minutesLater(world, 11).keys;
    expect((await afterwards.current()).kid).toBe(made.kid);
    expect(await kidsOf(afterwards)).toEqual([old.kid, made.kid]);
    await world.verify(tokens.accessToken);

    expect(await kidsOf(minutesLater(world, 31).keys)).toEqual([made.kid]);
  });

  test('sign with a new one at once on request', async ({ world }) => {
    const { tokens } = await world.newUser();
    const made = await rotateSigningKeys(world.deps, { atOnce: true });
    await kidsOf(world.keys);
    const { tokens: next } = await world.newUser();
    expect(decodeProtectedHeader(next.accessToken).kid).toBe(made.kid);
    await world.verify(tokens.accessToken);
    await world.verify(next.accessToken);
  });

  test('rotate once while a new one waits, and at once on request', async ({ world }) => {
    const made = await Promise.all([1, 2, 3].map(() => rotateSigningKeys(world.deps, { atOnce: false })));
    expect(new Set(made.map(({ kid }) => kid)).size).toBe(1);
    const hurried = await rotateSigningKeys(world.deps, { atOnce: true });
    expect(hurried.kid).toBe(made[0]?.kid);
    expect((await createSigningKeys(world.deps).current()).kid).toBe(hurried.kid);
  });

  test.for([
    ['within a minute', 0, 1.1],
    ['when its clock is put back', 60, 0],
  ] as const)('are noticed by another process %s', async ([, before, after], { world }) => {
    let minutes: number = before;
    const other = createSigningKeys({ ...world.deps, now: () => new Date(Date.now() + minutes * 60_000) });
    const old = await other.current();
    const made = await rotateSigningKeys(world.deps, { atOnce: true });
    expect((await other.current()).kid).toBe(old.kid);
    minutes = after;
    expect((await other.current()).kid).toBe(made.kid);
  });

  test('that no token needs any more are deleted at the next rotation', async ({ world }) => {
    await rotateSigningKeys(world.deps, { atOnce: true });
    const third = await rotateSigningKeys(minutesLater(world, 31).deps, { atOnce: true });
    const kids = (await world.prisma.signingKey.findMany({ orderBy: { signsFrom: 'asc' } })).map(({ kid }) => kid);
    expect(kids).toHaveLength(2);
    expect(kids.at(-1)).toBe(third.kid);
  });

  test('are rotated by the command', async ({ world }) => {
    const rotate = (key: Uint8Array) =>
      runProcess('subgraphs/users/rotate-keys.ts', {
        USERS_DATABASE_URL: world.url,
        KEY_ENCRYPTION_KEY: Buffer.from(key).toString('base64url'),
      });
    const { stdout } = await rotate(world.deps.keyEncryptionKey);
    const kids = await kidsOf(createSigningKeys(world.deps));
    expect(kids).toHaveLength(2);
    expect(stdout).toContain(`The key ${kids.at(-1)} is published`);
  });

  test('prevent a start with a KEY_ENCRYPTION_KEY that they were not stored with', async ({ world }) => {
    const { code, stderr } = await runProcess('subgraphs/users/main.ts', {
      USERS_DATABASE_URL: world.url,
      USERS_PORT: '0',
      QUEUE_URL: world.url,
      ROUTER_SECRET,
      KEY_ENCRYPTION_KEY: randomBytes(32).toString('base64url'),
    });
    expect([code, stderr]).toEqual([1, expect.stringMatching(/^KEY_ENCRYPTION_KEY is not the one .*\n$/)]);
  });
});
