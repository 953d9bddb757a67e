import { GraphQLError } from 'graphql';
import { describe, expect } from 'vitest';
import { unseal } from '#platform/sealed.ts';
import { deactivateUser } from '../../subgraphs/users/use-cases/administer-users.ts';
import { forgetExpired } from '../../subgraphs/users/use-cases/sign-in.ts';
import { requestEmailVerification, verifyEmail } from '../../subgraphs/users/use-cases/verify-email.ts';
import { codeOf, resultOf } from '../kit/world.ts';
import { test } from './person.ts';
import type { Users } from './person.ts';

const mailsOf = async ({ messages }: Users) =>
  (await messages()).filter(({ name }) => name === 'NotifyEmailVerification');

/** The last mailed token. */
async function mailedToken(world: Users): Promise<string> {
  const mail = (await mailsOf(world)).at(-1);
  return unseal(world.deps.keyEncryptionKey, String(mail?.payload['sealedToken']));
}

const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000);

describe('a request to confirm an address', () => {
  test('mails a sealed token, and stores its hash alone', async ({ world }) => {
    const { user, caller } = await world.newUser();
    expect(await requestEmailVerification(world.deps, caller)).toEqual({ ok: true, userErrors: [] });
    const [mail] = await mailsOf(world);
    expect(mail).toMatchObject({ destination: 'notifications', payload: { userId: user.id } });
    const [stored] = await world.prisma.emailVerification.findMany();
    expect(mail?.payload['expiresAt']).toBe(stored?.expiresAt.toISOString());
    expect(Number(stored?.expiresAt) - Number(stored?.createdAt)).toBe(86_400_000);
    expect(JSON.stringify([mail, stored])).not.toContain(await mailedToken(world));
  });

  test('is accepted five times a day, then refused with the time to wait', async ({ world }) => {
    const { caller } = await world.newUser();
    const ask = () => requestEmailVerification(world.deps, caller);
    const outcomes = await Promise.allSettled(Array.from({ length: 8 }, ask));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(5);
    expect(await mailsOf(world)).toHaveLength(5);
    const [{ hash } = { hash: '' }] = await world.prisma.emailVerification.findMany();
    await world.prisma.emailVerification.update({ where: { hash }, data: { createdAt: hoursAgo(23) } });
    const refusal = await ask().catch((error: unknown) => error);
    expect(refusal).toMatchObject({ extensions: { code: 'RATE_LIMITED' } });
    const seconds = refusal instanceof GraphQLError ? refusal.extensions['retryAfterSeconds'] : undefined;
    expect(seconds).toBeGreaterThan(3_500);
    expect(seconds).toBeLessThanOrEqual(3_600);
    await world.prisma.emailVerification.update({ where: { hash }, data: { createdAt: hoursAgo(25) } });
    expect(await ask()).toMatchObject({ ok: true });
    await expect(ask()).rejects.toMatchObject({ extensions: { code: 'RATE_LIMITED' } });
  });

  test('mails nothing to a confirmed address', async ({ world }) => {
    const { caller } = await world.newUser();
    await requestEmailVerification(world.deps, caller);
    resultOf(await verifyEmail(world.deps, await mailedToken(world)));
    expect(await requestEmailVerification(world.deps, caller)).toEqual({ ok: true, userErrors: [] });
    expect(await mailsOf(world)).toHaveLength(1);
  });
});

describe('a token from the mail', () => {
  test('confirms the address once, announces it, and voids the others', async ({ world }) => {
    const { user, caller } = await world.newUser();
    expect(user.emailVerified).toBe(false);
    await requestEmailVerification(world.deps, caller);
    const first = await mailedToken(world);
    await requestEmailVerification(world.deps, caller);
    const second = await mailedToken(world);

    const outcomes = await Promise.all([first, first, second, second].map((token) => verifyEmail(world.deps, token)));
    expect(outcomes.map(codeOf).filter((code) => code === 'OK')).toHaveLength(1);
    expect(outcomes.map(codeOf).filter((code) => code === 'INVALID_TOKEN')).toHaveLength(3);
    const users = outcomes.flatMap((outcome) => ('user' in outcome ? [outcome.user] : []));
    expect(users).toMatchObject([{ id: user.id, emailVerified: true, version: 2 }]);
    expect((await world.messages()).filter(({ name }) => name === 'EmailVerified')).toEqual([
      { name: 'EmailVerified', destination: 'orders', payload: { userId: user.id, version: 2 } },
    ]);
  });

  test('is refused when it is unknown, too old, for a password, or its user is deactivated', async ({ world }) => {
    const admin = await world.admin();
    const { user, caller } = await world.newUser();
    await requestEmailVerification(world.deps, caller);
    const token = await mailedToken(world);
    const codeFor = async (given: string) => codeOf(await verifyEmail(world.deps, given));
    for (const unknown of ['', 'x'.repeat(5_000), `${token}x`]) expect(await codeFor(unknown)).toBe('INVALID_TOKEN');
    await expect(codeFor('\u0000')).rejects.toMatchObject({ extensions: { code: 'BAD_USER_INPUT', field: 'token' } });
    await world.prisma.emailVerification.updateMany({ data: { expiresAt: new Date() } });
    expect(await codeFor(token)).toBe('INVALID_TOKEN');
    await requestEmailVerification(world.deps, caller);
    resultOf(await deactivateUser(world.deps, admin.caller, user.id));
    expect(await codeFor(await mailedToken(world))).toBe('INVALID_TOKEN');
  });

  test('is deleted when it has no effect any more', async ({ world }) => {
    const { caller } = await world.newUser();
    await requestEmailVerification(world.deps, caller);
    await forgetExpired(world.deps);
    expect(await world.prisma.emailVerification.count()).toBe(1);
    await world.prisma.emailVerification.updateMany({ data: { expiresAt: hoursAgo(25) } });
    await forgetExpired(world.deps);
    expect(await world.prisma.emailVerification.count()).toBe(0);
  });
});
