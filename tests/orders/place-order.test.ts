import { GraphQLError } from 'graphql';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isFailure } from '#platform/errors.ts';
import { UserDeactivated, UserReactivated } from '#users/messages.ts';
import { placeOrder } from '../../subgraphs/orders/use-cases/place-order.ts';
import { callerOf, createWorld } from './world.ts';
import type { World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
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
    const outcome = await placeOrder(world.deps, customer, input);
    expect(outcome).toMatchObject({
      userErrors: [],
      order: { status: 'PENDING', customerId: customer.id, totalMinor: null, expectedTotalMinor: 40_100n, version: 1 },
    });
    if (isFailure(outcome)) return;
    const { order } = outcome;
    expect(order.deadlineAt.getTime() - order.createdAt.getTime()).toBe(120_000);
    expect(await world.timeline(order.id)).toEqual(['PENDING']);
    expect(
      await world.deps.database.orderLine.findMany({ where: { orderId: order.id }, orderBy: { index: 'asc' } }),
    ).toEqual([
      { orderId: order.id, index: 0, productId: null, sku: 'TEA', quantity: 2, unitPriceMinor: null },
      { orderId: order.id, index: 1, productId: PRODUCT, sku: null, quantity: 1, unitPriceMinor: null },
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
        payload: { userId: customer.id, orderId: order.id, orderNumber: order.number, total: null, reason: null },
      },
    ]);
  });

  test('takes another number where the first is taken', async () => {
    const numbers = ['AAAA-AAAA', 'AAAA-AAAA', 'AAAA-AAAA', 'BBBB-BBBB'];
    const deps = { ...world.deps, makeOrderNumber: () => numbers.shift() ?? 'CCCC-CCCC' };
    const first = await placeOrder(deps, callerOf(), input);
    const second = await placeOrder(deps, callerOf(), input);
    expect([first, second]).toMatchObject([{ order: { number: 'AAAA-AAAA' } }, { order: { number: 'BBBB-BBBB' } }]);
    expect(numbers).toEqual([]);
  });

  test('writes nothing where the input is wrong', async () => {
    const before = await world.deps.database.order.count();
    expect(await codeOf(placeOrder(world.deps, callerOf(), { lines: [] }))).toBe('BAD_USER_INPUT');
    expect(await world.deps.database.order.count()).toBe(before);
  });
});

describe('the same idempotency key', () => {
  test('fifty times at once gives one order, one request for stock and fifty equal answers', async () => {
    const customer = callerOf();
    await world.sent();
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, () => placeOrder(world.deps, customer, { ...input, idempotencyKey: 'once' })),
    );
    expect(
      new Set(outcomes.map((outcome) => (isFailure(outcome) ? outcome.userErrors[0].code : outcome.order.id))).size,
    ).toBe(1);
    expect(outcomes).toEqual(outcomes.map(() => outcomes[0]));
    expect(await world.deps.database.order.count({ where: { customerId: customer.id } })).toBe(1);
    expect((await world.sent()).map(({ name }) => name)).toEqual(['ReserveStock', 'NotifyOrderPlaced']);
  });

  test('with another input is a conflict', async () => {
    const customer = callerOf();
    await placeOrder(world.deps, customer, { ...input, idempotencyKey: 'key' });
    const other = { lines: [{ sku: 'TEA', quantity: 3 }], idempotencyKey: 'key' };
    expect(await placeOrder(world.deps, customer, other)).toMatchObject({
      userErrors: [{ code: 'IDEMPOTENCY_CONFLICT', field: ['input', 'idempotencyKey'] }],
    });
  });

  test('of another customer is another key', async () => {
    const [first, second] = [
      await placeOrder(world.deps, callerOf(), { ...input, idempotencyKey: 'k' }),
      await placeOrder(world.deps, callerOf(), { ...input, idempotencyKey: 'k' }),
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
    expect(await codeOf(placeOrder(world.deps, customer, input))).toBe('FORBIDDEN');
    await world.deliver(UserReactivated, standing(4));
    expect(await codeOf(placeOrder(world.deps, customer, input))).toBe('FORBIDDEN');
    await world.deliver(UserReactivated, standing(6));
    expect(await codeOf(placeOrder(world.deps, customer, input))).toBe('done');
    await world.deliver(UserDeactivated, standing(5));
    expect(await codeOf(placeOrder(world.deps, customer, input))).toBe('done');
  });
});
