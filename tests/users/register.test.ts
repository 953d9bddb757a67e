import { GraphQLError } from 'graphql';
import { describe, expect } from 'vitest';
import { createPasswords } from '../../subgraphs/users/secrets.ts';
import { register } from '../../subgraphs/users/use-cases/register.ts';
import { login } from '../../subgraphs/users/use-cases/sign-in.ts';
import { codeOf, resultOf } from '../kit/world.ts';
import { PASSWORD, newPerson, test } from './person.ts';

describe('registration', () => {
  test('creates a customer, signs them in and informs the other services', async ({ world }) => {
    const input = { ...newPerson(), firstName: ' Ada ', lastName: 'Lovelace', phone: '+44 20', locale: 'RU' as const };
    const { user, tokens, caller } = resultOf(await register(world.deps, input));

    expect(user).toMatchObject({
      email: input.email,
      username: input.username,
      firstName: 'Ada',
      lastName: 'Lovelace',
      phone: '+44 20',
    });
    expect(user).toMatchObject({ locale: 'RU', role: 'CUSTOMER', active: true, version: 1 });
    expect(tokens).toMatchObject({ tokenType: 'Bearer', expiresIn: 900 });
    expect(await world.verify(tokens.accessToken)).toEqual(caller);

    const person = {
      userId: user.id,
      email: input.email,
      username: input.username,
      firstName: 'Ada',
      locale: 'RU',
      version: 1,
    };
    expect(await world.messages()).toEqual([
      { name: 'UserRegistered', destination: 'accounts', payload: person },
      { name: 'UserRegistered', destination: 'notifications', payload: person },
    ]);
  });

  test('reads empty fields of a form as absent', async ({ world }) => {
    const { user } = resultOf(
      await register(world.deps, { ...newPerson(), firstName: '', lastName: ' ', phone: '\t' }),
    );
    expect(user).toMatchObject({ firstName: null, lastName: null, phone: null });
    expect(await world.messages()).toMatchObject([{ payload: { firstName: null } }, { payload: { firstName: null } }]);
    expect(await world.prisma.user.findFirst()).toEqual(user);
  });

  test('stores neither the password nor a token', async ({ world }) => {
    const { user, tokens } = await world.newUser();
    const { prisma } = world;
    const credential = await prisma.credential.findUniqueOrThrow({ where: { userId: user.id } });
    expect(credential.passwordHash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    const stored = JSON.stringify([
      credential,
      await prisma.refreshToken.findMany(),
      await prisma.session.findMany(),
      await world.messages(),
    ]);
    expect(stored).not.toContain(PASSWORD);
    expect(stored).not.toContain(tokens.refreshToken);
  });

  test('of fifty concurrent ones for one address, in two cases, creates one', async ({ world }) => {
    const { email } = newPerson();
    const rivals = Array.from({ length: 50 }, (_, index) =>
      register(world.deps, { ...newPerson(), email: index % 2 === 0 ? email : email.toUpperCase() }),
    );
    const codes = (await Promise.all(rivals)).map(codeOf);
    expect(codes.filter((code) => code === 'OK')).toHaveLength(1);
    expect(codes.filter((code) => code === 'EMAIL_TAKEN')).toHaveLength(49);
    expect(await world.prisma.user.count()).toBe(1);
    expect(await world.prisma.session.count()).toBe(1);
    expect(await world.messages()).toHaveLength(2);
  });

  test('of concurrent ones for one username, in two cases, creates one', async ({ world }) => {
    const { username } = newPerson();
    const rivals = ['', ''].flatMap(() => [username, username.toUpperCase()]);
    const outcomes = await Promise.all(rivals.map((name) => register(world.deps, { ...newPerson(), username: name })));
    expect(outcomes.map(codeOf).filter((code) => code === 'USERNAME_TAKEN')).toHaveLength(3);
    expect(await world.prisma.user.count()).toBe(1);
  });

  test('of concurrent ones whose names differ in case, script of the domain or normal form, creates one', async ({
    world,
  }) => {
    const names = ['straße', 'STRASSE', 'Strasse', 'ｓｔｒａßｅ'];
    const byName = await Promise.all(names.map((username) => register(world.deps, { ...newPerson(), username })));
    expect(byName.map(codeOf).filter((code) => code === 'USERNAME_TAKEN')).toHaveLength(3);
    const emails = ['José@bücher.example', 'JOSE\u0301@BÜCHER.example', 'josé@xn--bcher-kva.example'];
    const byEmail = await Promise.all(emails.map((email) => register(world.deps, { ...newPerson(), email })));
    expect(byEmail.map(codeOf).filter((code) => code === 'EMAIL_TAKEN')).toHaveLength(2);
  });

  test('under overload waits or is refused, while sign-ins continue', async ({ world }) => {
    const { user } = await world.newUser();
    const passwords = await createPasswords({ atOnce: 1, waitingMax: { KNOWN: 2, SIGN_IN: 2, REGISTRATION: 3 } });
    const deps = world.another({ passwords });
    const flood = Array.from({ length: 40 }, () => register(deps, newPerson()).catch((error: unknown) => error));
    resultOf(await login(deps, '192.0.2.1', { login: user.email, password: PASSWORD }));
    const all = await Promise.all(flood);
    expect(all.filter((outcome) => outcome instanceof GraphQLError)).toHaveLength(36);
    expect(all).toContainEqual(expect.objectContaining({ extensions: { code: 'RATE_LIMITED', retryAfterSeconds: 2 } }));
    expect(await world.prisma.user.count()).toBe(5);
  });

  test('names the field that is taken', async ({ world }) => {
    const { user } = await world.newUser();
    const emailTaken = await register(world.deps, { ...newPerson(), email: user.email, username: user.username });
    const nameTaken = await register(world.deps, { ...newPerson(), username: user.username });
    expect(emailTaken.userErrors[0]).toMatchObject({ code: 'EMAIL_TAKEN', field: ['input', 'email'] });
    expect(nameTaken.userErrors[0]).toMatchObject({ code: 'USERNAME_TAKEN', field: ['input', 'username'] });
  });

  test('refuses a weak password, and nothing happens', async ({ world }) => {
    for (const password of ['short', 'password1', 'Sunshine1', 'x'.repeat(129), 'aaaaaaaaaaaa']) {
      const outcome = await register(world.deps, { ...newPerson(), password });
      expect(outcome.userErrors[0], password).toMatchObject({ code: 'WEAK_PASSWORD', field: ['input', 'password'] });
    }
    expect(await world.prisma.user.count()).toBe(0);
    expect(await world.messages()).toEqual([]);
  });

  test('refuses the own name as a password', async ({ world }) => {
    const person = newPerson();
    expect(codeOf(await register(world.deps, { ...person, password: person.email.toUpperCase() }))).toBe(
      'WEAK_PASSWORD',
    );
    expect(codeOf(await register(world.deps, { ...person, password: person.username }))).toBe('WEAK_PASSWORD');
  });

  test('names the field that has a wrong form, and nothing happens', async ({ world }) => {
    const wrong = [
      ['username', 'ada@home'],
      ['username', 'ada＠home'],
      ['username', ''],
      ['username', 'ada lovelace'],
      ['username', 'x'.repeat(65)],
      ['username', 'a\u0000b'],
      ['username', '\u200b'],
      ['username', 'a\u202eb'],
      ['username', 'ﬁn'],
      ['firstName', 'x'.repeat(101)],
      ['lastName', '\u0007'],
      ['firstName', 'half \ud83d'],
      ['phone', 'x'.repeat(41)],
    ] as const;
    for (const [field, value] of wrong) {
      const refused = { extensions: { code: 'BAD_USER_INPUT', field: `input.${field}` } };
      await expect(register(world.deps, { ...newPerson(), [field]: value }), value).rejects.toMatchObject(refused);
    }
    expect(await world.prisma.user.count()).toBe(0);
  });
});
