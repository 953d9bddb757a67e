import { describe, expect, test } from 'vitest';
import type { OrderStatus, OrderSummary } from '../../client/index.ts';
import { errorAnswer, type Said } from './graph-server.ts';
import { clientOf, errorFrom, inTurn } from './world.ts';

const ID = '01890000-0000-7000-8000-00000000000a';

/** The order as the graph gives it at one time. */
const seen = (status: OrderStatus, pollAfterMs: number | null, more: Partial<OrderSummary> = {}): Said => ({
  body: {
    data: {
      order: {
        id: ID,
        number: 'A-1',
        status,
        total: null,
        failure: null,
        pollAfterMs,
        createdAt: '2026-01-01T00:00:00.000Z',
        updatedAt: '2026-01-01T00:00:00.000Z',
        ...more,
      },
    },
  },
});

const TOTAL = { amount: '25.00', currency: 'USD' };
const LIFE = [
  seen('PENDING', 5),
  seen('PENDING', 5, { updatedAt: '2026-01-01T00:00:01.000Z' }),
  seen('AWAITING_PAYMENT', 5),
  seen('AWAITING_PAYMENT', 5, { total: TOTAL }),
  seen('CONFIRMED', null, { total: TOTAL }),
  seen('SHIPPED', null, { total: TOTAL }),
];

describe('waitForOrder', () => {
  test('resolves when the order no longer moves, and calls onStatus once for each status', async () => {
    const { client, graph } = await clientOf(inTurn(...LIFE));
    const told: [OrderStatus, string][] = [];
    const order = await client.waitForOrder(ID, { onStatus: (status, { number }) => void told.push([status, number]) });
    expect(order).toMatchObject({ id: ID, status: 'CONFIRMED', total: TOTAL, pollAfterMs: null });
    expect(told).toEqual([
      ['PENDING', 'A-1'],
      ['AWAITING_PAYMENT', 'A-1'],
      ['CONFIRMED', 'A-1'],
    ]);
    expect(graph.asked).toHaveLength(5);
    expect(graph.asked.map(({ variables }) => variables)).toEqual(Array.from({ length: 5 }, () => ({ id: ID })));
  });

  test('waits pollAfterMs between requests', async () => {
    const { client, graph } = await clientOf(inTurn(seen('PENDING', 300), seen('PENDING', 20), seen('REJECTED', null)));
    await client.waitForOrder(ID);
    const [first = 0, second = 0, third = 0] = graph.asked.map(({ atMs }) => atMs);
    expect(second - first).toBeGreaterThanOrEqual(299);
    expect(third - second).toBeGreaterThanOrEqual(19);
  });

  test('goes on through an outage that is longer than one call is repeated for', async () => {
    const outage = Array.from({ length: 10 }, () => errorAnswer('SERVICE_UNAVAILABLE', {}, { order: null }));
    const { client, graph } = await clientOf(
      inTurn(seen('PENDING', 1), ...outage, { cut: true }, seen('CONFIRMED', null)),
      {
        retry: { baseMs: 1, attemptsMax: 2 },
      },
    );
    expect(await client.waitForOrder(ID)).toMatchObject({ status: 'CONFIRMED' });
    expect(graph.asked).toHaveLength(13);
  });

  test.each([
    ['moves', () => seen('AWAITING_PAYMENT', 10), 'still AWAITING_PAYMENT'],
    ['cannot be read', () => errorAnswer('SERVICE_UNAVAILABLE'), 'not seen'],
    ['is not answered', () => new Promise<Said>(() => {}), 'not seen'],
  ])('throws TIMEOUT where the order still %s after that time', async (_, answer, state) => {
    const { client } = await clientOf(answer);
    const error = await errorFrom(client.waitForOrder(ID, { timeoutMs: 1_000 }));
    expect([error.code, error.message]).toEqual(['TIMEOUT', expect.stringContaining(state)]);
  });

  test.each([
    ['NOT_FOUND', { body: { data: { order: null } } }],
    ['BAD_USER_INPUT', errorAnswer('BAD_USER_INPUT', { field: 'id' })],
  ])('throws %s at once', async (code, said) => {
    const { client, graph } = await clientOf(() => said);
    expect(await errorFrom(client.waitForOrder(ID))).toMatchObject({ code });
    expect(graph.asked).toHaveLength(1);
  });

  test('ends with the signal’s reason while it waits', async () => {
    const leaving = new AbortController();
    const reason = new Error('the user has left');
    const { client, graph } = await clientOf(() => {
      setTimeout(() => leaving.abort(reason), 20);
      return seen('PENDING', 20_000);
    });
    await expect(client.waitForOrder(ID, { signal: leaving.signal })).rejects.toBe(reason);
    expect(graph.asked).toHaveLength(1);
  });

  test('throws what onStatus throws, and asks no more', async () => {
    const { client, graph } = await clientOf(() => seen('PENDING', 1));
    const reason = new Error('cannot draw that');
    const waiting = client.waitForOrder(ID, {
      onStatus: () => {
        throw reason;
      },
    });
    await expect(waiting).rejects.toBe(reason);
    expect(graph.asked).toHaveLength(1);
  });
});

describe('watchOrder', () => {
  test('yields each change once, and ends when the order no longer moves', async () => {
    const { client, graph } = await clientOf(inTurn(...LIFE));
    const changes: unknown[] = [];
    for await (const { status, total } of client.watchOrder(ID)) changes.push([status, total?.amount]);
    expect(changes).toEqual([
      ['PENDING', undefined],
      ['AWAITING_PAYMENT', undefined],
      ['AWAITING_PAYMENT', '25.00'],
      ['CONFIRMED', '25.00'],
    ]);
    expect(graph.asked).toHaveLength(5);
  });
});
