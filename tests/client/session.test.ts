import { describe, expect, test } from 'vitest';
import type { SharedSession, Tokens } from '../../client/index.ts';
import { errorAnswer, failureAnswer, REFUSED, type Asked, type Said } from './graph-server.ts';
import { clientOf, DEPOSITED, errorFrom, HUNDRED, ME, USER } from './world.ts';

const isRefresh = ({ query }: Asked): boolean => query.includes('refreshTokens(');
const bearer = ({ headers }: Asked): string | undefined => headers.authorization;

const OLD: Tokens = { accessToken: 'old', refreshToken: 'refresh-old' };
const CREDENTIALS = { login: 'ada', password: 'x' };

const tokensAnswer = (field: string, name: string): Said => {
  const tokens = { accessToken: name, refreshToken: `refresh-${name}`, tokenType: 'Bearer', expiresIn: 900 };
  return { body: { data: { [field]: { user: USER, tokens, userErrors: [] } } } };
};
const LOGGED_OUT: Said = { body: { data: { logout: { ok: true, userErrors: [] } } } };

/** A graph that takes one access token, and gives it for the refresh token of the old one. */
const takesOnly =
  (accessToken: string, refreshed: Said = tokensAnswer('refreshTokens', accessToken)) =>
  (asked: Asked): Said => {
    if (isRefresh(asked)) return refreshed;
    if (bearer(asked) !== `Bearer ${accessToken}`) return REFUSED;
    if (asked.query.includes('cancelOrder(')) return failureAnswer('cancelOrder', 'NOT_FOUND');
    return asked.query.includes('deposit(') ? DEPOSITED : ME;
  };

describe('a refused access token', () => {
  test('is renewed once for ten calls that wait for it, and each is answered', async () => {
    const seen: (Tokens | undefined)[] = [];
    const onTokens = (tokens: Tokens | undefined): void => void seen.push(tokens);
    const { client, graph } = await clientOf(takesOnly('new'), { tokens: OLD, onTokens });
    const users = await Promise.all(Array.from({ length: 10 }, () => client.me()));
    expect(users).toEqual(Array(10).fill(USER));
    const refreshes = graph.asked.filter(isRefresh);
    expect(refreshes.map(({ variables }) => variables)).toEqual([{ refreshToken: 'refresh-old' }]);
    expect(refreshes.map(bearer)).toEqual([undefined]);
    expect(graph.asked.filter((asked) => !isRefresh(asked) && bearer(asked) === 'Bearer old')).toHaveLength(10);
    expect(seen).toMatchObject([{ accessToken: 'new', refreshToken: 'refresh-new' }]);
    expect(seen[0]?.expiresAt).toBeGreaterThan(Date.now() + 800_000);
    expect(client.tokens()).toEqual(seen[0]);
  });

  test('is renewed for a mutation without a key too, since HTTP 401 means that nothing was done', async () => {
    const { client, graph } = await clientOf(takesOnly('new'), { tokens: OLD });
    expect(await client.cancelOrder('x')).toMatchObject({ ok: false, userErrors: [{ code: 'NOT_FOUND' }] });
    expect(graph.asked.map(isRefresh)).toEqual([false, true, false]);
    const { client: other, graph: unsure } = await clientOf(() => errorAnswer('UNAUTHENTICATED'), { tokens: OLD });
    expect(await errorFrom(other.cancelOrder('x'))).toMatchObject({ code: 'UNAUTHENTICATED', status: 200 });
    expect(unsure.asked.map(isRefresh)).toEqual([false]);
  });

  test('is renewed no second time for one call, and not without a refresh token', async () => {
    const refuse = (asked: Asked): Said => (isRefresh(asked) ? tokensAnswer('refreshTokens', 'new') : REFUSED);
    const { client, graph } = await clientOf(refuse, { tokens: OLD });
    expect(await errorFrom(client.me())).toMatchObject({ code: 'UNAUTHENTICATED', status: 401 });
    expect(graph.asked.map(isRefresh)).toEqual([false, true, false]);
    const { client: other, graph: once } = await clientOf(refuse, { tokens: { accessToken: 'old' } });
    expect(await errorFrom(other.me())).toMatchObject({ code: 'UNAUTHENTICATED', status: 401 });
    expect(once.asked).toHaveLength(1);
  });

  test('is renewed for the other calls when one is aborted, which does not wait for it', async () => {
    const leaving = new AbortController();
    const reason = new Error('the user has left');
    const left = Promise.withResolvers<void>();
    const answer = takesOnly('new');
    const { client } = await clientOf(
      async (asked) => {
        if (!isRefresh(asked)) return answer(asked);
        leaving.abort(reason);
        await left.promise;
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
});

describe('an access token that is about to expire', () => {
  const ending = (inMs: number): Tokens => ({ ...OLD, expiresAt: Date.now() + inMs });

  test('is renewed before it is used, once for many, and not before', async () => {
    const { client, graph } = await clientOf(takesOnly('new'), { tokens: ending(10_000) });
    await Promise.all([client.me(), client.me(), client.deposit(HUNDRED)]);
    expect(graph.asked.map(isRefresh)).toEqual([true, false, false, false]);
    const { client: early, graph: quiet } = await clientOf(takesOnly('old'), { tokens: ending(600_000) });
    await early.me();
    expect(quiet.asked.map(isRefresh)).toEqual([false]);
  });

  test('is used to its end when renewing fails; once expired, calls fail and the session stays', async () => {
    const { client, graph } = await clientOf(takesOnly('old', { cut: true }), { tokens: ending(10_000) });
    await client.me();
    await client.me();
    expect(graph.asked.map(isRefresh)).toEqual([true, false, true, false]);
    await client.setTokens(ending(-1));
    expect(await errorFrom(client.me())).toMatchObject({ code: 'NETWORK_ERROR' });
    expect(client.tokens()).toMatchObject(OLD);
  });

  test('ends the session where the graph refuses to renew it: every waiting call fails, and none is sent without a token', async () => {
    const seen: (Tokens | undefined)[] = [];
    const { client, graph } = await clientOf(takesOnly('new', failureAnswer('refreshTokens', 'INVALID_TOKEN')), {
      tokens: ending(0),
      onTokens: (tokens) => void seen.push(tokens),
    });
    const errors = await Promise.all([errorFrom(client.me()), errorFrom(client.orders())]);
    expect(errors.map(({ code }) => code)).toEqual(['UNAUTHENTICATED', 'UNAUTHENTICATED']);
    expect(graph.asked.map(isRefresh)).toEqual([true]);
    expect(seen).toEqual([undefined]);
    expect(client.tokens()).toBeUndefined();
  });
});

describe('signing in and out', () => {
  test('register and login send no token, keep those they get, and use them from then on', async () => {
    const seen: (Tokens | undefined)[] = [];
    const { client, graph } = await clientOf(
      ({ query }) => {
        if (query.includes('register(')) return tokensAnswer('register', 'first');
        return query.includes('login(') ? tokensAnswer('login', 'second') : ME;
      },
      { tokens: { accessToken: 'ended' }, onTokens: (tokens) => void seen.push(tokens) },
    );
    const input = { email: 'a@example.com', username: 'ada', password: 'x' };
    expect(await client.register(input)).toEqual({ ok: true, user: USER });
    await client.me();
    expect(await client.login(CREDENTIALS)).toEqual({ ok: true, user: USER });
    await client.me();
    expect(graph.asked.map(bearer)).toEqual([undefined, 'Bearer first', undefined, 'Bearer second']);
    expect(seen.map((tokens) => tokens?.accessToken)).toEqual(['first', 'second']);
  });

  test('login sends the last refresh token that there was, also after logout, or the one that it is given', async () => {
    const { client, graph } = await clientOf(({ query }) =>
      query.includes('logout(') ? LOGGED_OUT : tokensAnswer('login', 'first'),
    );
    await client.login(CREDENTIALS);
    await client.logout();
    await client.login(CREDENTIALS);
    await client.login({ ...CREDENTIALS, refreshToken: 'kept' });
    const inputs = graph.asked.flatMap(({ query, variables }) =>
      query.includes('login(') ? [variables['input']] : [],
    );
    expect(inputs).toEqual([
      CREDENTIALS,
      { ...CREDENTIALS, refreshToken: 'refresh-first' },
      { ...CREDENTIALS, refreshToken: 'kept' },
    ]);
  });

  test('a login that fails leaves the session as it was', async () => {
    const { client } = await clientOf(() => failureAnswer('login', 'INVALID_CREDENTIALS'), { tokens: OLD });
    expect(await client.login(CREDENTIALS)).toMatchObject({ userErrors: [{ code: 'INVALID_CREDENTIALS' }] });
    expect(client.tokens()).toEqual(OLD);
  });

  test('logout forgets the tokens, and ends the session at the graph, repeating that if necessary', async () => {
    const seen: (Tokens | undefined)[] = [];
    const { client, graph } = await clientOf(
      ({ query }, { length }) => (query.includes('logout(') ? (length === 0 ? { cut: true } : LOGGED_OUT) : ME),
      { tokens: OLD, onTokens: (tokens) => void seen.push(tokens) },
    );
    await client.logout();
    await client.me();
    expect(graph.asked.map(bearer)).toEqual([undefined, undefined, undefined]);
    expect(graph.asked[1]?.variables).toEqual({ refreshToken: 'refresh-old' });
    expect(seen).toEqual([undefined]);
    await client.logout();
    expect(graph.asked).toHaveLength(3);
  });

  test('a sign-out while the token is renewed stays', async () => {
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

  test('a call of one user is not repeated as another', async () => {
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

/** What two tabs of a browser share: storage, and a lock. */
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
  test('is renewed by one of them, and the others use its tokens', async () => {
    const shared = sharedBy(OLD);
    const options = { tokens: OLD, shared, onTokens: shared.keep };
    const { client, graph } = await clientOf(takesOnly('new'), options);
    const { client: other, graph: others } = await clientOf(takesOnly('new'), options);
    expect(await Promise.all([client.me(), other.me()])).toEqual([USER, USER]);
    expect([...graph.asked, ...others.asked].filter(isRefresh)).toHaveLength(1);
    expect(other.tokens()).toEqual(client.tokens());
  });

  test('ends for all when it ends for one, without another request', async () => {
    const shared = sharedBy(OLD);
    const { client, graph } = await clientOf(() => REFUSED, { tokens: OLD, shared, onTokens: shared.keep });
    shared.keep(undefined);
    expect(await errorFrom(client.me())).toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(graph.asked.filter(isRefresh)).toEqual([]);
    expect(client.tokens()).toBeUndefined();
  });
});
