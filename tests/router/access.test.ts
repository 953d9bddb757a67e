import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { createIssuer, withoutSignature } from '../kit/issuer.ts';
import { freePortRange } from '../../launcher/free-ports.ts';
import { ORDER, USER } from './fixtures.ts';
import { ROUTER_SECRET, answerOf, anyText, post, startWorld } from './world.ts';

const world = await startWorld();
afterAll(() => world.stop());
beforeEach(() => {
  world.revoked.users = [];
  world.revoked.sessions = [];
});

const bearer = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` });
const unauthenticated = {
  status: 401,
  body: { errors: [{ message: anyText, extensions: { code: 'UNAUTHENTICATED' } }] },
};

describe('a caller', () => {
  test('without a token is let through', async () => {
    const { status, body } = await world.ask('{ products { nodes { name } } }');
    expect({ status, body }).toMatchObject({
      status: 200,
      body: { data: { products: { nodes: [{ name: 'Lamp' }, { name: 'Lamp' }] } } },
    });
  });

  test('with a good token is let through, and the token goes on to the service', async () => {
    const token = await world.issuer.token();
    const { status } = await world.ask(`{ order(id: "${ORDER}") { number } }`, {}, bearer(token));
    expect(status).toBe(200);
    expect(world.subgraphs.orders.received.at(-1)).toMatchObject({
      authorization: `Bearer ${token}`,
      'x-router-secret': ROUTER_SECRET,
    });
  });

  test('sends no header to a service but those that are meant for it', async () => {
    await world.ask(
      '{ products { nodes { name } } }',
      {},
      {
        cookie: 'a=b',
        'x-forwarded-for': '1.2.3.4',
        'x-router-secret': 'guess',
        'x-request-id': 'request-1',
        'accept-encoding': 'gzip',
      },
    );
    const { host: _, connection: __, ...received } = world.subgraphs.products.received.at(-1) ?? {};
    expect(received).toEqual({
      'content-type': 'application/json',
      'content-length': anyText,
      'x-router-secret': ROUTER_SECRET,
      'x-request-id': 'request-1',
      'x-client-address': '127.0.0.1',
      traceparent: anyText,
    });
    expect(received['traceparent']).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
  });
});

describe('a token', () => {
  const { issuer } = world;
  test.for<[string, () => Promise<string>]>([
    ['of another issuer', () => issuer.token({ issuer: 'another' })],
    ['for another audience', () => issuer.token({ audience: 'another' })],
    ['past its time', () => issuer.token({ issuedAtS: 1_000_000, expiresInS: 900 })],
    ['with a role that there is not', () => issuer.token({ role: 'ROOT' })],
    ['without a role', () => issuer.token({ role: null })],
    ['signed with a foreign key of the same name', async () => (await createIssuer(issuer.key.kid)).token()],
    ['with the algorithm "none"', async () => withoutSignature(await issuer.token())],
  ])('%s is refused', async ([, make]) => {
    expect(await world.ask('{ me { id } }', {}, bearer(await make()))).toMatchObject(unauthenticated);
  });

  test.for(['Bearer', 'Bearer  ', 'Bearer rubbish', 'Bearer a.b.c', 'Basic YTpi', 'Bearer a b'])(
    'such as "%s" is refused',
    async (authorization) => {
      expect(await world.ask('{ me { id } }', {}, { authorization })).toMatchObject(unauthenticated);
    },
  );

  test.for([
    ['a broken query', JSON.stringify({ query: '{' })],
    ['a body that is not JSON', '{'],
    ['a mutation', JSON.stringify({ query: 'mutation { requestPasswordReset(email: "a@example.com") { ok } }' })],
    ['the schema', JSON.stringify({ query: '{ __schema { queryType { name } } }' })],
  ] as const)('that is wrong is refused with %s', async ([, query]) => {
    const answer = await post(world.url, query, { authorization: 'Bearer rubbish' });
    expect(answer).toMatchObject(unauthenticated);
    expect(answer.headers.get('www-authenticate')).toContain('invalid_token');
    expect(world.ran).toEqual([]);
  });

  test('that is wrong is refused in a GET of a browser', async () => {
    const answer = await answerOf(
      await fetch(`${world.url}/graphql`, { headers: { accept: 'text/html', authorization: 'Bearer rubbish' } }),
    );
    expect(answer).toMatchObject(unauthenticated);
  });

  test('of a revoked session is refused within moments', async () => {
    const sessionId = '01900000-0000-7000-8000-00000000000a';
    const headers = bearer(await world.issuer.token({ sessionId }));
    expect(await world.ask('{ me { id } }', {}, headers)).toMatchObject({ status: 200 });
    world.revoked.sessions = [sessionId];
    await expect.poll(() => world.ask('{ me { id } }', {}, headers)).toMatchObject(unauthenticated);
  });

  test('of a revoked user is refused if it was issued before, and let through if after', async () => {
    const nowS = Math.floor(Date.now() / 1_000);
    const older = bearer(await world.issuer.token({ userId: USER, issuedAtS: nowS - 10 }));
    const newer = bearer(await world.issuer.token({ userId: USER, issuedAtS: nowS - 4 }));
    world.revoked.users = [{ id: USER, before: nowS - 5 }];
    await expect.poll(() => world.ask('{ me { id } }', {}, older)).toMatchObject(unauthenticated);
    expect(await world.ask('{ me { id } }', {}, newer)).toMatchObject({ status: 200 });
  });
});

describe("the issuer's keys", () => {
  test('are passed through', async () => {
    const response = await fetch(`${world.url}/.well-known/jwks.json`);
    expect(await response.json()).toEqual({ keys: [world.issuer.key] });
  });

  test('and what is revoked go on being known while the issuer is away', async () => {
    const sessionId = '01900000-0000-7000-8000-00000000000b';
    const [good, revoked] = [bearer(await world.issuer.token()), bearer(await world.issuer.token({ sessionId }))];
    world.revoked.sessions = [sessionId];
    await expect
      .poll(async () => world.ask('{ products { nodes { name } } }', {}, revoked))
      .toMatchObject({ status: 401 });
    await world.subgraphs.users.whileAway(async () => {
      expect(await world.ask('{ products { nodes { name } } }', {}, good)).toMatchObject({ status: 200 });
      expect(await world.ask('{ products { nodes { name } } }', {}, revoked)).toMatchObject({ status: 401 });
      expect(await (await fetch(`${world.url}/.well-known/jwks.json`)).json()).toEqual({ keys: [world.issuer.key] });
    });
  });
});

describe('before the issuer was ever reached', () => {
  test('tokens are refused for now, and /ready says what is missing', async () => {
    // Nothing listens there.
    const early = await startWorld({
      USERS_URL: `http://127.0.0.1:${await freePortRange(1)}`,
      RATE_LIMIT_PER_MINUTE: '2',
    });
    try {
      expect(await early.ask('{ products { nodes { name } } }')).toMatchObject({ status: 200 });
      const { status, body } = await early.ask(
        '{ products { nodes { name } } }',
        {},
        bearer(await early.issuer.token()),
      );
      expect({ status, code: body.errors?.[0]?.extensions['code'] }).toEqual({
        status: 503,
        code: 'SERVICE_UNAVAILABLE',
      });
      // They may be right, so they are no attempts to guess one.
      expect(await early.ask('{ products { nodes { name } } }')).toMatchObject({ status: 200 });
      expect(await early.ask('{ products { nodes { name } } }')).toMatchObject({ status: 429 });
      const ready = await fetch(`${early.url}/ready`);
      expect([ready.status, await ready.json()]).toEqual([
        503,
        { status: 'unavailable', missing: ['users', 'keys', 'revocations'] },
      ]);
    } finally {
      await early.stop();
    }
  });
});
