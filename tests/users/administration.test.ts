import { pino } from 'pino';
import { describe, expect } from 'vitest';
import { deactivateUser, reactivateUser, setUserRole } from '../../subgraphs/users/use-cases/administer-users.ts';
import { ensureAdmin } from '../../subgraphs/users/use-cases/register.ts';
import { listRevocations, login, refreshTokens } from '../../subgraphs/users/use-cases/sign-in.ts';
import { updateProfile } from '../../subgraphs/users/use-cases/profile.ts';
import { codeOf, resultOf } from '../kit/world.ts';
import { PASSWORD, newPerson, test } from './person.ts';
import type { Users } from './person.ts';

const UNKNOWN_ID = '01920000-0000-7000-8000-000000000000';

/** Whether an access token is on the router's list of revoked tokens. */
async function isRevoked({ deps, verify }: Users, accessToken: string): Promise<boolean> {
  const { users, sessions } = await listRevocations(deps);
  const { id, sessionId, issuedAtS } = await verify(accessToken);
  return sessions.includes(sessionId) || users.some((user) => user.id === id && issuedAtS <= user.before);
}

/** Messages about a user after their registration. */
const newsOf = async ({ messages }: Users, userId: string) =>
  (await messages()).filter(({ name, payload }) => name !== 'UserRegistered' && payload['userId'] === userId);

describe('a role', () => {
  test('is given; tokens with the old one are revoked, and the session gets new ones at once', async ({ world }) => {
    const { user, tokens } = await world.newUser();
    expect(await isRevoked(world, tokens.accessToken)).toBe(false);

    const { caller } = await world.admin();
    expect(resultOf(await setUserRole(world.deps, caller, { userId: user.id, role: 'ADMIN' })).user).toMatchObject({
      role: 'ADMIN',
      version: 2,
    });

    expect(await isRevoked(world, tokens.accessToken)).toBe(true);
    const next = resultOf(await refreshTokens(world.deps, tokens.refreshToken));
    expect(await world.verify(next.tokens.accessToken)).toMatchObject({ role: 'ADMIN' });
    expect(await isRevoked(world, next.tokens.accessToken)).toBe(false);
  });

  test('changed twice within a second revokes tokens issued in between', async ({ world }) => {
    const [{ caller }, { user, tokens }] = [await world.admin(), await world.newUser()];
    let { refreshToken } = tokens;
    const issued = [tokens.accessToken];
    for (const role of ['ADMIN', 'CUSTOMER', 'ADMIN'] as const) {
      resultOf(await setUserRole(world.deps, caller, { userId: user.id, role }));
      const next = resultOf(await refreshTokens(world.deps, refreshToken)).tokens;
      ({ refreshToken } = next);
      issued.push(next.accessToken);
    }
    const revoked = await Promise.all(issued.map((accessToken) => isRevoked(world, accessToken)));
    expect(revoked).toEqual([true, true, true, false]);
  });

  test('given again changes nothing', async ({ world }) => {
    const [{ caller }, { user, tokens }] = [await world.admin(), await world.newUser()];
    expect(resultOf(await setUserRole(world.deps, caller, { userId: user.id, role: 'CUSTOMER' })).user.version).toBe(1);
    expect(await isRevoked(world, tokens.accessToken)).toBe(false);
  });

  test('is not taken from the last administrator', async ({ world }) => {
    const { user, caller } = await world.admin();
    expect(codeOf(await setUserRole(world.deps, caller, { userId: user.id, role: 'CUSTOMER' }))).toBe('INVALID_STATE');
  });

  test('stays with one of several administrators who all resign at once', async ({ world }) => {
    const admins = await Promise.all([world.admin(), world.admin(), world.admin(), world.admin()]);
    const outcomes = await Promise.all(
      admins.map(({ user, caller }) => setUserRole(world.deps, caller, { userId: user.id, role: 'CUSTOMER' })),
    );
    expect(outcomes.map(codeOf).filter((code) => code === 'INVALID_STATE')).toHaveLength(1);
    expect(await world.prisma.user.count({ where: { role: 'ADMIN', active: true } })).toBe(1);
  });

  test('is gone at once: an earlier token changes no other user', async ({ world }) => {
    const [{ caller: first }, { caller: second }, { user }] = [
      await world.admin(),
      await world.admin(),
      await world.newUser(),
    ];
    const refused = { extensions: { code: 'UNAUTHENTICATED' } };
    resultOf(await setUserRole(world.deps, first, { userId: second.id, role: 'CUSTOMER' }));
    await expect(setUserRole(world.deps, second, { userId: user.id, role: 'ADMIN' })).rejects.toMatchObject(refused);
    await expect(deactivateUser(world.deps, second, user.id)).rejects.toMatchObject(refused);
    resultOf(await deactivateUser(world.deps, first, user.id));
    resultOf(await deactivateUser(world.deps, first, second.id));
    await expect(reactivateUser(world.deps, second, user.id)).rejects.toMatchObject(refused);
  });

  test('cannot be given to an unknown user', async ({ world }) => {
    const { caller } = await world.admin();
    expect(codeOf(await setUserRole(world.deps, caller, { userId: UNKNOWN_ID, role: 'ADMIN' }))).toBe('NOT_FOUND');
    await expect(setUserRole(world.deps, caller, { userId: 'x', role: 'ADMIN' })).rejects.toMatchObject({
      extensions: { code: 'BAD_USER_INPUT', field: 'userId' },
    });
  });
});

describe('a deactivation', () => {
  test('blocks the user and informs the other services', async ({ world }) => {
    const admin = await world.admin();
    const { user, tokens } = await world.newUser();

    expect(resultOf(await deactivateUser(world.deps, admin.caller, user.id)).user).toMatchObject({
      active: false,
      version: 2,
    });

    expect(await isRevoked(world, tokens.accessToken)).toBe(true);
    expect(codeOf(await refreshTokens(world.deps, tokens.refreshToken))).toBe('INVALID_TOKEN');
    expect(codeOf(await login(world.deps, undefined, { login: user.email, password: PASSWORD }))).toBe(
      'INVALID_CREDENTIALS',
    );
    const payload = { userId: user.id, version: 2 };
    expect(await newsOf(world, user.id)).toEqual([
      { name: 'UserDeactivated', destination: 'accounts', payload },
      { name: 'UserDeactivated', destination: 'orders', payload },
    ]);
  });

  test('is undone; the user signs in again, and earlier tokens stay revoked', async ({ world }) => {
    const admin = await world.admin();
    const { user, tokens } = await world.newUser();
    resultOf(await deactivateUser(world.deps, admin.caller, user.id));

    expect(resultOf(await reactivateUser(world.deps, admin.caller, user.id)).user).toMatchObject({
      active: true,
      version: 3,
    });

    expect(codeOf(await refreshTokens(world.deps, tokens.refreshToken))).toBe('INVALID_TOKEN');
    const again = resultOf(await login(world.deps, undefined, { login: user.email, password: PASSWORD }));
    expect(await isRevoked(world, tokens.accessToken)).toBe(true);
    expect(await isRevoked(world, again.tokens.accessToken)).toBe(false);
    const news = await newsOf(world, user.id);
    expect(news.map(({ name, payload }) => [name, payload['version']])).toEqual([
      ['UserDeactivated', 2],
      ['UserDeactivated', 2],
      ['UserReactivated', 3],
      ['UserReactivated', 3],
    ]);
  });

  test('returns when every process knows of it, also when it is repeated meanwhile', async ({ world }) => {
    const admin = await world.admin();
    const { user } = await world.newUser();
    const asked: (() => void)[] = [];
    const untilKnown = () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      asked.push(resolve);
      return promise;
    };
    const deps = { ...world.deps, untilKnown };
    let answers = 0;
    const twice = [1, 2].map(async () => {
      await deactivateUser(deps, admin.caller, user.id);
      answers += 1;
    });
    await expect.poll(() => asked.length).toBe(2);
    expect([answers, (await world.prisma.user.findUniqueOrThrow({ where: { id: user.id } })).active]).toEqual([
      0,
      false,
    ]);
    for (const known of asked) known();
    await Promise.all(twice);
    const { user: other } = await world.newUser();
    resultOf(await reactivateUser(deps, admin.caller, other.id));
    expect(asked).toHaveLength(2);
  });

  test('done or undone twice is done once', async ({ world }) => {
    const admin = await world.admin();
    const { user } = await world.newUser();
    const twice = [1, 2].map(() => deactivateUser(world.deps, admin.caller, user.id));
    for (const outcome of await Promise.all(twice))
      expect(resultOf(outcome).user).toMatchObject({ active: false, version: 2 });
    for (let round = 0; round < 2; round += 1)
      expect(resultOf(await reactivateUser(world.deps, admin.caller, user.id)).user.version).toBe(3);
    expect(await newsOf(world, user.id)).toHaveLength(4);
  });

  test('is refused for oneself and for an unknown user', async ({ world }) => {
    await world.admin();
    const admin = await world.admin();
    expect(codeOf(await deactivateUser(world.deps, admin.caller, admin.user.id))).toBe('INVALID_STATE');
    expect(codeOf(await deactivateUser(world.deps, admin.caller, UNKNOWN_ID))).toBe('NOT_FOUND');
    expect(codeOf(await reactivateUser(world.deps, admin.caller, UNKNOWN_ID))).toBe('NOT_FOUND');
  });
});

describe('a change of profile', () => {
  test('keeps absent fields, clears null ones and informs notifications', async ({ world }) => {
    const { user, caller } = await world.newUser({ firstName: 'Ada', lastName: 'Lovelace', phone: '+44 20' });
    const changed = resultOf(
      await updateProfile(world.deps, caller, { firstName: 'Augusta', phone: null, locale: 'RU' }),
    );
    expect(changed.user).toMatchObject({
      firstName: 'Augusta',
      lastName: 'Lovelace',
      phone: null,
      locale: 'RU',
      version: 2,
    });
    expect(await newsOf(world, user.id)).toMatchObject([
      {
        name: 'UserChanged',
        destination: 'notifications',
        payload: { firstName: 'Augusta', locale: 'RU', version: 2 },
      },
    ]);
  });

  test('clears what a form sends blank', async ({ world }) => {
    const { user, caller } = await world.newUser({ firstName: 'Ada', lastName: 'Lovelace', phone: '+44 20' });
    const changed = resultOf(await updateProfile(world.deps, caller, { firstName: ' ', lastName: '', phone: '' }));
    expect(changed.user).toMatchObject({ firstName: null, lastName: null, phone: null, version: 2 });
    expect(await world.prisma.user.findUnique({ where: { id: user.id } })).toEqual(changed.user);
    expect(resultOf(await updateProfile(world.deps, caller, { lastName: '' })).user.version).toBe(2);
  });

  test('that changes nothing sends nothing', async ({ world }) => {
    const { user, caller } = await world.newUser({ firstName: 'Ada' });
    expect(resultOf(await updateProfile(world.deps, caller, { firstName: 'Ada', locale: null })).user.version).toBe(1);
    expect(await newsOf(world, user.id)).toEqual([]);
  });

  test('is made for each of many at once, with a version of its own', async ({ world }) => {
    const { user, caller } = await world.newUser();
    await Promise.all(
      Array.from({ length: 20 }, (_, index) => updateProfile(world.deps, caller, { firstName: `Ada ${index}` })),
    );
    const versions = (await newsOf(world, user.id)).map(({ payload }) => Number(payload['version']));
    expect(versions.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, index) => index + 2));
  });

  test('names the field that is wrong', async ({ world }) => {
    const { caller } = await world.newUser();
    await expect(updateProfile(world.deps, caller, { lastName: 'x'.repeat(101) })).rejects.toMatchObject({
      extensions: { code: 'BAD_USER_INPUT', field: 'input.lastName' },
    });
  });
});

describe('the administrator of the settings', () => {
  const admin = { email: 'boss@example.com', password: PASSWORD };
  const log = pino({ level: 'silent' });

  test('is created once by concurrent processes, and registered like any user', async ({ world }) => {
    await Promise.all([1, 2, 3].map(() => ensureAdmin({ ...world.deps, log }, admin)));
    expect(await world.prisma.user.findMany()).toMatchObject([
      { email: admin.email, emailVerified: true, username: 'admin', role: 'ADMIN' },
    ]);
    expect((await world.messages()).map(({ name, destination }) => `${name} -> ${destination}`)).toEqual([
      'UserRegistered -> accounts',
      'UserRegistered -> notifications',
      'EmailVerified -> orders',
    ]);
    const signedIn = resultOf(await login(world.deps, undefined, { login: 'admin', password: PASSWORD }));
    expect(signedIn.caller.role).toBe('ADMIN');
  });

  test('has a confirmed address, also one from an earlier version', async ({ world }) => {
    await ensureAdmin({ ...world.deps, log }, admin);
    await world.prisma.user.updateMany({ data: { emailVerified: false } });
    for (let start = 0; start < 2; start += 1) await ensureAdmin({ ...world.deps, log }, admin);
    const { id, emailVerified } = await world.prisma.user.findFirstOrThrow();
    expect(emailVerified).toBe(true);
    expect(await newsOf(world, id)).toMatchObject([{ payload: { version: 1 } }, { payload: { version: 2 } }]);
  });

  test('keeps a password that was set since', async ({ world }) => {
    await ensureAdmin({ ...world.deps, log }, admin);
    await ensureAdmin({ ...world.deps, log }, { ...admin, password: 'another lamp' });
    expect(codeOf(await login(world.deps, undefined, { login: admin.email, password: 'another lamp' }))).toBe(
      'INVALID_CREDENTIALS',
    );
    resultOf(await login(world.deps, undefined, { login: admin.email, password: PASSWORD }));
  });

  test('gets another username if admin is taken', async ({ world }) => {
    await world.newUser({ username: 'Admin' });
    await ensureAdmin({ ...world.deps, log }, admin);
    const made = await world.prisma.user.findUniqueOrThrow({ where: { emailFolded: admin.email } });
    expect(made.username).toMatch(/^admin-.{8}$/);
  });

  test('is not made of a user who registered with the address', async ({ world }) => {
    await world.newUser({ ...newPerson(), email: admin.email });
    await ensureAdmin({ ...world.deps, log }, admin);
    expect(await world.prisma.user.findMany()).toMatchObject([{ role: 'CUSTOMER', emailVerified: false }]);
  });
});
