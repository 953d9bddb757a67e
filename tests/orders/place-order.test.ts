import { setTimeout as delay } from 'node:timers/promises';
import { GraphQLError } from 'graphql';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isFailure } from '#platform/errors.ts';
import { inScope } from '#platform/scope.ts';
import { EmailVerified, UserDeactivated, UserReactivated } from '#users/messages.ts';
import { createPlaceOrder } from '../../subgraphs/orders/use-cases/place-orders.ts';
import { callerOf } from '../kit/world.ts';
import { openDesk } from './stages.ts';
import type { Desk } from './stages.ts';

let world: Desk;
beforeAll(async () => {
  world = await openDesk();
});
afterAll(() => world.close());

const PRODUCT = uuidv7();
const input = {
  lines: [
    { sku: 'TEA', quantity: 2 },
    { productId: PRODUCT, quantity: 1 },
  ],
  expectedTotal: { amount: '401.00', currency: 'USD' },
};

const codeOf = async (attempt: Promise<unknown>): Promise<unknown> =>
  attempt.then(
    () => 'done',
    (error: unknown) => (error instanceof GraphQLError ? error.extensions['code'] : error),
  );

describe('placing an order', () => {
  test('answers PENDING, and asks for the stock and for the customer to be told', async () => {
    const customer = callerOf();
    await world.sent();
    const outcome = await world.deps.placeOrder(customer, input);
    expect(outcome).toMatchObject({
      userErrors: [],
      order: { status: 'PENDING', customerId: customer.id, totalMinor: null, expectedTotalMinor: 40_100n, version: 1 },
    });
    if (isFailure(outcome)) return;
    const { order } = outcome;
    expect(order.deadlineAt.getTime() - order.createdAt.getTime()).toBe(120_000);
    expect(await world.timeline(order.id)).toEqual(['PENDING']);
    expect(await world.prisma.orderLine.findMany({ where: { orderId: order.id }, orderBy: { index: 'asc' } })).toEqual([
      { orderId: order.id, index: 0, productId: null, sku: 'TEA', name: null, quantity: 2, unitPriceMinor: null },
      { orderId: order.id, index: 1, productId: PRODUCT, sku: null, name: null, quantity: 1, unitPriceMinor: null },
    ]);
    expect(await world.sent()).toEqual([
      {
        name: 'ReserveStock',
        destination: 'products',
        payload: {
          orderId: order.id,
          customerId: customer.id,
          lines: [
            { productId: null, sku: 'TEA', quantity: 2 },
            { productId: PRODUCT, sku: null, quantity: 1 },
          ],
          expectedTotal: { amountMinor: '40100', currency: 'USD' },
        },
      },
      {
        name: 'NotifyOrderPlaced',
        destination: 'notifications',
        // One of the lines has no SKU, so they are not listed.
        payload: { userId: customer.id, orderId: order.id, orderNumber: order.number, total: null, reason: null },
      },
    ]);
  });

  test('takes another number where the first is taken', async () => {
    const numbers = ['AAAA-AAAA', 'AAAA-AAAA', 'AAAA-AAAA', 'BBBB-BBBB'];
    const placeOrder = createPlaceOrder({ ...world.deps, makeOrderNumber: () => numbers.shift() ?? 'CCCC-CCCC' });
    const first = await placeOrder(callerOf(), input);
    const second = await placeOrder(callerOf(), input);
    expect([first, second]).toMatchObject([{ order: { number: 'AAAA-AAAA' } }, { order: { number: 'BBBB-BBBB' } }]);
    expect(numbers).toEqual([]);
  });

  test('writes nothing where the input is wrong', async () => {
    const before = await world.prisma.order.count();
    expect(await codeOf(world.deps.placeOrder(callerOf(), { lines: [] }))).toBe('BAD_USER_INPUT');
    expect(await world.prisma.order.count()).toBe(before);
  });
});

describe('the same idempotency key', () => {
  test('fifty times at once gives one order, one request for stock and fifty equal answers', async () => {
    const customer = callerOf();
    await world.sent();
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, () => world.deps.placeOrder(customer, { ...input, idempotencyKey: 'once' })),
    );
    expect(
      new Set(outcomes.map((outcome) => (isFailure(outcome) ? outcome.userErrors[0].code : outcome.order.id))).size,
    ).toBe(1);
    expect(outcomes).toEqual(outcomes.map(() => outcomes[0]));
    expect(await world.prisma.order.count({ where: { customerId: customer.id } })).toBe(1);
    expect((await world.sent()).map(({ name }) => name)).toEqual(['ReserveStock', 'NotifyOrderPlaced']);
  });

  test('with another input is a conflict', async () => {
    const customer = callerOf();
    await world.deps.placeOrder(customer, { ...input, idempotencyKey: 'key' });
    const other = { lines: [{ sku: 'TEA', quantity: 3 }], idempotencyKey: 'key' };
    expect(await world.deps.placeOrder(customer, other)).toMatchObject({
      userErrors: [{ code: 'IDEMPOTENCY_CONFLICT', field: ['input', 'idempotencyKey'] }],
    });
  });

  test('of another customer is another key', async () => {
    const [first, second] = [
      await world.deps.placeOrder(callerOf(), { ...input, idempotencyKey: 'k' }),
      await world.deps.placeOrder(callerOf(), { ...input, idempotencyKey: 'k' }),
    ];
    expect([first, second]).toMatchObject([{ userErrors: [] }, { userErrors: [] }]);
    expect(!isFailure(first) && !isFailure(second) && first.order.id !== second.order.id).toBe(true);
  });
});

describe('a customer who is shut out', () => {
  test('may not order until let in again, whichever way the news arrives', async () => {
    const customer = callerOf();
    const standing = (version: number) => ({ userId: customer.id, version });
    await world.deliver(UserDeactivated, standing(5));
    expect(await codeOf(world.deps.placeOrder(customer, input))).toBe('FORBIDDEN');
    await world.deliver(UserReactivated, standing(4));
    expect(await codeOf(world.deps.placeOrder(customer, input))).toBe('FORBIDDEN');
    await world.deliver(UserReactivated, standing(6));
    expect(await codeOf(world.deps.placeOrder(customer, input))).toBe('done');
    await world.deliver(UserDeactivated, standing(5));
    expect(await codeOf(world.deps.placeOrder(customer, input))).toBe('done');
  });
});

describe('orders that are placed at the same time', () => {
  test('share a transaction, and each call has its own outcome', async () => {
    const [shutOut, conflicting, customer] = [callerOf(), callerOf(), callerOf()];
    await world.deliver(UserDeactivated, { userId: shutOut.id, version: 1 });
    await world.deps.placeOrder(conflicting, { ...input, idempotencyKey: 'used' });
    await world.sent();
    world.statements.length = 0;
    const { placeOrder } = world.deps;
    const outcomes = await Promise.all([
      codeOf(placeOrder(shutOut, input)),
      placeOrder(conflicting, { lines: [{ sku: 'CUP', quantity: 1 }], idempotencyKey: 'used' }),
      codeOf(placeOrder(customer, { lines: [] })),
      placeOrder(customer, { lines: [{ sku: 'POT', quantity: 3 }], idempotencyKey: 'new' }),
      placeOrder(customer, { lines: [{ sku: 'POT', quantity: 3 }], idempotencyKey: 'new' }),
      placeOrder(customer, { lines: [{ sku: 'TEA', quantity: 1 }] }),
    ]);
    expect(outcomes).toMatchObject([
      'FORBIDDEN',
      { userErrors: [{ code: 'IDEMPOTENCY_CONFLICT' }] },
      'BAD_USER_INPUT',
      { order: { customerId: customer.id } },
      outcomes[3],
      { order: { customerId: customer.id } },
    ]);
    expect(world.statements.filter((text) => text.includes('INSERT INTO orders'))).toHaveLength(1);
    const placed = await world.prisma.order.findMany({
      where: { customerId: { in: [shutOut.id, customer.id] } },
      include: { lines: true, timeline: true },
      orderBy: { id: 'asc' },
    });
    expect(placed).toMatchObject([
      { lines: [{ sku: 'POT', quantity: 3 }], timeline: [{ status: 'PENDING', version: 1 }] },
      { lines: [{ sku: 'TEA', quantity: 1 }], timeline: [{ status: 'PENDING', version: 1 }] },
    ]);
    const sent = await world.sent();
    expect(sent.map(({ name, payload }) => [name, payload['orderId'], payload['lines']])).toEqual(
      placed.flatMap(({ id, lines: [line] }) => [
        ['ReserveStock', id, [{ productId: null, sku: line?.sku, quantity: line?.quantity }]],
        ['NotifyOrderPlaced', id, [{ name: line?.sku, quantity: line?.quantity, total: null }]],
      ]),
    );
  });

  test('fail alone, where one of them fails', async () => {
    const callers = [callerOf(), callerOf('CUSTOMER', 'no id'), callerOf(), callerOf()];
    const outcomes = await Promise.allSettled(callers.map((caller) => world.deps.placeOrder(caller, input)));
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
    for (const { id } of [callers[0], callers[2], callers[3]].filter((caller) => caller !== undefined))
      expect(await world.prisma.order.count({ where: { customerId: id } })).toBe(1);
  });

  test('get other numbers where some are taken, by an order or by each other', async () => {
    const numbers = ['ZZZZ-0001', 'ZZZZ-0001', 'ZZZZ-0001', 'ZZZZ-0002', 'ZZZZ-0002', 'ZZZZ-0003', 'ZZZZ-0004'];
    const makeOrderNumber = () => numbers.shift() ?? 'ZZZZ-9999';
    const placeOrder = createPlaceOrder({ ...world.deps, makeOrderNumber });
    await placeOrder(callerOf(), input);
    const outcomes = await Promise.all(
      [1, 2, 3].map((quantity) => placeOrder(callerOf(), { lines: [{ sku: 'CUP', quantity }] })),
    );
    const placed = outcomes.flatMap((outcome) => (isFailure(outcome) ? [] : [outcome.order]));
    expect(placed.map(({ number }) => number).toSorted()).toEqual(['ZZZZ-0002', 'ZZZZ-0003', 'ZZZZ-0004']);
    for (const [index, { id: orderId }] of placed.entries())
      expect(await world.prisma.orderLine.findMany({ where: { orderId } })).toMatchObject([{ quantity: index + 1 }]);
  });

  test('cost as many statements as one', async () => {
    const statementsOf = async (count: number) => {
      world.statements.length = 0;
      const calls = Array.from({ length: count }, (_, index) => ({ ...input, idempotencyKey: `${count} ${index}` }));
      await Promise.all(calls.map((call) => world.deps.placeOrder(callerOf(), call)));
      return world.statements.length;
    };
    const one = await statementsOf(1);
    expect(one).toBeLessThanOrEqual(7);
    expect(await statementsOf(50)).toBe(one);
  });

  test('go on with the trace that each came with', async () => {
    const traces = ['a', 'b', 'c'].map((digit) => `00-${digit.repeat(32)}-${'0'.repeat(15)}1-01`);
    const customers = traces.map(() => callerOf());
    await Promise.all(
      traces.map((traceparent, index) =>
        inScope({ traceparent }, () => world.deps.placeOrder(customers[index] ?? callerOf(), input)),
      ),
    );
    for (const [index, traceparent] of traces.entries()) {
      const sent = await world.prisma.$queryRaw<{ trace: string }[]>`
        SELECT envelope->>'traceparent' AS trace FROM messaging.outbox
        WHERE ${customers[index]?.id} IN (envelope->'payload'->>'customerId', envelope->'payload'->>'userId')`;
      expect(sent).toEqual([{ trace: traceparent }, { trace: traceparent }]);
    }
  });
});

describe('where only confirmed addresses may order', () => {
  const createStrict = async () => openDesk({ requiresVerifiedEmail: true });

  test('others are refused, also under a key that they may use again once theirs is confirmed', async () => {
    const strict = await createStrict();
    try {
      const customer = callerOf();
      const order = { ...input, idempotencyKey: 'once' };
      const refused = await strict.deps.placeOrder(customer, order);
      expect(refused).toMatchObject({ userErrors: [{ code: 'EMAIL_NOT_VERIFIED', field: null }] });
      expect(await strict.sent()).toEqual([]);
      await strict.deliver(EmailVerified, { userId: customer.id, version: 2 });
      await strict.deliver(EmailVerified, { userId: customer.id, version: 2 });
      expect(await strict.deps.placeOrder(customer, order)).toMatchObject({ userErrors: [] });
    } finally {
      await strict.close();
    }
  });

  test('the news may come a moment after the order, and before or after a deactivation', async () => {
    const strict = await createStrict();
    try {
      const customer = callerOf();
      const placing = strict.deps.placeOrder(customer, input);
      await strict.deliver(UserDeactivated, { userId: customer.id, version: 3 });
      await strict.deliver(UserReactivated, { userId: customer.id, version: 4 });
      await strict.deliver(EmailVerified, { userId: customer.id, version: 2 });
      expect(await placing).toMatchObject({ userErrors: [] });
    } finally {
      await strict.close();
    }
  });
});

test('newest first is the order of createdAt, whichever process places an order', async () => {
  const before = await world.prisma.order.count();
  const processes = [1, 2, 3].map(() => createPlaceOrder(world.deps));
  const placings = processes.flatMap((placeOrder, number) =>
    Array.from({ length: 120 }, async (_, index) => {
      await delay((index * (number + 3)) % 97);
      return placeOrder(callerOf(), input);
    }),
  );
  await Promise.all(placings);
  const orders = await world.prisma.order.findMany({ orderBy: { id: 'asc' } });
  expect(orders).toHaveLength(before + 360);
  const createdAt = orders.map((order) => order.createdAt.getTime());
  expect(createdAt).toEqual(createdAt.toSorted((a, b) => a - b));
  // Not only by luck: the id is made of the same instant.
  expect(orders.map(({ id }) => Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16))).toEqual(createdAt);
});

test('orders of the same instant are newest first in the order of their calls', async () => {
  const outcomes = await Promise.all(Array.from({ length: 60 }, () => world.deps.placeOrder(callerOf(), input)));
  const ids = outcomes.map((outcome) => (isFailure(outcome) ? '' : outcome.order.id));
  expect(ids).toEqual(ids.toSorted());
});
