import { pino } from 'pino';
import { describe, expect } from 'vitest';
import { z } from 'zod';
import { startSubgraph } from '#platform/subgraph.ts';
import { createKeySource, createTokenVerifier } from '#platform/token.ts';
import { createContext } from '../../subgraphs/users/context.ts';
import { createLoginAttempts } from '../../subgraphs/users/login-attempts.ts';
import { owners, resolvers } from '../../subgraphs/users/resolvers.ts';
import { deactivateUser } from '../../subgraphs/users/use-cases/administer-users.ts';
import { routes } from '../../subgraphs/users/main.ts';
import { NAMES, PASSWORD, newPerson, test as base } from './world.ts';

const ROUTER_SECRET = 'a secret of the router that is long enough';

const answerSchema = z.object({
  data: z.record(z.string(), z.unknown()).nullish(),
  errors: z.array(z.object({ extensions: z.object({ code: z.string() }) })).optional(),
});

interface Answer {
  readonly data: Record<string, unknown> | null | undefined;
  readonly codes: readonly string[];
}

/** The service's server, as the router and others find it. */
interface Server {
  readonly url: string;
  ask(query: string, options?: { token?: string; variables?: object; address?: string }): Promise<Answer>;
}

const test = base.extend<{ server: Server }>({
  server: async ({ world }, use) => {
    const log = pino({ level: 'silent' });
    const attempts = createLoginAttempts(world.deps.database, {
      perLogin: 100,
      perAddress: 1,
      perAccount: 100,
      windowSeconds: 60,
    });
    const deps = world.another({ attempts });
    const server = await startSubgraph({
      schemaFile: new URL('../../subgraphs/users/schema.graphql', import.meta.url),
      resolvers,
      owners,
      contextOf: (request, incoming) => createContext(deps, request, incoming),
      verify: createTokenVerifier({ keys: createKeySource(() => world.keys.published(), log), ...NAMES }),
      routerSecret: ROUTER_SECRET,
      host: '127.0.0.1',
      port: 0,
      log,
      readiness: () => Promise.resolve([]),
      routes: routes(deps, { keys: world.keys, routerSecret: ROUTER_SECRET }),
    });
    const url = `http://127.0.0.1:${server.port}`;
    await use({
      url,
      ask: async (query, { token, variables, address } = {}) => {
        const response = await fetch(`${url}/graphql`, {
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            'x-router-secret': ROUTER_SECRET,
            ...(token !== undefined && { authorization: `Bearer ${token}` }),
            ...(address !== undefined && { 'x-client-address': address }),
          },
          body: JSON.stringify({ query, variables }),
        });
        const { data, errors = [] } = answerSchema.parse(await response.json());
        return { data, codes: errors.map(({ extensions }) => extensions.code) };
      },
    });
    await server.stop();
  },
});

const USER = 'id username email firstName role locale active createdAt';

describe('who has just proved who they are', () => {
  test('sees themselves in the answer', async ({ server }) => {
    const input = newPerson();
    const registered = await server.ask(
      `mutation ($input: RegisterInput!) { register(input: $input) { user { ${USER} } tokens { refreshToken } userErrors { code } } }`,
      { variables: { input } },
    );
    expect(registered.codes).toEqual([]);
    expect(registered.data).toMatchObject({
      register: { user: { email: input.email, role: 'CUSTOMER' }, userErrors: [] },
    });

    const loggedIn = await server.ask(
      `mutation ($input: LoginInput!) { login(input: $input) { user { ${USER} } tokens { refreshToken } } }`,
      { variables: { input: { login: input.email, password: PASSWORD } } },
    );
    expect(loggedIn).toMatchObject({ codes: [], data: { login: { user: { username: input.username } } } });
  });

  test('is somebody else than before for what follows in the request', async ({ world, server }) => {
    const [before, after] = [await world.somebody(), await world.somebody()];
    const { data } = await server.ask(
      `mutation ($token: String!) { refreshTokens(refreshToken: $token) { user { id } } updateProfile(input: { firstName: "Ada" }) { user { id } } }`,
      { token: before.tokens.accessToken, variables: { token: after.tokens.refreshToken } },
    );
    expect(data).toEqual({
      refreshTokens: { user: { id: after.user.id } },
      updateProfile: { user: { id: after.user.id } },
    });
  });

  test('is nobody when the proof failed', async ({ server }) => {
    const { data, codes } = await server.ask(
      'mutation { refreshTokens(refreshToken: "x") { user { id } userErrors { code } } updateProfile(input: {}) { user { id } } }',
    );
    expect(data).toEqual({
      refreshTokens: { user: null, userErrors: [{ code: 'INVALID_TOKEN' }] },
      updateProfile: null,
    });
    expect(codes).toEqual(['UNAUTHENTICATED']);
  });
});

describe('a user', () => {
  test('is seen by themselves and by administrators, by nobody else', async ({ world, server }) => {
    const [{ user, tokens }, other, admin] = [await world.somebody(), await world.somebody(), await world.admin()];
    const adminToken = await world.deps.accessTokens.sign(admin.caller);
    const ask = (token?: string) =>
      server.ask(`query ($id: ID!) { user(id: $id) { ${USER} } }`, {
        variables: { id: user.id },
        ...(token !== undefined && { token }),
      });
    expect(await ask(tokens.accessToken)).toMatchObject({
      data: { user: { id: user.id, email: user.email } },
      codes: [],
    });
    expect(await ask(adminToken)).toMatchObject({ data: { user: { id: user.id, email: user.email } }, codes: [] });
    expect(await ask(other.tokens.accessToken)).toEqual({ data: { user: null }, codes: [] });
    expect(await ask()).toEqual({ data: { user: null }, codes: ['UNAUTHENTICATED'] });
  });

  test('is not shown for a reference that anybody can make', async ({ world, server }) => {
    const [{ user, tokens }, other] = [await world.somebody(), await world.somebody()];
    const references = [user.id, other.user.id, 'x', '01920000-0000-7000-8000-000000000000'].map((id) => ({
      __typename: 'User',
      id,
    }));
    const query =
      'query ($references: [_Any!]!) { _entities(representations: $references) { ... on User { id email } } }';
    const ask = (token?: string) =>
      server.ask(query, { variables: { references }, ...(token !== undefined && { token }) });
    const own = { id: user.id, email: user.email };
    expect(await ask(tokens.accessToken)).toEqual({ data: { _entities: [own, null, null, null] }, codes: [] });
    expect(await ask()).toEqual({ data: { _entities: [null, null, null, null] }, codes: [] });
  });

  test('is asked for by an id', async ({ world, server }) => {
    const { tokens } = await world.somebody();
    expect((await server.ask('{ user(id: "1") { id } }', { token: tokens.accessToken })).codes).toEqual([
      'BAD_USER_INPUT',
    ]);
  });

  test('who is anonymous is null', async ({ server }) => {
    expect(await server.ask('{ me { id } }')).toEqual({ data: { me: null }, codes: [] });
  });
});

test('what is for administrators is refused to everybody else', async ({ world, server }) => {
  const { user, tokens } = await world.somebody();
  const fields = [
    '{ users { nodes { id } } }',
    `mutation { setUserRole(userId: "${user.id}", role: ADMIN) { user { id } } }`,
    `mutation { deactivateUser(userId: "${user.id}") { user { id } } }`,
    `mutation { reactivateUser(userId: "${user.id}") { user { id } } }`,
  ];
  for (const field of fields) {
    expect((await server.ask(field)).codes).toEqual(['UNAUTHENTICATED']);
    expect((await server.ask(field, { token: tokens.accessToken })).codes).toEqual(['FORBIDDEN']);
  }
  expect(await world.prisma.user.findUnique({ where: { id: user.id } })).toMatchObject({
    role: 'CUSTOMER',
    active: true,
  });
});

test('who is shut out sees nothing and does nothing from the very answer on, whatever their token says', async ({
  world,
  server,
}) => {
  const [{ caller }, { user, tokens }, other] = [await world.admin(), await world.somebody(), await world.admin()];
  const customer = { token: tokens.accessToken };
  const administrator = { token: await world.deps.accessTokens.sign(other.caller) };
  const deeds = [
    'mutation { updateProfile(input: { firstName: "x" }) { user { id } } }',
    'mutation { requestEmailVerification { ok } }',
    `mutation { changePassword(input: { currentPassword: "${PASSWORD}", newPassword: "another lamp" }) { user { id } } }`,
  ];
  const lookups = [`{ user(id: "${user.id}") { id } }`];
  for (const query of lookups) expect((await server.ask(query, customer)).codes).toEqual([]);
  expect((await server.ask('{ users { nodes { id } } }', administrator)).codes).toEqual([]);

  for (const { id } of [user, other.user]) await deactivateUser(world.deps, caller, id);
  const before = (await world.messages()).length;
  // Nobody, as for who has no token.
  expect(await server.ask('{ me { id } }', customer)).toEqual({ data: { me: null }, codes: [] });
  for (const query of [...lookups, ...deeds])
    expect((await server.ask(query, customer)).codes, query).toEqual(['UNAUTHENTICATED']);
  const asAdministrator = [
    '{ users { nodes { id } } }',
    `mutation { setUserRole(userId: "${user.id}", role: ADMIN) { user { id } } }`,
    `mutation { deactivateUser(userId: "${caller.id}") { user { id } } }`,
    `mutation { reactivateUser(userId: "${other.user.id}") { user { id } } }`,
  ];
  for (const query of [...lookups, ...asAdministrator])
    expect((await server.ask(query, administrator)).codes, query).toEqual(['UNAUTHENTICATED']);
  expect(await world.messages()).toHaveLength(before);
});

test('failed sign-ins are counted by the address that the router names', async ({ server }) => {
  const attempt = (login: string, address?: string) =>
    server.ask(
      `mutation { login(input: { login: "${login}", password: "wrong" }) { userErrors { code } } }`,
      address === undefined ? {} : { address },
    );
  expect((await attempt('one', '192.0.2.1')).codes).toEqual([]);
  expect((await attempt('two', '192.0.2.1')).codes).toEqual(['RATE_LIMITED']);
  expect((await attempt('two', '192.0.2.1:4711')).codes).toEqual(['RATE_LIMITED']);
  expect((await attempt('two', '::ffff:c000:201')).codes).toEqual(['RATE_LIMITED']);
  expect((await attempt('three', '192.0.2.2')).codes).toEqual([]);
  expect((await attempt('six', '[2001:db8::1]:443')).codes).toEqual([]);
  expect((await attempt('seven', '2001:db8::2')).codes).toEqual(['RATE_LIMITED']);
  expect((await attempt('four', 'not an address')).codes).toEqual([]);
  expect((await attempt('five')).codes).toEqual([]);
});

describe('over HTTP', () => {
  test('everybody gets the public keys, for a while', async ({ world, server }) => {
    const response = await fetch(`${server.url}/.well-known/jwks.json`);
    expect(response.headers.get('cache-control')).toBe('public, max-age=300');
    expect(await response.json()).toEqual(await world.keys.published());
  });

  test('what is revoked is for the router alone', async ({ world, server }) => {
    const admin = await world.admin();
    const { user, caller } = await world.somebody();
    const token = await world.deps.accessTokens.sign(admin.caller);
    await server.ask(`mutation { deactivateUser(userId: "${user.id}") { user { id } } }`, { token });

    expect((await fetch(`${server.url}/revocations`)).status).toBe(401);
    const response = await fetch(`${server.url}/revocations`, { headers: { 'x-router-secret': ROUTER_SECRET } });
    const { revokedBefore } = await world.prisma.user.findUniqueOrThrow({ where: { id: user.id } });
    expect(await response.json()).toEqual({
      users: [{ id: user.id, before: Number(revokedBefore) / 1000 }],
      sessions: [caller.sessionId],
    });
  });
});
