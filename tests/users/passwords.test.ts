import { describe, expect } from 'vitest';
import { unseal } from '#platform/sealed.ts';
import { PasswordResetRequested } from '#users/messages.ts';
import { changePassword, requestPasswordReset, resetPassword } from '../../subgraphs/users/use-cases/passwords.ts';
import { deactivateUser } from '../../subgraphs/users/use-cases/administer-users.ts';
import { listRevocations, login, refreshTokens } from '../../subgraphs/users/use-cases/sign-in.ts';
import { codeOf, envelopeOf, resultOf, wordFor } from '../kit/world.ts';
import { PASSWORD, test } from './person.ts';
import type { Users } from './person.ts';

const NEW = 'a lamp in the attic';

/** A request of a new password as a message. */
const wish = (email: unknown) => ({
  ...envelopeOf(PasswordResetRequested, { email: 'ada@example.com' }),
  payload: { email },
});

/** Requests a reset for an address and returns the mailed tokens. */
async function mailedTokens(world: Users, email: string): Promise<string[]> {
  const { deps, messages } = world;
  expect(await world.take([wish(email)])).toEqual(['done']);
  const mails = (await messages()).filter(({ name }) => name === 'NotifyPasswordReset');
  return Promise.all(mails.map(({ payload }) => unseal(deps.keyEncryptionKey, String(payload['sealedToken']))));
}

async function mailedToken(world: Users, email: string): Promise<string> {
  const token = (await mailedTokens(world, email)).at(-1);
  if (token === undefined) throw new Error('No mail was sent');
  return token;
}

describe('a change of password', () => {
  test('accepts the new one, refuses the old one and ends the other sessions', async ({ world }) => {
    const { deps } = world;
    const { user, caller, tokens } = await world.newUser();
    const other = resultOf(await login(deps, undefined, { login: user.email, password: PASSWORD }));

    const changed = resultOf(await changePassword(deps, caller, { currentPassword: PASSWORD, newPassword: NEW }));

    expect(changed.user.id).toBe(user.id);
    expect(codeOf(await login(deps, undefined, { login: user.email, password: PASSWORD }))).toBe('INVALID_CREDENTIALS');
    resultOf(await login(deps, undefined, { login: user.email, password: NEW }));
    expect(codeOf(await refreshTokens(deps, other.tokens.refreshToken))).toBe('INVALID_TOKEN');
    resultOf(await refreshTokens(deps, tokens.refreshToken));
    expect(await listRevocations(deps)).toEqual({ users: [], sessions: [other.caller.sessionId] });
  });

  test('needs the current password, and changes nothing without it', async ({ world }) => {
    const { deps } = world;
    const { user, caller } = await world.newUser();
    const refused = await changePassword(deps, caller, { currentPassword: NEW, newPassword: NEW });
    expect(refused.userErrors[0]).toMatchObject({ code: 'INVALID_CREDENTIALS', field: ['input', 'currentPassword'] });
    resultOf(await login(deps, undefined, { login: user.email, password: PASSWORD }));
  });

  test('refuses a weak password', async ({ world }) => {
    const { user, caller } = await world.newUser();
    for (const newPassword of ['short', 'password1', user.username]) {
      const refused = await changePassword(world.deps, caller, { currentPassword: PASSWORD, newPassword });
      expect(refused.userErrors[0]).toMatchObject({ code: 'WEAK_PASSWORD', field: ['input', 'newPassword'] });
    }
  });

  test('cannot be guessed at for long', async ({ world }) => {
    const { caller } = await world.newUser();
    const deps = world.strict({ perLogin: 2 });
    const guess = (currentPassword: string) => changePassword(deps, caller, { currentPassword, newPassword: NEW });
    await guess('one');
    await guess('two');
    await expect(guess(PASSWORD)).rejects.toMatchObject({ extensions: { code: 'RATE_LIMITED' } });
  });

  test('is not blocked by failed sign-ins, or by another session', async ({ world }) => {
    const { user, caller } = await world.newUser();
    const other = resultOf(await login(world.deps, undefined, { login: user.email, password: PASSWORD }));
    const deps = world.strict({ perLogin: 2 });
    for (const name of [`@${user.id}`, `session ${caller.sessionId}`, user.email, user.username]) {
      const guesses = [1, 2, 3].map(() => login(deps, undefined, { login: name, password: NEW }));
      await Promise.allSettled(guesses);
    }
    const guess = () => changePassword(deps, other.caller, { currentPassword: NEW, newPassword: NEW });
    await Promise.allSettled([guess(), guess(), guess()]);
    const changed = await changePassword(deps, caller, { currentPassword: PASSWORD, newPassword: NEW });
    expect(changed.userErrors).toEqual([]);
  });

  test('of many at once is made once', async ({ world }) => {
    const { caller } = await world.newUser();
    const rivals = Array.from({ length: 8 }, (_, index) =>
      changePassword(world.deps, caller, { currentPassword: PASSWORD, newPassword: `${NEW} ${index}` }),
    );
    const codes = (await Promise.all(rivals)).map(codeOf);
    expect(codes.filter((code) => code === 'OK')).toHaveLength(1);
    expect(codes.filter((code) => code === 'INVALID_CREDENTIALS')).toHaveLength(7);
  });
});

describe('a request of a new password', () => {
  test('has the same response and messages for known and unknown addresses', async ({ world }) => {
    const { user } = await world.newUser();
    const before = (await world.messages()).length;
    for (const email of [user.email, 'unknown@example.com']) {
      expect(await requestPasswordReset(world.deps, email)).toEqual({ ok: true, userErrors: [] });
    }
    expect((await world.messages()).slice(before)).toEqual([
      { name: 'PasswordResetRequested', destination: 'users', payload: { email: user.email } },
      { name: 'PasswordResetRequested', destination: 'users', payload: { email: 'unknown@example.com' } },
    ]);
  });

  test('mails a sealed token to the user with the address, and stores its hash alone', async ({ world }) => {
    const { user } = await world.newUser();
    const token = await mailedToken(world, user.email.toUpperCase());
    const mail = (await world.messages()).at(-1);
    expect(mail).toMatchObject({
      name: 'NotifyPasswordReset',
      destination: 'notifications',
      payload: { userId: user.id },
    });
    const [stored] = await world.prisma.passwordReset.findMany();
    expect(mail?.payload['expiresAt']).toBe(stored?.expiresAt.toISOString());
    expect(Number(stored?.expiresAt) - Number(stored?.createdAt)).toBe(3_600_000);
    expect(JSON.stringify([mail, stored])).not.toContain(token);
  });

  test('mails nothing to unknown addresses and deactivated users', async ({ world }) => {
    const admin = await world.admin();
    const { user } = await world.newUser();
    resultOf(await deactivateUser(world.deps, admin.caller, user.id));
    expect(await mailedTokens(world, 'unknown@example.com')).toEqual([]);
    expect(await mailedTokens(world, user.email)).toEqual([]);
  });

  test('does not fill a mailbox', async ({ world }) => {
    const { user } = await world.newUser();
    await Promise.all(Array.from({ length: 12 }, () => world.take([wish(user.email)])));
    expect(await world.prisma.passwordReset.count()).toBe(5);
  });
});

describe('requests in a batch', () => {
  const resetsOf = ({ prisma }: Users, userId: string) => prisma.passwordReset.count({ where: { userId } });

  test('have the effect of one after the other; an unreadable one fails alone, a duplicate does nothing', async ({
    world,
  }) => {
    const [{ user: ada }, { user: bob }] = [await world.newUser(), await world.newUser()];
    for (let round = 0; round < 4; round += 1) await mailedToken(world, ada.email);
    const before = wish(bob.email);
    await world.take([before]);

    // Halved, so that both of Ada's stay together.
    const batch = [wish(7), before, wish(bob.email), wish(ada.email), wish(ada.email.toUpperCase())];
    const handled = await world.take(batch);
    expect(handled.map(wordFor)).toEqual(['failed', 'duplicate', 'done', 'done', 'done']);

    expect([await resetsOf(world, ada.id), await resetsOf(world, bob.id)]).toEqual([5, 2]);
    const mails = (await world.messages()).filter(({ name }) => name === 'NotifyPasswordReset');
    expect(mails).toHaveLength(7);
  });

  test('of two processes about the same users in opposite order do not deadlock', async ({ world }) => {
    const users = [];
    for (let index = 0; index < 5; index += 1) users.push((await world.newUser()).user);
    const emails = users.map(({ email }) => email);
    world.statements.length = 0;
    // Both have locked their rows before the user in the middle when that lock is released.
    const both = await world.whileLocked(users[2]?.id ?? '', 2, () =>
      Promise.all([emails, emails.toReversed()].map((each) => world.take(each.map(wish)))),
    );
    expect(new Set(both.flat())).toEqual(new Set(['done']));
    for (const user of users) expect(await resetsOf(world, user.id)).toBe(2);
    // A batch that a deadlock had ended would have been run again.
    expect(world.statements.filter((text) => text.includes('INTO messaging.inbox'))).toHaveLength(2);
  });

  test('cost as many statements as one', async ({ world }) => {
    const known: string[] = [];
    for (let index = 0; index < 10; index += 1) known.push((await world.newUser()).user.email);
    const statementsFor = async (count: number) => {
      const emails = Array.from({ length: count }, (_, index) => known[index % known.length]);
      world.statements.length = 0;
      await world.take(emails.map(wish));
      return world.statements.length;
    };
    const one = await statementsFor(1);
    expect(await statementsFor(50)).toBe(one);
  });
});

describe('a one-time token', () => {
  test('sets the password, ends all sessions and is used up', async ({ world }) => {
    const { deps } = world;
    const { user, tokens } = await world.newUser();
    const token = await mailedToken(world, user.email);

    const reset = resultOf(await resetPassword(deps, { token, newPassword: NEW }));

    expect(reset).toMatchObject({ user: { id: user.id }, caller: { id: user.id, role: 'CUSTOMER' } });
    expect(codeOf(await refreshTokens(deps, tokens.refreshToken))).toBe('INVALID_TOKEN');
    expect((await listRevocations(deps)).sessions).toHaveLength(1);
    expect(codeOf(await login(deps, undefined, { login: user.email, password: PASSWORD }))).toBe('INVALID_CREDENTIALS');
    resultOf(await login(deps, undefined, { login: user.email, password: NEW }));
    expect(codeOf(await resetPassword(deps, { token, newPassword: PASSWORD }))).toBe('INVALID_TOKEN');
  });

  test('is used once by many concurrent requests', async ({ world }) => {
    const { user } = await world.newUser();
    const token = await mailedToken(world, user.email);
    const rivals = Array.from({ length: 10 }, (_, index) =>
      resetPassword(world.deps, { token, newPassword: `${NEW} ${index}` }),
    );
    const codes = (await Promise.all(rivals)).map(codeOf);
    expect(codes.filter((code) => code === 'OK')).toHaveLength(1);
    expect(codes.filter((code) => code === 'INVALID_TOKEN')).toHaveLength(9);
  });

  test('voids the other ones, as does a change of password', async ({ world }) => {
    const { user, caller } = await world.newUser();
    const first = await mailedToken(world, user.email);
    const second = await mailedToken(world, user.email);
    resultOf(await resetPassword(world.deps, { token: second, newPassword: NEW }));
    expect(codeOf(await resetPassword(world.deps, { token: first, newPassword: PASSWORD }))).toBe('INVALID_TOKEN');
    const third = await mailedToken(world, user.email);
    resultOf(await changePassword(world.deps, caller, { currentPassword: NEW, newPassword: PASSWORD }));
    expect(codeOf(await resetPassword(world.deps, { token: third, newPassword: NEW }))).toBe('INVALID_TOKEN');
  });

  test('stays valid after a weak password', async ({ world }) => {
    const { user } = await world.newUser();
    const token = await mailedToken(world, user.email);
    const refused = await resetPassword(world.deps, { token, newPassword: 'password1' });
    expect(refused.userErrors[0]).toMatchObject({ code: 'WEAK_PASSWORD', field: ['newPassword'] });
    resultOf(await resetPassword(world.deps, { token, newPassword: NEW }));
  });

  test('comes with a password of whole characters', async ({ world }) => {
    await expect(resetPassword(world.deps, { token: 'x', newPassword: 'half a pair \ud83d' })).rejects.toMatchObject({
      extensions: { code: 'BAD_USER_INPUT', field: 'newPassword' },
    });
  });

  test('is refused when it is unknown, too old, or its user is deactivated', async ({ world }) => {
    const admin = await world.admin();
    const { user } = await world.newUser();
    const token = await mailedToken(world, user.email);
    const reset = async (given: string) => codeOf(await resetPassword(world.deps, { token: given, newPassword: NEW }));
    for (const unknown of ['', 'x'.repeat(5_000), `${token}x`]) expect(await reset(unknown)).toBe('INVALID_TOKEN');
    await expect(reset('\u0000')).rejects.toMatchObject({ extensions: { code: 'BAD_USER_INPUT', field: 'token' } });
    await world.prisma.passwordReset.updateMany({ data: { expiresAt: new Date() } });
    expect(await reset(token)).toBe('INVALID_TOKEN');
    const fresh = await mailedToken(world, user.email);
    resultOf(await deactivateUser(world.deps, admin.caller, user.id));
    expect(await reset(fresh)).toBe('INVALID_TOKEN');
  });
});
