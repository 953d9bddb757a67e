import { describe, expect, test } from 'vitest';
import {
  ChangePasswordDocument,
  LoginDocument,
  MeDocument,
  RequestEmailVerificationDocument,
  RefreshTokensDocument,
  RequestPasswordResetDocument,
  ResendNotificationDocument,
  NotificationsDocument,
  ResetPasswordDocument,
  VerifyEmailDocument,
} from '../../../client/generated/graphql.ts';
import { codesOf, expectRevoked, expectSignedIn, failure } from './answers.ts';
import { tokenIn } from './mailbox.ts';
import { LOGIN_ATTEMPTS } from './world.ts';
import type { Person, Within, World } from './world.ts';

const NEW_PASSWORD = 'a horse of another colour';

const loginCodes = async ({ visitor }: World, login: string, password: string) =>
  codesOf((await visitor().ask(LoginDocument, { input: { login, password } })).login);

function change(within: Within): void {
  describe('changePassword', () => {
    const ask = async (person: Person, currentPassword: string, newPassword: string) =>
      (await person.ask(ChangePasswordDocument, { input: { currentPassword, newPassword } })).changePassword;

    test('sets the new one and ends the other sessions', async () => {
      const person = await within().newcomer();
      const other = await within().visitor().login(person);
      expect(await ask(person, person.password, NEW_PASSWORD)).toMatchObject({
        user: { id: person.id },
        userErrors: [],
      });
      expect(await loginCodes(within(), person.email, person.password)).toEqual(['INVALID_CREDENTIALS']);
      expect(await loginCodes(within(), person.email, NEW_PASSWORD)).toEqual([]);
      await expectRevoked(other);
      await expectSignedIn(person);
      const { refreshTokens } = await within().visitor().ask(RefreshTokensDocument, person);
      expect(refreshTokens).toMatchObject({ user: { id: person.id }, userErrors: [] });
    });

    test('fails with INVALID_CREDENTIALS for a wrong current password, and with WEAK_PASSWORD for a weak new one', async () => {
      const person = await within().newcomer();
      expect(await ask(person, 'not it', NEW_PASSWORD)).toEqual(
        failure('INVALID_CREDENTIALS', 'input.currentPassword', { user: null }),
      );
      expect(await ask(person, person.password, 'short')).toEqual(
        failure('WEAK_PASSWORD', 'input.newPassword', { user: null }),
      );
      expect(await loginCodes(within(), person.email, person.password)).toEqual([]);
    });

    test('is refused with RATE_LIMITED to who goes on guessing', async () => {
      const person = await within().newcomer();
      for (let attempt = 0; attempt < LOGIN_ATTEMPTS; attempt += 1) await ask(person, 'a guess', NEW_PASSWORD);
      const { errors } = await person.send(ChangePasswordDocument, {
        input: { currentPassword: person.password, newPassword: NEW_PASSWORD },
      });
      expect(errors).toMatchObject([{ extensions: { code: 'RATE_LIMITED' } }]);
    });
  });
}

function reset(within: Within): void {
  describe('requestPasswordReset and resetPassword', () => {
    const request = (email: string) => within().visitor().ask(RequestPasswordResetDocument, { email });
    const ask = async (token: string, newPassword: string) =>
      (await within().visitor().ask(ResetPasswordDocument, { token, newPassword })).resetPassword;
    const refused = failure('INVALID_TOKEN', 'token', { user: null });

    test.each([
      ['EN', 'Set a new password'],
      ['RU', 'Смена пароля'],
    ] as const)('mail a token, set a password with it once, and end all sessions (%s)', async (locale, subject) => {
      const person = await within().newcomer({ locale });
      const expected = { requestPasswordReset: { ok: true, userErrors: [] } };
      expect(await request(person.email.toUpperCase())).toEqual(expected);
      const mail = await within().mailbox.mailTo(person.email, subject);
      const token = tokenIn(mail.Text);
      expect(mail.HTML).toContain(token);

      expect(await ask(token, '12345678')).toEqual(failure('WEAK_PASSWORD', 'newPassword', { user: null }));
      expect(await ask(token, NEW_PASSWORD)).toMatchObject({ user: { id: person.id }, userErrors: [] });
      expect(await ask(token, NEW_PASSWORD)).toEqual(refused);
      expect(await loginCodes(within(), person.email, person.password)).toEqual(['INVALID_CREDENTIALS']);
      expect(await loginCodes(within(), person.email, NEW_PASSWORD)).toEqual([]);
      await expectRevoked(person);
    });

    test('leave the token out of the graph, and do not send it a second time', async () => {
      const person = await within().newcomer();
      await request(person.email);
      const { Text } = await within().mailbox.mailTo(person.email, 'Set a new password');
      const { text, data } = await person.send(NotificationsDocument, {});
      const id = data?.me?.notifications?.nodes.find(({ type }) => type === 'PASSWORD_RESET')?.id ?? '';
      expect(text).not.toContain(tokenIn(Text));
      const { resendNotification } = await within().admin.ask(ResendNotificationDocument, { id });
      expect(resendNotification).toEqual(failure('INVALID_STATE', 'id', { notification: null }));
    });

    test('are ok for an address that nobody has, and fail with INVALID_TOKEN for what never was one', async () => {
      expect(await request('nobody@example.com')).toEqual({ requestPasswordReset: { ok: true, userErrors: [] } });
      expect(await ask('never given', NEW_PASSWORD)).toEqual(refused);
    });
  });
}

function verification(within: Within): void {
  describe('requestEmailVerification and verifyEmail', () => {
    const request = (person: Person) => person.send(RequestEmailVerificationDocument, {});
    const ask = async (token: string) => (await within().visitor().ask(VerifyEmailDocument, { token })).verifyEmail;

    test.each([
      ['EN', 'Confirm your e-mail address'],
      ['RU', 'Подтверждение адреса'],
    ] as const)('mail a token, and confirm the address with it once (%s)', async (locale, subject) => {
      const person = await within().newcomer({ locale });
      expect((await person.ask(MeDocument, {})).me).toMatchObject({ emailVerified: false });
      expect((await request(person)).data).toEqual({ requestEmailVerification: { ok: true, userErrors: [] } });
      const token = tokenIn((await within().mailbox.mailTo(person.email, subject)).Text);
      expect(await ask(token)).toMatchObject({ user: { id: person.id, emailVerified: true }, userErrors: [] });
      expect(await ask(token)).toEqual(failure('INVALID_TOKEN', 'token', { user: null }));
      expect((await person.ask(MeDocument, {})).me).toMatchObject({ emailVerified: true });
    });

    test('are refused with RATE_LIMITED after five within a day', async () => {
      const person = await within().newcomer();
      for (let mail = 0; mail < 5; mail += 1) expect((await request(person)).errors).toBeUndefined();
      const { errors } = await request(person);
      expect(errors).toMatchObject([{ extensions: { code: 'RATE_LIMITED' } }]);
      expect(errors?.[0]?.extensions['retryAfterSeconds']).toBeGreaterThan(86_000);
    });
  });
}

/** Confirming an address, changing a password, and setting one that was forgotten. */
export function passwordTests(within: Within): void {
  verification(within);
  change(within);
  reset(within);
}
