import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import {
  DeactivateUserDocument,
  LoginDocument,
  MeDocument,
  ReactivateUserDocument,
  RefreshTokensDocument,
  SetUserRoleDocument,
  UpdateProfileDocument,
  UserDocument,
  UsersDocument,
} from '../../../client/generated/graphql.ts';
import { codesOf, expectRevoked, expectSignedIn, failure } from './answers.ts';
import { NOBODY } from './calls.ts';
import type { Within } from './world.ts';

function profile(within: Within): void {
  test('updateProfile changes what is given, clears what is null and keeps the rest', async () => {
    const person = await within().newcomer({ firstName: 'Ada', phone: '1', locale: 'RU' });
    const ask = async (input: object) => (await person.ask(UpdateProfileDocument, { input })).updateProfile;
    const expected = { id: person.id, username: person.username, email: person.email };
    expect(await ask({ firstName: null, lastName: 'Byron' })).toMatchObject({
      user: { ...expected, firstName: null, lastName: 'Byron', phone: '1', locale: 'RU' },
      userErrors: [],
    });
    expect(await ask({ locale: null })).toMatchObject({ user: { locale: 'RU' } });
    expect(await ask({ locale: 'EN' })).toMatchObject({ user: { locale: 'EN', lastName: 'Byron' } });
    expect(await person.ask(MeDocument, {})).toMatchObject({ me: { lastName: 'Byron', phone: '1', locale: 'EN' } });
  });

  test('user shows oneself, anybody to an administrator, and nobody else', async () => {
    const [person, other] = [await within().newcomer(), await within().newcomer()];
    expect(await person.ask(UserDocument, { id: person.id })).toMatchObject({ user: { email: person.email } });
    expect(await within().admin.ask(UserDocument, { id: person.id })).toMatchObject({ user: { email: person.email } });
    expect(await other.ask(UserDocument, { id: person.id })).toEqual({ user: null });
    expect(await within().admin.ask(UserDocument, { id: NOBODY })).toEqual({ user: null });
  });
}

function list(within: Within): void {
  test('users finds by username, address and name in whatever case, and pages newest first', async () => {
    const mark = `q${randomUUID().slice(0, 8)}`;
    const found = [
      await within().newcomer({ firstName: mark }),
      await within().newcomer({ lastName: `Mc${mark}`.toUpperCase() }),
      await within().newcomer({ username: `x${mark}` }),
      await within().newcomer({ email: `a.${mark}@example.com` }),
    ].map(({ id }) => id);
    const ask = async (variables: object) => {
      const { users } = await within().admin.ask(UsersDocument, { search: mark.toUpperCase(), ...variables });
      return { ids: users?.nodes.map(({ id }) => id), page: users?.pageInfo };
    };
    const all = await ask({});
    expect(all.ids).toEqual(found.toReversed());
    const first = await ask({ first: 3 });
    expect(first.page).toMatchObject({ hasNextPage: true, hasPreviousPage: false });
    await within().newcomer({ firstName: mark }); // Added meanwhile, it moves nothing.
    const second = await ask({ first: 3, after: first.page?.endCursor });
    expect([...(first.ids ?? []), ...(second.ids ?? [])]).toEqual(found.toReversed());
    expect(second.page).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
    expect((await ask({ search: `${mark}%` })).ids).toEqual([]);
    expect((await ask({ search: ' ', first: 1 })).ids).toHaveLength(1);
  });
}

function role(within: Within): void {
  describe('setUserRole', () => {
    const ask = async (userId: string, newRole: 'ADMIN' | 'CUSTOMER') =>
      (await within().admin.ask(SetUserRoleDocument, { userId, role: newRole })).setUserRole;

    test('makes an administrator and a customer again, each by the next tokens', async () => {
      const person = await within().newcomer();
      expect(await ask(person.id, 'ADMIN')).toMatchObject({ user: { id: person.id, role: 'ADMIN' }, userErrors: [] });
      await expectRevoked(person);
      const { refreshTokens } = await within().visitor().ask(RefreshTokensDocument, person);
      const raised = within().visitor(refreshTokens?.tokens?.accessToken, person.id);
      expect((await raised.ask(UsersDocument, { first: 1 })).users?.nodes).toHaveLength(1);

      expect(await ask(person.id, 'CUSTOMER')).toMatchObject({ user: { role: 'CUSTOMER' }, userErrors: [] });
      await expectRevoked(raised);
      const lowered = await within().visitor().login(person);
      expect((await lowered.send(UsersDocument, {})).errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
    });

    test('fails with NOT_FOUND for nobody, and with INVALID_STATE for the last administrator', async () => {
      expect(await ask(NOBODY, 'ADMIN')).toEqual(failure('NOT_FOUND', 'userId', { user: null }));
      const { userId = '' } = within().admin;
      expect(await ask(userId, 'CUSTOMER')).toEqual(failure('INVALID_STATE', 'role', { user: null }));
      await expectSignedIn(within().admin);
    });
  });
}

function standing(within: Within): void {
  describe('deactivateUser and reactivateUser', () => {
    const deactivate = async (userId: string) =>
      (await within().admin.ask(DeactivateUserDocument, { userId })).deactivateUser;
    const reactivate = async (userId: string) =>
      (await within().admin.ask(ReactivateUserDocument, { userId })).reactivateUser;

    test('end the sessions within seconds, and let nobody in until they may come again', async () => {
      const person = await within().newcomer();
      const credentials = { login: person.email, password: person.password };
      const login = async () => codesOf((await within().visitor().ask(LoginDocument, { input: credentials })).login);
      expect(await deactivate(person.id)).toMatchObject({ user: { id: person.id, active: false }, userErrors: [] });
      expect(await deactivate(person.id)).toMatchObject({ user: { active: false }, userErrors: [] });
      await expectRevoked(person);
      expect(await login()).toEqual(['INVALID_CREDENTIALS']);
      const { refreshTokens } = await within().visitor().ask(RefreshTokensDocument, person);
      expect(codesOf(refreshTokens)).toEqual(['INVALID_TOKEN']);

      expect(await reactivate(person.id)).toMatchObject({ user: { id: person.id, active: true }, userErrors: [] });
      expect(await reactivate(person.id)).toMatchObject({ user: { active: true }, userErrors: [] });
      expect(await login()).toEqual([]);
      await expectRevoked(person);
    });

    test('fail with NOT_FOUND for nobody, and with INVALID_STATE for oneself', async () => {
      expect(await deactivate(NOBODY)).toEqual(failure('NOT_FOUND', 'userId', { user: null }));
      expect(await reactivate(NOBODY)).toEqual(failure('NOT_FOUND', 'userId', { user: null }));
      const { userId = '' } = within().admin;
      expect(await deactivate(userId)).toEqual(failure('INVALID_STATE', 'userId', { user: null }));
      await expectSignedIn(within().admin);
    });
  });
}

/** Who there is, and what they may do. */
export function peopleTests(within: Within): void {
  profile(within);
  list(within);
  role(within);
  standing(within);
}
