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
  test('goes by e-mail address or username, in whatever case', async ({ world }) => {
    const { user } = await world.somebody();
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

  test('goes by whatever form the name is written in', async ({ world }) => {
    const { user } = await world.somebody({ username: 'Straße', email: 'Jose\u0301@Bücher.example' });
    for (const name of ['STRASSE', 'straße', 'JOSÉ@xn--bcher-kva.example', 'jose\u0301@bu\u0308cher.EXAMPLE']) {
      expect(resultOf(await login(world.deps, undefined, { login: name, password: PASSWORD })).user.id).toBe(user.id);
    }
  });

  test('begins a session of its own each time', async ({ world }) => {
    const { user, caller } = await world.somebody();
    const again = resultOf(await login(world.deps, undefined, { login: user.email, password: PASSWORD }));
    expect(again.caller.sessionId).not.toBe(caller.sessionId);
    expect(await world.prisma.session.count({ where: { userId: user.id, endedAt: null } })).toBe(2);
  });

  test('says the same to who is unknown, wrong or shut out, after the same work', async ({ world }) => {
    const admin = await world.admin();
    const [{ user: known }, { user: out }] = await Promise.all([world.somebody(), world.somebody()]);
    await deactivateUser(world.deps, admin.caller, out.id);
    const verify = vi.fn(world.deps.passwords.verify);
    const deps = world.another({ passwords: { ...world.deps.passwords, verify } });

    const answers = [];
    answers.push(await login(deps, undefined, { login: known.email, password: wrong }));
    answers.push(await login(deps, undefined, { login: 'nobody@example.com', password: wrong }));
    answers.push(await login(deps, undefined, { login: 'nobody', password: PASSWORD }));
    answers.push(await login(deps, undefined, { login: out.email, password: PASSWORD }));

    expect(codeOf(answers[0] ?? { userErrors: [] })).toBe('INVALID_CREDENTIALS');
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(verify).toHaveBeenCalledTimes(4);
  });

  test('with a password that is changed while it is verified begins no session', async ({ world }) => {
    const { user, caller } = await world.somebody();
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

  test('names the field of an input without a form', async ({ world }) => {
    for (const name of ['', 'a\u0000b', 'x'.repeat(321)]) {
      await expect(login(world.deps, undefined, { login: name, password: PASSWORD })).rejects.toMatchObject({
        extensions: { code: 'BAD_USER_INPUT', field: 'input.login' },
      });
    }
  });
});

describe('too many failed sign-ins', () => {
  test('of one account from one network are refused, whatever it is called, the right password too', async ({
    world,
  }) => {
    const { user } = await world.somebody();
    const deps = world.strict({ perLogin: 3 });
    for (const name of [user.email, user.username.toUpperCase(), user.email.toUpperCase()]) {
      expect(codeOf(await login(deps, HERE, { login: name, password: wrong }))).toBe('INVALID_CREDENTIALS');
    }
    await expect(login(deps, HERE, { login: user.username, password: PASSWORD })).rejects.toMatchObject(limited);
    await world.prisma.loginAttempts.updateMany({ data: { windowEndsAt: new Date(0) } });
    resultOf(await login(deps, HERE, { login: user.email, password: PASSWORD }));
  });

  test('keep nobody out elsewhere, however often they are tried', async ({ world }) => {
    const { user } = await world.somebody();
    const deps = world.strict({ perLogin: 3, perAccount: 4 });
    const guesses = Array.from({ length: 20 }, () => login(deps, HERE, { login: user.email, password: wrong }));
    await Promise.allSettled(guesses);
    await expect(login(deps, HERE, { login: user.email, password: PASSWORD })).rejects.toMatchObject(limited);
    resultOf(await login(deps, ELSEWHERE, { login: user.email, password: PASSWORD }));
  });

  test('from many networks keep out strangers, and nobody who has signed in before', async ({ world }) => {
    const [owner, other] = [await world.somebody({}, HERE), await world.somebody({}, HERE)];
    const { email } = owner.user;
    const deps = world.strict({ perLogin: 2, perAccount: 3 });
    const guess = (address: string, input: object = {}) =>
      login(deps, address, { login: email, password: wrong, ...input });
    for (const address of ['192.0.2.1', '192.0.2.2', '192.0.2.3']) await guess(address);

    const right = { password: PASSWORD };
    await expect(guess(ELSEWHERE, right)).rejects.toMatchObject(limited);
    // Somebody else's device, and what is none.
    for (const refreshToken of [other.tokens.refreshToken, 'x', ''])
      await expect(guess(ELSEWHERE, { ...right, refreshToken })).rejects.toMatchObject(limited);

    // The network of the registration.
    resultOf(await guess(HERE, right));
    // The device, wherever it is: its token is used up, then its session ended.
    const device = { ...right, refreshToken: owner.tokens.refreshToken };
    resultOf(await guess(ELSEWHERE, device));
    resultOf(await refreshTokens(deps, owner.tokens.refreshToken));
    await logout(deps, owner.tokens.refreshToken);
    resultOf(await guess('198.51.100.99', device));

    // What is known can be guessed from, but not for long, and not at the cost of others who are known.
    for (let round = 0; round < 2; round += 1) await guess(HERE);
    await expect(guess(HERE, right)).rejects.toMatchObject(limited);
    resultOf(await guess(HERE, device));
  });

  test('leave alone a network that a session was used from since', async ({ world }) => {
    const { user, tokens } = await world.somebody({}, HERE);
    resultOf(await refreshTokens(world.deps, tokens.refreshToken, '2001:db8::1'));
    const deps = world.strict({ perAccount: 1 });
    await login(deps, '192.0.2.1', { login: user.email, password: wrong });
    await expect(login(deps, ELSEWHERE, { login: user.email, password: PASSWORD })).rejects.toMatchObject(limited);
    resultOf(await login(deps, '2001:db8::2', { login: user.email, password: PASSWORD }));
  });

  test('do not count where there was no time to try the password', async ({ world }) => {
    const { user } = await world.somebody();
    const busy = { ...world.deps.passwords, verify: () => Promise.reject(rateLimited(1)) };
    const deps = world.strict({ perLogin: 1, perAccount: 1, perAddress: 1 });
    for (let round = 0; round < 3; round += 1) {
      await expect(
        login({ ...deps, passwords: busy }, HERE, { login: user.email, password: wrong }),
      ).rejects.toMatchObject({ extensions: { retryAfterSeconds: 1 } });
    }
    resultOf(await login(deps, HERE, { login: user.email, password: PASSWORD }));
  });

  test('are counted alike for a login that nobody has', async ({ world }) => {
    const deps = world.strict({ perLogin: 1 });
    expect(codeOf(await login(deps, undefined, { login: 'nobody', password: wrong }))).toBe('INVALID_CREDENTIALS');
    await expect(login(deps, undefined, { login: 'nobody', password: wrong })).rejects.toMatchObject(limited);
  });

  test('are counted when they come at once, by two processes', async ({ world }) => {
    const { user } = await world.somebody();
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
    const { user } = await world.somebody();
    const deps = world.strict({ perAddress: 2 });
    for (const name of ['one', 'two']) await login(deps, '2001:db8::1', { login: name, password: wrong });
    await expect(login(deps, '2001:db8::2', { login: user.email, password: PASSWORD })).rejects.toMatchObject(limited);
    resultOf(await login(deps, '2001:db8:0:1::1', { login: user.email, password: PASSWORD }));
  });

  test('are forgotten after the right password, and right ones are never counted', async ({ world }) => {
    const { user } = await world.somebody();
    const deps = world.strict({ perLogin: 2, perAddress: 2, perAccount: 2 });
    const attempt = (password: string) => login(deps, HERE, { login: user.email, password });
    await attempt(wrong);
    for (let round = 0; round < 4; round += 1) resultOf(await attempt(PASSWORD));
    await attempt(wrong);
    resultOf(await attempt(PASSWORD));
    // The network and the account remember the first one, of when the network was not known.
    expect(await world.prisma.loginAttempts.findMany({ select: { attempts: true } })).toEqual([
      { attempts: 1 },
      { attempts: 1 },
    ]);
  });

  test('say when to come back', async ({ world }) => {
    const deps = world.strict({ perLogin: 1 });
    await login(deps, undefined, { login: 'nobody', password: wrong });
    const refusal: unknown = await login(deps, undefined, { login: 'nobody', password: wrong }).catch(
      (error: unknown) => error,
    );
    const seconds = refusal instanceof GraphQLError ? refusal.extensions['retryAfterSeconds'] : undefined;
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(60);
  });

  test('keep no login in the database as it was typed', async ({ world }) => {
    await login(world.deps, undefined, { login: 'my-password-by-mistake', password: wrong });
    expect(JSON.stringify(await world.prisma.loginAttempts.findMany())).not.toContain('mistake');
  });
});
