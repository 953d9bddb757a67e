import { describe, expect, test } from 'vitest';
import {
  LoginDocument,
  LogoutDocument,
  MeDocument,
  RefreshTokensDocument,
  RegisterDocument,
} from '../../../client/generated/graphql.ts';
import { expectRevoked, expectSignedIn, failure } from './answers.ts';
import { introduction, LOGIN_ATTEMPTS } from './world.ts';
import type { Within } from './world.ts';

const NOT_SIGNED_IN = { user: null, tokens: null };

function register(within: Within): void {
  describe('register', () => {
    test('makes a customer who is signed in at once', async () => {
      const input = introduction({ firstName: 'Ada', lastName: 'Lovelace', phone: '+44 20 7946 0000', locale: 'RU' });
      const { password: _, ...said } = input;
      const answer = await within().visitor().ask(RegisterDocument, { input });
      expect(answer.register).toMatchObject({
        user: { ...said, role: 'CUSTOMER', active: true },
        tokens: { tokenType: 'Bearer', expiresIn: 900 },
        userErrors: [],
      });
      const { tokens, user } = answer.register ?? {};
      expect(tokens?.accessToken).not.toBe(tokens?.refreshToken);
      await expectSignedIn(within().visitor(tokens?.accessToken, user?.id));
      expect(await within().visitor().ask(MeDocument, {})).toEqual({ me: null });
    });

    test('fails with EMAIL_TAKEN or USERNAME_TAKEN for what somebody has, in whatever case', async () => {
      const { email, username } = await within().newcomer();
      const ask = async (given: object) =>
        (
          await within()
            .visitor()
            .ask(RegisterDocument, { input: introduction(given) })
        ).register;
      expect(await ask({ email: email.toUpperCase() })).toEqual(failure('EMAIL_TAKEN', 'input.email', NOT_SIGNED_IN));
      expect(await ask({ username: username.toUpperCase() })).toEqual(
        failure('USERNAME_TAKEN', 'input.username', NOT_SIGNED_IN),
      );
    });

    test("fails with WEAK_PASSWORD for a short one, a common one, one's own name and 129 characters", async () => {
      const { username } = introduction();
      for (const password of ['7 chars', 'Password123', username, 'x'.repeat(129)]) {
        const input = introduction({ username, password });
        const answer = await within().visitor().ask(RegisterDocument, { input });
        expect(answer.register, password).toEqual(failure('WEAK_PASSWORD', 'input.password', NOT_SIGNED_IN));
      }
    });
  });
}

function login(within: Within): void {
  describe('login', () => {
    const ask = async (name: string, password: string) =>
      (
        await within()
          .visitor()
          .ask(LoginDocument, { input: { login: name, password } })
      ).login;

    test('takes the e-mail address or the username, in whatever case', async () => {
      const { id, email, username, password } = await within().newcomer();
      for (const name of [email, username, email.toUpperCase(), username.toUpperCase()]) {
        expect(await ask(name, password)).toMatchObject({ user: { id }, tokens: { expiresIn: 900 }, userErrors: [] });
      }
    });

    test('fails with INVALID_CREDENTIALS for an unknown name and for a wrong password alike', async () => {
      const { email, password } = await within().newcomer();
      const unknown = await ask('nobody.at.all', password);
      expect(unknown).toEqual(failure('INVALID_CREDENTIALS', null, NOT_SIGNED_IN));
      expect(await ask(email, `${password}!`)).toEqual(unknown);
    });

    test('is refused with RATE_LIMITED after too many failures, also with the right password', async () => {
      const { email, password } = await within().newcomer();
      for (let attempt = 0; attempt < LOGIN_ATTEMPTS; attempt += 1) {
        expect(await ask(email, 'a guess')).toMatchObject({ userErrors: [{ code: 'INVALID_CREDENTIALS' }] });
      }
      const { data, errors } = await within()
        .visitor()
        .send(LoginDocument, { input: { login: email, password } });
      expect(data?.login).toBeNull();
      expect(errors).toMatchObject([{ extensions: { code: 'RATE_LIMITED' } }]);
      expect(errors?.[0]?.extensions['retryAfterSeconds']).toBeGreaterThan(0);
    });
  });
}

function refreshing(within: Within): void {
  describe('refreshTokens', () => {
    const ask = async (refreshToken: string) =>
      (await within().visitor().ask(RefreshTokensDocument, { refreshToken })).refreshTokens;
    const refused = failure('INVALID_TOKEN', 'refreshToken', NOT_SIGNED_IN);

    test('gives new tokens for one that was not used', async () => {
      const { id, refreshToken } = await within().newcomer();
      const first = await ask(refreshToken);
      expect(first).toMatchObject({ user: { id }, tokens: { expiresIn: 900 }, userErrors: [] });
      expect(first?.tokens?.refreshToken).not.toBe(refreshToken);
      expect(await ask(first?.tokens?.refreshToken ?? '')).toMatchObject({ user: { id }, userErrors: [] });
    });

    test('ends the whole session when one comes a second time', async () => {
      const thief = await within().newcomer();
      const second = (await ask(thief.refreshToken))?.tokens;
      const visitor = within().visitor(second?.accessToken, thief.id);
      await expectSignedIn(visitor);
      expect(await ask(thief.refreshToken)).toEqual(refused);
      expect(await ask(second?.refreshToken ?? '')).toEqual(refused);
      await Promise.all([expectRevoked(visitor), expectRevoked(thief)]);
    });

    test('fails with INVALID_TOKEN for what never was one', async () => {
      expect(await ask('never given')).toEqual(refused);
      expect(await ask('')).toEqual(refused);
    });
  });
}

function logout(within: Within): void {
  describe('logout', () => {
    test('ends its session, and no other', async () => {
      const { visitor, newcomer } = within();
      const person = await newcomer();
      const other = await visitor().login(person);
      const ask = () => visitor().ask(LogoutDocument, { refreshToken: person.refreshToken });
      expect(await ask()).toEqual({ logout: { ok: true, userErrors: [] } });
      const { refreshTokens } = await visitor().ask(RefreshTokensDocument, { refreshToken: person.refreshToken });
      expect(refreshTokens).toEqual(failure('INVALID_TOKEN', 'refreshToken', NOT_SIGNED_IN));
      await expectRevoked(person);
      expect(await ask()).toEqual({ logout: { ok: true, userErrors: [] } });
      await expectSignedIn(other);
    });

    test('is ok for what never was a token', async () => {
      const answer = await within().visitor().ask(LogoutDocument, { refreshToken: 'never given' });
      expect(answer).toEqual({ logout: { ok: true, userErrors: [] } });
    });
  });
}

/** Coming, staying and going. */
export function sessionTests(within: Within): void {
  register(within);
  login(within);
  refreshing(within);
  logout(within);
}
