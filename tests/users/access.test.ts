import { describe, expect } from 'vitest';
import { deactivateUser } from '../../subgraphs/users/use-cases/administer-users.ts';
import { ROUTER_SECRET } from '../kit/graph.ts';
import type { Graph } from '../kit/graph.ts';
import { PASSWORD, newPerson, test as base } from './person.ts';

// tests/end-to-end/access.test.ts tests access for the whole graph.
const test = base.extend<{ server: Graph }>({
  server: async ({ world }, use) => use(await world.serve(world.strict({ perAddress: 1 }), world.verify)),
});

const USER = 'id username email firstName role locale active createdAt';

describe('a caller who has just signed in', () => {
  test('reads their own user in the response', async ({ server }) => {
    const input = newPerson();
    const registered = await server.ask(
      null,
      `mutation ($input: RegisterInput!) { register(input: $input) { user { ${USER} } tokens { refreshToken } userErrors { code } } }`,
      { input },
    );
    expect(registered).toMatchObject({
      faults: [],
      data: { register: { user: { email: input.email, role: 'CUSTOMER' }, userErrors: [] } },
    });
    const loggedIn = await server.ask(
      null,
      `mutation ($input: LoginInput!) { login(input: $input) { user { ${USER} } tokens { refreshToken } } }`,
      { input: { login: input.email, password: PASSWORD } },
    );
    expect(loggedIn).toMatchObject({ faults: [], data: { login: { user: { username: input.username } } } });
  });

  test('replaces the previous caller for the rest of the request', async ({ world, server }) => {
    const [before, after] = [await world.newUser(), await world.newUser()];
    const { data } = await server.ask(
      { token: before.tokens.accessToken },
      `mutation ($token: String!) { refreshTokens(refreshToken: $token) { user { id } } updateProfile(input: { firstName: "Ada" }) { user { id } } }`,
      { token: after.tokens.refreshToken },
    );
    expect(data).toEqual({
      refreshTokens: { user: { id: after.user.id } },
      updateProfile: { user: { id: after.user.id } },
    });
  });

  test('is anonymous after a failed sign-in', async ({ server }) => {
    const failed = await server.ask(
      null,
      'mutation { refreshTokens(refreshToken: "x") { user { id } userErrors { code } } updateProfile(input: {}) { user { id } } }',
    );
    expect(failed).toEqual({
      data: { refreshTokens: { user: null, userErrors: [{ code: 'INVALID_TOKEN' }] }, updateProfile: null },
      faults: ['UNAUTHENTICATED'],
    });
  });
});

test('a page of users, and references to each of them, take a fixed number of statements', async ({
  world,
  server,
}) => {
  const { caller } = await world.admin();
  const admin = { token: await world.deps.accessTokens.sign(caller) };
  const ids: string[] = [];
  for (let made = 0; made < 5; made += 1) ids.push((await world.newUser()).user.id);
  const countOf = async (count: number): Promise<number[]> => {
    const counts = [];
    for (const ask of [
      () => server.ask(admin, `query ($first: Int!) { users(first: $first) { nodes { ${USER} } } }`, { first: count }),
      () =>
        server.entities(
          admin,
          ids.slice(0, count).map((id) => ({ __typename: 'User', id })),
          `... on User { ${USER} }`,
        ),
    ]) {
      world.statements.length = 0;
      expect((await ask()).faults).toEqual([]);
      counts.push(world.statements.length);
    }
    return counts;
  };
  expect(await countOf(5)).toEqual(await countOf(1));
});

test('a user is found by id, and is null for an anonymous caller', async ({ world, server }) => {
  const { tokens } = await world.newUser();
  expect((await server.ask({ token: tokens.accessToken }, '{ user(id: "1") { id } }')).faults).toEqual([
    'BAD_USER_INPUT id',
  ]);
  expect(await server.ask(null, '{ me { id } }')).toEqual({ data: { me: null }, faults: [] });
});

test('a deactivated user has no access from the response on, whatever their token says', async ({ world, server }) => {
  const [{ caller }, { user, tokens }, other] = [await world.admin(), await world.newUser(), await world.admin()];
  const customer = { token: tokens.accessToken };
  const administrator = { token: await world.deps.accessTokens.sign(other.caller) };
  const deeds = [
    'mutation { updateProfile(input: { firstName: "x" }) { user { id } } }',
    'mutation { requestEmailVerification { ok } }',
    `mutation { changePassword(input: { currentPassword: "${PASSWORD}", newPassword: "another lamp" }) { user { id } } }`,
  ];
  const lookup = `{ user(id: "${user.id}") { id } }`;
  expect((await server.ask(customer, lookup)).faults).toEqual([]);
  expect((await server.ask(administrator, '{ users { nodes { id } } }')).faults).toEqual([]);

  for (const { id } of [user, other.user]) await deactivateUser(world.deps, caller, id);
  const before = (await world.messages()).length;
  expect(await server.ask(customer, '{ me { id } }')).toEqual({ data: { me: null }, faults: [] });
  for (const query of [lookup, ...deeds])
    expect((await server.ask(customer, query)).faults, query).toEqual(['UNAUTHENTICATED']);
  const asAdministrator = [
    lookup,
    '{ users { nodes { id } } }',
    `mutation { setUserRole(userId: "${user.id}", role: ADMIN) { user { id } } }`,
    `mutation { deactivateUser(userId: "${caller.id}") { user { id } } }`,
    `mutation { reactivateUser(userId: "${other.user.id}") { user { id } } }`,
  ];
  for (const query of asAdministrator)
    expect((await server.ask(administrator, query)).faults, query).toEqual(['UNAUTHENTICATED']);
  expect(await world.messages()).toHaveLength(before);
});

test('failed sign-ins are counted by the address that the router names', async ({ server }) => {
  const attempt = async (login: string, address?: string) =>
    (
      await server.ask(
        null,
        `mutation { login(input: { login: "${login}", password: "wrong" }) { userErrors { code } } }`,
        {},
        address === undefined ? {} : { 'x-client-address': address },
      )
    ).faults;
  expect(await attempt('one', '192.0.2.1')).toEqual([]);
  for (const same of ['192.0.2.1', '192.0.2.1:4711', '::ffff:c000:201'])
    expect(await attempt('two', same)).toEqual(['RATE_LIMITED']);
  expect(await attempt('three', '192.0.2.2')).toEqual([]);
  expect(await attempt('six', '[2001:db8::1]:443')).toEqual([]);
  expect(await attempt('seven', '2001:db8::2')).toEqual(['RATE_LIMITED']);
  expect(await attempt('four', 'not an address')).toEqual([]);
  expect(await attempt('five')).toEqual([]);
});

describe('over HTTP', () => {
  test('the public keys are public, and may be cached', async ({ world, server }) => {
    const response = await fetch(`${server.url}/.well-known/jwks.json`);
    expect(response.headers.get('cache-control')).toBe('public, max-age=300');
    expect(await response.json()).toEqual(await world.keys.published());
  });

  test('the list of revoked tokens is for the router alone', async ({ world, server }) => {
    const admin = await world.admin();
    const { user, caller } = await world.newUser();
    await deactivateUser(world.deps, admin.caller, user.id);

    expect((await fetch(`${server.url}/revocations`)).status).toBe(401);
    const response = await fetch(`${server.url}/revocations`, { headers: { 'x-router-secret': ROUTER_SECRET } });
    const { revokedBefore } = await world.prisma.user.findUniqueOrThrow({ where: { id: user.id } });
    expect(await response.json()).toEqual({
      users: [{ id: user.id, before: Number(revokedBefore) / 1000 }],
      sessions: [caller.sessionId],
    });
  });
});
