import { describe, expect } from 'vitest';
import { register } from '../../subgraphs/users/use-cases/register.ts';
import { PASSWORD, codeOf, done, newPerson, test } from './world.ts';

describe('registration', () => {
  test('makes a customer, signs them in and tells the other services', async ({ world }) => {
    const input = { ...newPerson(), firstName: ' Ada ', lastName: 'Lovelace', phone: '+44 20', locale: 'RU' as const };
    const { user, tokens, caller } = done(await register(world.deps, input));

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

  test('stores neither the password nor a token', async ({ world }) => {
    const { user, tokens } = await world.somebody();
    const { database } = world.deps;
    const credential = await database.credential.findUniqueOrThrow({ where: { userId: user.id } });
    expect(credential.passwordHash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    const stored = JSON.stringify([
      credential,
      await database.refreshToken.findMany(),
      await database.session.findMany(),
      await world.messages(),
    ]);
    expect(stored).not.toContain(PASSWORD);
    expect(stored).not.toContain(tokens.refreshToken);
  });

  test('of fifty rivals for one address, in two cases, makes one', async ({ world }) => {
    const { email } = newPerson();
    const rivals = Array.from({ length: 50 }, (_, index) =>
      register(world.deps, { ...newPerson(), email: index % 2 === 0 ? email : email.toUpperCase() }),
    );
    const codes = (await Promise.all(rivals)).map(codeOf);
    expect(codes.filter((code) => code === undefined)).toHaveLength(1);
    expect(codes.filter((code) => code === 'EMAIL_TAKEN')).toHaveLength(49);
    expect(await world.deps.database.user.count()).toBe(1);
    expect(await world.deps.database.session.count()).toBe(1);
    expect(await world.messages()).toHaveLength(2);
  });

  test('of rivals for one username, in two cases, makes one', async ({ world }) => {
    const { username } = newPerson();
    const rivals = ['', ''].flatMap(() => [username, username.toUpperCase()]);
    const outcomes = await Promise.all(rivals.map((name) => register(world.deps, { ...newPerson(), username: name })));
    expect(outcomes.map(codeOf).filter((code) => code === 'USERNAME_TAKEN')).toHaveLength(3);
    expect(await world.deps.database.user.count()).toBe(1);
  });

  test('names the field of what is taken', async ({ world }) => {
    const { user } = await world.somebody();
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
    expect(await world.deps.database.user.count()).toBe(0);
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
      ['firstName', 'x'.repeat(101)],
      ['lastName', '\u0007'],
      ['firstName', 'half \ud83d'],
      ['phone', ''],
    ] as const;
    for (const [field, value] of wrong) {
      const refused = { extensions: { code: 'BAD_USER_INPUT', field: `input.${field}` } };
      await expect(register(world.deps, { ...newPerson(), [field]: value }), value).rejects.toMatchObject(refused);
    }
    expect(await world.deps.database.user.count()).toBe(0);
  });
});
