import { GraphQLError } from 'graphql';
import { describe, expect, vi } from 'vitest';
import { createLoginAttempts } from '../../subgraphs/users/login-attempts.ts';
import { changePassword } from '../../subgraphs/users/use-cases/change-password.ts';
import { deactivateUser } from '../../subgraphs/users/use-cases/deactivate-user.ts';
import { login } from '../../subgraphs/users/use-cases/login.ts';
import { PASSWORD, codeOf, done, test } from './world.ts';
import type { World } from './world.ts';

const wrong = 'a lamp in the cellar';
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
      const signedIn = done(await login(world.deps, undefined, { login: name, password: PASSWORD }));
      expect(signedIn.user.id).toBe(user.id);
      expect((await world.verify(signedIn.tokens.accessToken)).id).toBe(user.id);
    }
  });

  test('begins a session of its own each time', async ({ world }) => {
    const { user, caller } = await world.somebody();
    const again = done(await login(world.deps, undefined, { login: user.email, password: PASSWORD }));
    expect(again.caller.sessionId).not.toBe(caller.sessionId);
    expect(await world.deps.database.session.count({ where: { userId: user.id, endedAt: null } })).toBe(2);
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
        verify: async (password, hash) => {
          const isRight = await world.deps.passwords.verify(password, hash);
          done(await changePassword(world.deps, caller, { currentPassword: PASSWORD, newPassword: 'another lamp' }));
          return isRight;
        },
      },
    });
    expect(codeOf(await login(deps, undefined, { login: user.email, password: PASSWORD }))).toBe('INVALID_CREDENTIALS');
    expect(await world.deps.database.session.count({ where: { userId: user.id, endedAt: null } })).toBe(1);
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
  const strict = (world: World, limits: { perLogin?: number; perAddress?: number }) =>
    world.another({
      attempts: createLoginAttempts(world.deps.database, {
        perLogin: 100,
        perAddress: 100,
        windowSeconds: 60,
        ...limits,
      }),
    });

  test('of one login are refused, in whatever case it is written, the right password too', async ({ world }) => {
    const { user } = await world.somebody();
    const deps = strict(world, { perLogin: 3 });
    for (const name of [user.email, user.email.toUpperCase(), user.email]) {
      expect(codeOf(await login(deps, undefined, { login: name, password: wrong }))).toBe('INVALID_CREDENTIALS');
    }
    await expect(login(deps, undefined, { login: user.email, password: PASSWORD })).rejects.toMatchObject(limited);
    await world.deps.database.loginAttempts.updateMany({ data: { windowEndsAt: new Date(0) } });
    done(await login(deps, undefined, { login: user.email, password: PASSWORD }));
  });

  test('are counted alike for a login that nobody has', async ({ world }) => {
    const deps = strict(world, { perLogin: 1 });
    expect(codeOf(await login(deps, undefined, { login: 'nobody', password: wrong }))).toBe('INVALID_CREDENTIALS');
    await expect(login(deps, undefined, { login: 'nobody', password: wrong })).rejects.toMatchObject(limited);
  });

  test('are counted when they come at once, by two processes', async ({ world }) => {
    const { user } = await world.somebody();
    const verify = vi.fn(world.deps.passwords.verify);
    const passwords = { ...world.deps.passwords, verify };
    const processes = [1, 2].map(() => ({ ...strict(world, { perLogin: 5 }), passwords }));
    const guesses = Array.from({ length: 40 }, (_, index) =>
      login(processes[index % 2] ?? world.deps, undefined, { login: user.username, password: `${wrong} ${index}` }),
    );
    const refused = (await Promise.allSettled(guesses)).filter(({ status }) => status === 'rejected');
    expect(verify).toHaveBeenCalledTimes(5);
    expect(refused).toHaveLength(35);
  });

  test('from one address are refused, whatever the login', async ({ world }) => {
    const { user } = await world.somebody();
    const deps = strict(world, { perAddress: 2 });
    for (const name of ['one', 'two']) await login(deps, '2001:db8::1', { login: name, password: wrong });
    await expect(login(deps, '2001:db8::2', { login: user.email, password: PASSWORD })).rejects.toMatchObject(limited);
    done(await login(deps, '2001:db8:0:1::1', { login: user.email, password: PASSWORD }));
  });

  test('are forgotten after the right password, and right ones are never counted', async ({ world }) => {
    const { user } = await world.somebody();
    const deps = strict(world, { perLogin: 2, perAddress: 3 });
    const attempt = (password: string) => login(deps, '192.0.2.1', { login: user.email, password });
    await attempt(wrong);
    for (let round = 0; round < 4; round += 1) done(await attempt(PASSWORD));
    await attempt(wrong);
    done(await attempt(PASSWORD));
    expect(await world.deps.database.loginAttempts.findMany({ select: { attempts: true } })).toEqual([{ attempts: 2 }]);
  });

  test('say when to come back', async ({ world }) => {
    const deps = strict(world, { perLogin: 1 });
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
    expect(JSON.stringify(await world.deps.database.loginAttempts.findMany())).not.toContain('mistake');
  });
});
