import { describe, expect, test } from 'vitest';
import type { SharedSession, Tokens } from '../../client/index.ts';
import type { Asked, Said } from './graph-server.ts';
import { REFUSED, errorAnswer } from './graph-server.ts';
import { clientOf, errorFrom, HUNDRED, DEPOSITED, ME, USER } from './world.ts';

const isRefresh = ({ query }: Asked): boolean => query.includes('refreshTokens(');
const bearer = ({ headers }: Asked): string | undefined => headers.authorization;

const OLD: Tokens = { accessToken: 'old', refreshToken: 'refresh-old' };

const tokensAnswer = (field: string, name: string, expiresIn = 900): Said => ({
  body: {
    data: {
      [field]: {
        user: USER,
        tokens: { accessToken: name, refreshToken: `refresh-${name}`, tokenType: 'Bearer', expiresIn },
        userErrors: [],
      },
    },
  },
});

const failureAnswer = (field: string, code: string): Said => ({
  body: { data: { [field]: { user: null, tokens: null, userErrors: [{ code, message: 'No.', field: null }] } } },
});

/** A graph that takes one access token, and gives it for the refresh token of the old one. */
const takesOnly =
  (accessToken: string, refreshed: Said = tokensAnswer('refreshTokens', accessToken)) =>
  (asked: Asked): Said => {
    if (isRefresh(asked)) return refreshed;
    if (bearer(asked) !== `Bearer ${accessToken}`) return REFUSED;
    return asked.query.includes('deposit(') ? DEPOSITED : ME;
  };

describe('an access token that is refused', () => {
  test('is renewed once for ten calls that wait for it, and each is answered', async () => {
    const told: (Tokens | undefined)[] = [];
    const { client, graph } = await clientOf(takesOnly('new'), {
      tokens: OLD,
      onTokens: (tokens) => void told.push(tokens),
    });
    const users = await Promise.all(Array.from({ length: 10 }, () => client.me()));
    expect(users).toEqual(Array(10).fill(USER));
    const refreshes = graph.asked.filter(isRefresh);
    expect(refreshes.map(({ variables }) => variables)).toEqual([{ refreshToken: 'refresh-old' }]);
    expect(refreshes.map(bearer)).toEqual([undefined]);
    expect(graph.asked.filter((asked) => !isRefresh(asked) && bearer(asked) === 'Bearer old')).toHaveLength(10);
    expect(told).toMatchObject([{ accessToken: 'new', refreshToken: 'refresh-new' }]);
    expect(told[0]?.expiresAt).toBeGreaterThan(Date.now() + 800_000);
    expect(client.tokens()).toEqual(told[0]);
  });

  test('is renewed for a mutation without a key as well, of which nothing was done', async () => {
    const cancelled: Said = {
      body: {
        data: { cancelOrder: { order: null, userErrors: [{ code: 'NOT_FOUND', message: 'No.', field: null }] } },
      },
    };
    const answer = takesOnly('new');
    const { client, graph } = await clientOf(
      (asked) => (asked.query.includes('cancelOrder(') && bearer(asked) === 'Bearer new' ? cancelled : answer(asked)),
      { tokens: OLD },
    );
    expect(await client.cancelOrder('x')).toMatchObject({ ok: false, userErrors: [{ code: 'NOT_FOUND' }] });
    expect(graph.asked.map(isRefresh)).toEqual([false, true, false]);
  });

  test('again, after it was renewed, is the end of the call and not of the patience', async () => {
    const { client, graph } = await clientOf(
      (asked) => (isRefresh(asked) ? tokensAnswer('refreshTokens', 'new') : REFUSED),
      {
        tokens: OLD,
      },
    );
    expect(await errorFrom(client.me())).toMatchObject({ code: 'UNAUTHENTICATED', status: 401 });
    expect(graph.asked.map(isRefresh)).toEqual([false, true, false]);
  });

  test('is renewed for all others when one of the calls is aborted, which does not wait for it', async () => {
    const leaving = new AbortController();
    const reason = new Error('the user has left');
    const left = Promise.withResolvers<void>();
    const answer = takesOnly('new');
    const { client } = await clientOf(
      async (asked) => {
        if (isRefresh(asked)) {
          leaving.abort(reason);
          await left.promise;
        }
        return answer(asked);
      },
      { tokens: OLD },
    );
    const leaves = client.me({ signal: leaving.signal });
    const stays = client.me();
    await expect(leaves).rejects.toBe(reason);
    left.resolve();
    expect(await stays).toEqual(USER);
  });

  test('with HTTP 200 is no reason to repeat what may have been done', async () => {
    const { client, graph } = await clientOf(() => errorAnswer('UNAUTHENTICATED'), { tokens: OLD });
    expect(await errorFrom(client.cancelOrder('x'))).toMatchObject({ code: 'UNAUTHENTICATED', status: 200 });
    expect(graph.asked.map(isRefresh)).toEqual([false]);
  });

  test('is told to the caller where there is no refresh token', async () => {
    const { client, graph } = await clientOf(takesOnly('new'), { tokens: { accessToken: 'old' } });
    expect(await errorFrom(client.me())).toMatchObject({ code: 'UNAUTHENTICATED', status: 401 });
    expect(graph.asked).toHaveLength(1);
  });
});

describe('an access token that is about to end', () => {
  const ending = (inMs: number): Tokens => ({ ...OLD, expiresAt: Date.now() + inMs });

  test('is renewed before it is used, once for many', async () => {
    const { client, graph } = await clientOf(takesOnly('new'), { tokens: ending(10_000) });
    await Promise.all([client.me(), client.me(), client.deposit(HUNDRED)]);
    expect(graph.asked.map(isRefresh)).toEqual([true, false, false, false]);
  });

  test('is not renewed while it has time', async () => {
    const { client, graph } = await clientOf(takesOnly('old'), { tokens: ending(600_000) });
    await client.me();
    expect(graph.asked.map(isRefresh)).toEqual([false]);
  });

  test('serves to its end when it cannot be renewed, which is then tried again', async () => {
    const { client, graph } = await clientOf(takesOnly('old', { cut: true }), { tokens: ending(10_000) });
    await client.me();
    await client.me();
    expect(graph.asked.map(isRefresh)).toEqual([true, false, true, false]);
    expect(client.tokens()).toMatchObject(OLD);
  });

  test('and has ended is no use: the call fails as the renewal did, and nobody is signed out for it', async () => {
    const { client, graph } = await clientOf(takesOnly('old', { cut: true }), { tokens: ending(-1) });
    expect(await errorFrom(client.me())).toMatchObject({ code: 'NETWORK_ERROR' });
    expect(graph.asked.map(isRefresh)).toEqual([true]);
    expect(client.tokens()).toMatchObject(OLD);
  });
});

describe('a session that is over', () => {
  test('is told to every call that waited, to onTokens once, and no call goes on as nobody', async () => {
    const told: (Tokens | undefined)[] = [];
    const { client, graph } = await clientOf(takesOnly('new', failureAnswer('refreshTokens', 'INVALID_TOKEN')), {
      tokens: { ...OLD, expiresAt: Date.now() },
      onTokens: (tokens) => void told.push(tokens),
    });
    const errors = await Promise.all([errorFrom(client.me()), errorFrom(client.orders())]);
    expect(errors.map(({ code }) => code)).toEqual(['UNAUTHENTICATED', 'UNAUTHENTICATED']);
    expect(graph.asked.map(isRefresh)).toEqual([true]);
    expect(told).toEqual([undefined]);
    expect(client.tokens()).toBeUndefined();
  });
});

describe('signing in and out', () => {
  test('register and login send no token, keep those they get, and use them from then on', async () => {
    const told: (Tokens | undefined)[] = [];
    const { client, graph } = await clientOf(
      (asked) => {
        if (asked.query.includes('register(')) return tokensAnswer('register', 'first');
        if (asked.query.includes('login(')) return tokensAnswer('login', 'second');
        return ME;
      },
      { tokens: { accessToken: 'ended' }, onTokens: (tokens) => void told.push(tokens) },
    );
    expect(await client.register({ email: 'a@example.com', username: 'ada', password: 'x' })).toEqual({
      ok: true,
      user: USER,
    });
    await client.me();
    expect(await client.login({ login: 'ada', password: 'x' })).toEqual({ ok: true, user: USER });
    await client.me();
    expect(graph.asked.map(bearer)).toEqual([undefined, 'Bearer first', undefined, 'Bearer second']);
    expect(told.map((tokens) => tokens?.accessToken)).toEqual(['first', 'second']);
  });

  test('login sends the last refresh token that there was, also after logout, or the one that it is given', async () => {
    const { client, graph } = await clientOf(({ query }) =>
      query.includes('logout(')
        ? { body: { data: { logout: { ok: true, userErrors: [] } } } }
        : tokensAnswer('login', 'first'),
    );
    const credentials = { login: 'ada', password: 'x' };
    await client.login(credentials);
    await client.logout();
    await client.login(credentials);
    await client.login({ ...credentials, refreshToken: 'kept' });
    const inputs = graph.asked.flatMap(({ query, variables }) =>
      query.includes('login(') ? [variables['input']] : [],
    );
    expect(inputs).toEqual([
      credentials,
      { ...credentials, refreshToken: 'refresh-first' },
      { ...credentials, refreshToken: 'kept' },
    ]);
  });

  test('a login that fails leaves the session as it was', async () => {
    const { client } = await clientOf(() => failureAnswer('login', 'INVALID_CREDENTIALS'), { tokens: OLD });
    expect(await client.login({ login: 'ada', password: 'x' })).toMatchObject({
      ok: false,
      userErrors: [{ code: 'INVALID_CREDENTIALS' }],
    });
    expect(client.tokens()).toEqual(OLD);
  });

  test('logout forgets the tokens and ends the session at the graph, which may be asked twice', async () => {
    const told: (Tokens | undefined)[] = [];
    const { client, graph } = await clientOf(
      ({ query }, { length }) => {
        if (!query.includes('logout(')) return ME;
        return length === 0 ? { cut: true } : { body: { data: { logout: { ok: true, userErrors: [] } } } };
      },
      { tokens: OLD, onTokens: (tokens) => void told.push(tokens) },
    );
    await client.logout();
    await client.me();
    expect(graph.asked.map(bearer)).toEqual([undefined, undefined, undefined]);
    expect(graph.asked[1]?.variables).toEqual({ refreshToken: 'refresh-old' });
    expect(told).toEqual([undefined]);
    await client.logout();
    expect(graph.asked).toHaveLength(3);
  });

  test('who signs out while the token is renewed stays out', async () => {
    const { client } = await clientOf(
      async (asked) => {
        if (isRefresh(asked)) await client.setTokens(undefined);
        return takesOnly('new')(asked);
      },
      { tokens: OLD },
    );
    expect(await errorFrom(client.me())).toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(client.tokens()).toBeUndefined();
  });

  test('what one user began is not repeated as another', async () => {
    const { client, graph } = await clientOf(
      async () => {
        await client.setTokens({ accessToken: 'another' });
        return { cut: true };
      },
      { tokens: OLD },
    );
    expect(await errorFrom(client.deposit(HUNDRED))).toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(graph.asked.map(bearer)).toEqual(['Bearer old']);
  });
});

/** What two tabs of a browser have in common: storage, and a lock. */
function sharedBy(first: Tokens | undefined): SharedSession & { keep: (tokens: Tokens | undefined) => void } {
  let kept = first;
  let queue = Promise.resolve();
  return {
    read: () => kept,
    keep: (tokens) => (kept = tokens),
    alone: (work) => (queue = queue.then(work)),
  };
}

describe('a session that several clients share', () => {
  test('is renewed by one of them, and the others go on with what it got', async () => {
    const shared = sharedBy(OLD);
    const options = { tokens: OLD, shared, onTokens: shared.keep };
    const { client, graph } = await clientOf(takesOnly('new'), options);
    const { client: other, graph: others } = await clientOf(takesOnly('new'), options);
    expect(await Promise.all([client.me(), other.me()])).toEqual([USER, USER]);
    expect([...graph.asked, ...others.asked].filter(isRefresh)).toHaveLength(1);
    expect(other.tokens()).toEqual(client.tokens());
  });

  test('is over for all when it is over for one, without another question', async () => {
    const shared = sharedBy(OLD);
    const { client, graph } = await clientOf(() => REFUSED, { tokens: OLD, shared, onTokens: shared.keep });
    shared.keep(undefined);
    expect(await errorFrom(client.me())).toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(graph.asked.filter(isRefresh)).toEqual([]);
    expect(client.tokens()).toBeUndefined();
  });
});
