import { GraphQLError } from 'graphql';
import { describe, expect, vi } from 'vitest';
import { changePassword } from '../../subgraphs/users/use-cases/passwords.ts';
import { deactivateUser } from '../../subgraphs/users/use-cases/administer-users.ts';
import { rateLimited } from '#platform/errors.ts';
import { login, logout, refreshTokens } from '../../subgraphs/users/use-cases/sign-in.ts';
import { codeOf, resultOf } from '../kit/world.ts';
import { PASSWORD, test } from './person.ts';

const wrong = 'a lamp in the cellar';
const HERE = '203.0.113.7';
const ELSEWHERE = '198.51.100.7';
const limited = { extensions: { code: 'RATE_LIMITED' } };

describe('a sign-in', () => {
  test('accepts e-mail address or username, in any case', async ({ world }) => {
    const { user } = await world.newUser();
    for (const name of [
      user.email,
      user.email.toUpperCase(),
      user.username,
      user.username.toUpperCase(),
      ` ${user.username} `,
    ]) {
      const signedIn = resultOf(await login(world.deps, undefined, { login: name, password: PASSWORD }));
      expect(signedIn.user.id).toBe(user.id);
      expect((await world.verify(signedIn.tokens.accessToken)).id).toBe(user.id);
    }
  });

  test('accepts every normal form of a name', async ({ world }) => {
    const { user } = await world.newUser({ username: 'Straße', email: 'Jose\u0301@Bücher.example' });
    for (const name of ['STRASSE', 'straße', 'JOSÉ@xn--bcher-kva.example', 'jose\u0301@bu\u0308cher.EXAMPLE']) {
      expect(resultOf(await login(world.deps, undefined, { login: name, password: PASSWORD })).user.id).toBe(user.id);
    }
  });

  test('starts a session of its own each time', async ({ world }) => {
    const { user, caller } = await world.newUser();
    const again = resultOf(await login(world.deps, undefined, { login: user.email, password: PASSWORD }));
    expect(again.caller.sessionId).not.toBe(caller.sessionId);
    expect(await world.prisma.session.count({ where: { userId: user.id, endedAt: null } })).toBe(2);
  });

  test('has the same response and timing for unknown, wrong and deactivated users', async ({ world }) => {
    const admin = await world.admin();
    const [{ user: known }, { user: out }] = await Promise.all([world.newUser(), world.newUser()]);
    await deactivateUser(world.deps, admin.caller, out.id);
    const verify = vi.fn(world.deps.passwords.verify);
    const deps = world.another({ passwords: { ...world.deps.passwords, verify } });

    const answers = [];
    answers.push(await login(deps, undefined, { login: known.email, password: wrong }));
    answers.push(await login(deps, undefined, { login: 'unknown@example.com', password: wrong }));
    answers.push(await login(deps, undefined, { login: 'unknown', password: PASSWORD }));
    answers.push(await login(deps, undefined, { login: out.email, password: PASSWORD }));

    expect(codeOf(answers[0] ?? { userErrors: [] })).toBe('INVALID_CREDENTIALS');
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(verify).toHaveBeenCalledTimes(4);
  });

  test('with a password that is changed while it is verified starts no session', async ({ world }) => {
    const { user, caller } = await world.newUser();
    const deps = world.another({
      passwords: {
        ...world.deps.passwords,
        verify: async (...given) => {
          const isRight = await world.deps.passwords.verify(...given);
          resultOf(
            await changePassword(world.deps, caller, { currentPassword: PASSWORD, newPassword: 'another lamp' }),
          );
          return isRight;
        },
      },
    });
    expect(codeOf(await login(deps, undefined, { login: user.email, password: PASSWORD }))).toBe('INVALID_CREDENTIALS');
    expect(await world.prisma.session.count({ where: { userId: user.id, endedAt: null } })).toBe(1);
  });

  test('names the field of a malformed input', async ({ world }) => {
    for (const name of ['', 'a\u0000b', 'x'.repeat(321)]) {
      await expect(login(world.deps, undefined, { login: name, password: PASSWORD })).rejects.toMatchObject({
        extensions: { code: 'BAD_USER_INPUT', field: 'input.login' },
      });
    }
  });
});

describe('too many failed sign-ins', () => {
  test('of one account from one network are refused, by any login, the right password too', async ({ world }) => {
    const { user } = await world.newUser();
    const deps = world.strict({ perLogin: 3 });
    for (const name of [user.email, user.username.toUpperCase(), user.email.toUpperCase()]) {
      expect(codeOf(await login(deps, HERE, { login: name, password: wrong }))).toBe('INVALID_CREDENTIALS');
    }
    await expect(login(deps, HERE, { login: user.username, password: PASSWORD })).rejects.toMatchObject(limited);
    await world.prisma.loginAttempts.updateMany({ data: { windowEndsAt: new Date(0) } });
    resultOf(await login(deps, HERE, { login: user.email, password: PASSWORD }));
  });

  test('do not block other networks, however many there are', async ({ world }) => {
    const { user } = await world.newUser();
    const deps = world.strict({ perLogin: 3, perAccount: 4 });
    const guesses = Array.from({ length: 20 }, () => login(deps, HERE, { login: user.email, password: wrong }));
    await Promise.allSettled(guesses);
    await expect(login(deps, HERE, { login: user.email, password: PASSWORD })).rejects.toMatchObject(limited);
    resultOf(await login(deps, ELSEWHERE, { login: user.email, password: PASSWORD }));
  });

  test('from many networks block unknown devices, and not known ones', async ({ world }) => {
    const [owner, other] = [await world.newUser({}, HERE), await world.newUser({}, HERE)];
    const { email } = owner.user;
    const deps = world.strict({ perLogin: 2, perAccount: 3 });
    const guess = (address: string, input: object = {}) =>
      login(deps, address, { login: email, password: wrong, ...input });
    for (const address of ['192.0.2.1', '192.0.2.2', '192.0.2.3']) await guess(address);

    const right = { password: PASSWORD };
    await expect(guess(ELSEWHERE, right)).rejects.toMatchObject(limited);
    // Another user's device, and an invalid one.
    for (const refreshToken of [other.tokens.refreshToken, 'x', ''])
      await expect(guess(ELSEWHERE, { ...right, refreshToken })).rejects.toMatchObject(limited);

    // The network of the registration.
    resultOf(await guess(HERE, right));
    // The device on any network: its token is used up, then its session ended.
    const device = { ...right, refreshToken: owner.tokens.refreshToken };
    resultOf(await guess(ELSEWHERE, device));
    resultOf(await refreshTokens(deps, owner.tokens.refreshToken));
    await logout(deps, owner.tokens.refreshToken);
    resultOf(await guess('198.51.100.99', device));

    // A known device can guess, but not for long, and without effect on other known devices.
    for (let round = 0; round < 2; round += 1) await guess(HERE);
    await expect(guess(HERE, right)).rejects.toMatchObject(limited);
    resultOf(await guess(HERE, device));
  });

  test('do not block a network from which a session was used since', async ({ world }) => {
    const { user, tokens } = await world.newUser({}, HERE);
    resultOf(await refreshTokens(world.deps, tokens.refreshToken, '2001:db8::1'));
    const deps = world.strict({ perAccount: 1 });
    await login(deps, '192.0.2.1', { login: user.email, password: wrong });
    await expect(login(deps, ELSEWHERE, { login: user.email, password: PASSWORD })).rejects.toMatchObject(limited);
    resultOf(await login(deps, '2001:db8::2', { login: user.email, password: PASSWORD }));
  });

  test('do not count if the password was not checked', async ({ world }) => {
    const { user } = await world.newUser();
    const busy = { ...world.deps.passwords, verify: () => Promise.reject(rateLimited(1)) };
    const deps = world.strict({ perLogin: 1, perAccount: 1, perAddress: 1 });
    for (let round = 0; round < 3; round += 1) {
      await expect(
        login({ ...deps, passwords: busy }, HERE, { login: user.email, password: wrong }),
      ).rejects.toMatchObject({ extensions: { retryAfterSeconds: 1 } });
    }
    resultOf(await login(deps, HERE, { login: user.email, password: PASSWORD }));
  });

  test('are counted alike for an unknown login', async ({ world }) => {
    const deps = world.strict({ perLogin: 1 });
    expect(codeOf(await login(deps, undefined, { login: 'unknown', password: wrong }))).toBe('INVALID_CREDENTIALS');
    await expect(login(deps, undefined, { login: 'unknown', password: wrong })).rejects.toMatchObject(limited);
  });

  test('are counted when concurrent, by two processes', async ({ world }) => {
    const { user } = await world.newUser();
    const verify = vi.fn(world.deps.passwords.verify);
    const passwords = { ...world.deps.passwords, verify };
    const processes = [1, 2].map(() => ({ ...world.strict({ perLogin: 5 }), passwords }));
    const guesses = Array.from({ length: 40 }, (_, index) =>
      login(processes[index % 2] ?? world.deps, undefined, { login: user.username, password: `${wrong} ${index}` }),
    );
    const refused = (await Promise.allSettled(guesses)).filter(({ status }) => status === 'rejected');
    expect(verify).toHaveBeenCalledTimes(5);
    expect(refused).toHaveLength(35);
  });

  test('from one address are refused, whatever the login', async ({ world }) => {
    const { user } = await world.newUser();
    const deps = world.strict({ perAddress: 2 });
    for (const name of ['one', 'two']) await login(deps, '2001:db8::1', { login: name, password: wrong });
    await expect(login(deps, '2001:db8::2', { login: user.email, password: PASSWORD })).rejects.toMatchObject(limited);
    resultOf(await login(deps, '2001:db8:0:1::1', { login: user.email, password: PASSWORD }));
  });

  test('are reset by the right password, and right ones are never counted', async ({ world }) => {
    const { user } = await world.newUser();
    const deps = world.strict({ perLogin: 2, perAddress: 2, perAccount: 2 });
    const attempt = (password: string) => login(deps, HERE, { login: user.email, password });
    await attempt(wrong);
    for (let round = 0; round < 4; round += 1) resultOf(await attempt(PASSWORD));
    await attempt(wrong);
    resultOf(await attempt(PASSWORD));
    // Network and account count the first one, from before the network was known.
    expect(await world.prisma.loginAttempts.findMany({ select: { attempts: true } })).toEqual([
      { attempts: 1 },
      { attempts: 1 },
    ]);
  });

  test('return the time to wait', async ({ world }) => {
    const deps = world.strict({ perLogin: 1 });
    await login(deps, undefined, { login: 'unknown', password: wrong });
    const refusal: unknown = await login(deps, undefined, { login: 'unknown', password: wrong }).catch(
      (error: unknown) => error,
    );
    const seconds = refusal instanceof GraphQLError ? refusal.extensions['retryAfterSeconds'] : undefined;
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(60);
  });

  test('store no login as it was typed', async ({ world }) => {
    await login(world.deps, undefined, { login: 'my-password-by-mistake', password: wrong });
    expect(JSON.stringify(await world.prisma.loginAttempts.findMany())).not.toContain('mistake');
  });
});
