import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { createClient } from '../../client/index.ts';
import { freePort } from '../../launcher/free-ports.ts';
import { errorAnswer } from './graph-server.ts';
import { clientOf, DEPOSITED, errorFrom, HUNDRED, inTurn, ME, USER } from './world.ts';

const AWAY = errorAnswer('SERVICE_UNAVAILABLE');

describe('a query is repeated until it is answered', () => {
  test.each([
    ['HTTP 503 with an error of the graph', { ...AWAY, status: 503 }],
    ['HTTP 502 with the error page of a proxy', { status: 502, body: '<html>Bad gateway</html>' }],
    ['HTTP 500 with a bug', { ...errorAnswer('INTERNAL_SERVER_ERROR'), status: 500 }],
    ['HTTP 429', { status: 429, body: 'slow down' }],
    ['HTTP 200 with a service away', AWAY],
    ['HTTP 200 with RATE_LIMITED', errorAnswer('RATE_LIMITED', { retryAfterSeconds: 0.01 })],
    ['a connection that is cut', { cut: true }],
  ])('after %s', async (_, failure) => {
    const { client, graph } = await clientOf(inTurn(failure, failure, ME));
    expect(await client.me()).toEqual(USER);
    expect(graph.asked).toHaveLength(3);
  });

  test('and is a NETWORK_ERROR after all attempts where nothing listens', async () => {
    let attempts = 0;
    const client = createClient({
      url: `http://127.0.0.1:${await freePort()}/graphql`,
      retry: { baseMs: 1, attemptsMax: 3 },
      fetch: (input, init) => ((attempts += 1), fetch(input, init)),
    });
    expect(await errorFrom(client.me())).toMatchObject({ code: 'NETWORK_ERROR', status: undefined });
    expect(attempts).toBe(3);
  });

  test('up to attemptsMax, and then fails with the last error', async () => {
    const { client, graph } = await clientOf(inTurn({ cut: true }, AWAY), { retry: { baseMs: 1, attemptsMax: 4 } });
    expect(await errorFrom(client.me())).toMatchObject({ code: 'SERVICE_UNAVAILABLE', status: 200 });
    expect(graph.asked).toHaveLength(4);
  });

  test.each(['BAD_USER_INPUT', 'FORBIDDEN', 'UNAUTHENTICATED', 'INTERNAL_SERVER_ERROR', 'GRAPHQL_VALIDATION_FAILED'])(
    'but not after %s',
    async (code) => {
      const { client, graph } = await clientOf(() => errorAnswer(code));
      expect(await errorFrom(client.me())).toMatchObject({ code });
      expect(graph.asked).toHaveLength(1);
    },
  );

  test('also when the answer takes too long', async () => {
    const { client, graph } = await clientOf(
      async ({ abandoned }, { length }) => {
        if (length === 0) await once(abandoned, 'abort');
        return ME;
      },
      { timeoutMs: 1_000 },
    );
    expect(await client.me()).toEqual(USER);
    expect(graph.asked).toHaveLength(2);
  });
});

describe('the wait that the graph asks for', () => {
  test.each([
    ['by Retry-After', { ...AWAY, status: 503, headers: { 'retry-after': '1' } }, 1_000],
    ['by extensions.retryAfterSeconds', errorAnswer('RATE_LIMITED', { retryAfterSeconds: 0.5 }), 500],
  ])('%s is kept', async (_, failure, waitMs) => {
    const { client, graph } = await clientOf(inTurn(failure, ME));
    await client.me();
    const [first, second] = graph.asked;
    expect((second?.atMs ?? 0) - (first?.atMs ?? 0)).toBeGreaterThanOrEqual(waitMs - 1);
  });

  test('by a date', async () => {
    const date = new Date(Date.now() + 2_500).toUTCString();
    const { client } = await clientOf(inTurn({ ...AWAY, status: 503, headers: { 'retry-after': date } }, ME), {
      retry: { waitMaxMs: 100 },
    });
    const { retryAfterMs = 0 } = await errorFrom(client.me());
    // A date of HTTP has whole seconds.
    expect(retryAfterMs).toBeGreaterThan(500);
    expect(retryAfterMs).toBeLessThanOrEqual(2_500);
  });

  test('fails the call at once where it is longer than waitMaxMs', async () => {
    const { client, graph } = await clientOf(() => errorAnswer('RATE_LIMITED', { retryAfterSeconds: 900 }));
    expect(await errorFrom(client.me())).toMatchObject({ code: 'RATE_LIMITED', retryAfterMs: 900_000 });
    expect(graph.asked).toHaveLength(1);
  });
});

describe('a mutation', () => {
  test('that takes an idempotency key is repeated with one and the same', async () => {
    const { client, graph } = await clientOf(inTurn({ cut: true }, { ...AWAY, status: 503 }, DEPOSITED));
    expect(await client.deposit(HUNDRED)).toMatchObject({ ok: true, operation: { id: 'o' } });
    const inputs = graph.asked.map(({ variables }) => variables['input']);
    expect(inputs).toHaveLength(3);
    expect(inputs[0]).toMatchObject(HUNDRED);
    expect(JSON.stringify(inputs[0])).toMatch(/"idempotencyKey":"[0-9a-f]{32}"/);
    expect(new Set(inputs.map((input) => JSON.stringify(input))).size).toBe(1);
  });

  test('has another key in the next call, and the caller’s own where there is one', async () => {
    const { client, graph } = await clientOf(() => DEPOSITED);
    await client.deposit(HUNDRED);
    await client.deposit(HUNDRED);
    await client.deposit({ ...HUNDRED, idempotencyKey: 'mine' });
    const keys = graph.asked.map(({ variables: { input } }) => JSON.stringify(input));
    expect(new Set(keys).size).toBe(3);
    expect(keys[2]).toContain('"idempotencyKey":"mine"');
  });

  test.each([
    ['HTTP 503', { ...AWAY, status: 503, headers: { 'retry-after': '0' } }, 'SERVICE_UNAVAILABLE'],
    ['a service away', AWAY, 'SERVICE_UNAVAILABLE'],
    ['RATE_LIMITED', errorAnswer('RATE_LIMITED', { retryAfterSeconds: 0.01 }), 'RATE_LIMITED'],
    ['a connection that is cut', { cut: true }, 'NETWORK_ERROR'],
  ])('without a key is never repeated: after %s', async (_, failure, code) => {
    const { client, graph } = await clientOf(() => failure);
    expect(await errorFrom(client.cancelOrder('x'))).toMatchObject({ code });
    expect(await errorFrom(client.login({ login: 'ada', password: 'x' }))).toMatchObject({ code });
    const own = 'mutation { deposit(input: { amount: { amount: "1", currency: "USD" } }) { operation { id } } }';
    expect(await errorFrom(client.request(own))).toMatchObject({ code });
    expect(graph.asked).toHaveLength(3);
  });

  test('is repeated or not as the caller says', async () => {
    const { client, graph } = await clientOf(() => AWAY, { retry: { baseMs: 1, attemptsMax: 3 } });
    await errorFrom(client.cancelOrder('x', { repeatable: true }));
    expect(graph.asked).toHaveLength(3);
    await errorFrom(client.deposit(HUNDRED, { repeatable: false }));
    expect(graph.asked).toHaveLength(4);
  });
});

describe('an AbortSignal', () => {
  const reason = new Error('the user has left');

  test('ends a call that is under way, and its connection', async () => {
    const leaving = new AbortController();
    let isAbandoned = false;
    const { client, graph } = await clientOf(async ({ abandoned }) => {
      leaving.abort(reason);
      if (!abandoned.aborted) await once(abandoned, 'abort');
      isAbandoned = true;
      return ME;
    });
    await expect(client.me({ signal: leaving.signal })).rejects.toBe(reason);
    await expect.poll(() => isAbandoned).toBe(true);
    expect(graph.asked).toHaveLength(1);
  });

  test('ends a call whose outcome is unknown', async () => {
    const leaving = new AbortController();
    const { client } = await clientOf(() => {
      leaving.abort(reason);
      return { cut: true };
    });
    await expect(client.cancelOrder('x', { signal: leaving.signal })).rejects.toBe(reason);
  });

  test('ends a wait between two attempts', async () => {
    const leaving = new AbortController();
    const { client, graph } = await clientOf(() => {
      setTimeout(() => leaving.abort(reason), 20);
      return { ...AWAY, status: 503, headers: { 'retry-after': '20' } };
    });
    await expect(client.me({ signal: leaving.signal })).rejects.toBe(reason);
    expect(graph.asked).toHaveLength(1);
  });

  test('that is aborted already lets nothing be sent', async () => {
    const { client, graph } = await clientOf(() => ME);
    await expect(client.me({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(graph.asked).toHaveLength(0);
  });
});
