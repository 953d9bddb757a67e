import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { StockReserved } from '#products/messages.ts';
import { formatAmount } from '#platform/money.ts';
import type { Caller } from '#platform/token.ts';
import { callerOf } from '../kit/world.ts';
import type { Graph } from '../kit/graph.ts';
import { TEA, bring, openDesk } from './stages.ts';
import type { Desk } from './stages.ts';

let world: Desk;
let graph: Graph;
beforeAll(async () => {
  // No time passes after an order has moved, however long an answer takes.
  world = await openDesk({ now: () => new Date(0) });
  graph = await world.serve();
});
afterAll(async () => {
  await world.close();
});

const admin = callerOf('ADMIN');
const ORDER = `id number customer { id } status lines { productId sku product { id } quantity unitPrice { amount currency } lineTotal { amount } }
  total { amount currency } failure { code message } timeline { status detail } pollAfterMs`;
const ENTITIES = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on Order { number } ... on User { orders(first: 2) { nodes { id } pageInfo { hasNextPage } } } } }`;

describe('an order in the graph', () => {
  test('is placed, priced, confirmed and looked at', async () => {
    const customer = callerOf();
    const placing = await graph.ask(
      customer,
      `mutation ($input: PlaceOrderInput!) { placeOrder(input: $input) { order { ${ORDER} } userErrors { code } } }`,
      {
        input: { lines: [{ sku: 'TEA', quantity: 2 }], idempotencyKey: 'first' },
      },
    );
    expect(placing.faults).toEqual([]);
    expect(JSON.stringify(placing.data)).toMatch(/"number":"[0-9A-Z]{4}-[0-9A-Z]{4}"/);
    expect(placing.data).toMatchObject({
      placeOrder: {
        userErrors: [],
        order: {
          customer: { id: customer.id },
          status: 'PENDING',
          lines: [{ productId: null, sku: 'TEA', product: null, quantity: 2, unitPrice: null, lineTotal: null }],
          total: null,
          failure: null,
          timeline: [{ status: 'PENDING', detail: 'The order was placed.' }],
          pollAfterMs: 200,
        },
      },
    });
    const [placed] = await world.prisma.order.findMany({ where: { customerId: customer.id } });
    if (placed === undefined) throw new Error('nothing was placed');
    await bring(world, placed, 'CONFIRMED');
    const { data } = await graph.ask(customer, `{ order(number: "${placed.number.toLowerCase()}") { ${ORDER} } }`);
    expect(data).toMatchObject({
      order: {
        id: placed.id,
        status: 'CONFIRMED',
        lines: [
          {
            productId: TEA.productId,
            sku: 'TEA',
            product: { id: TEA.productId },
            unitPrice: { amount: '200.50', currency: 'USD' },
            lineTotal: { amount: '401.00' },
          },
        ],
        total: { amount: '401.00', currency: 'USD' },
        timeline: [{ status: 'PENDING' }, { status: 'AWAITING_PAYMENT' }, { status: 'CONFIRMED' }],
        pollAfterMs: null,
      },
    });
  });

  test('shows amounts with the places of its currency', async () => {
    const customer = callerOf();
    const order = await world.placed(customer);
    const total = { amountMinor: 40_100n, currency: 'KWD' };
    await world.deliver(StockReserved, { orderId: order.id, lines: [{ ...TEA, quantity: 2 }], total });
    const { data } = await graph.ask(
      customer,
      `{ order(id: "${order.id}") { total { amount } lines { unitPrice { amount currency } } } }`,
    );
    expect(data).toEqual({
      order: { total: { amount: '40.100' }, lines: [{ unitPrice: { amount: '20.050', currency: 'KWD' } }] },
    });
  });

  test.for<[string, string]>([
    ['{ order { id } }', 'BAD_USER_INPUT id'],
    ['{ order(id: "x", number: "y") { id } }', 'BAD_USER_INPUT id'],
    ['{ order(id: "x") { id } }', 'BAD_USER_INPUT id'],
    ['{ order(number: "") { id } }', 'BAD_USER_INPUT number'],
    ['{ orders(first: 0) { nodes { id } } }', 'BAD_USER_INPUT first'],
    ['{ orders(first: 101) { nodes { id } } }', 'BAD_USER_INPUT first'],
    ['{ orders(after: "b3JkZXJzOng") { nodes { id } } }', 'BAD_USER_INPUT after'],
    ['mutation { cancelOrder(id: "x") { order { id } } }', 'BAD_USER_INPUT id'],
    [
      'mutation { placeOrder(input: { lines: [{ sku: "A", quantity: -1 }] }) { order { id } } }',
      'BAD_USER_INPUT input.lines.0.quantity',
    ],
  ])('%s names what is wrong', async ([query, fault]) => {
    expect((await graph.ask(callerOf(), query)).faults).toEqual([fault]);
  });
});

describe('references of the router', () => {
  test('references that are no ids, unknown or repeated have the answers of each', async () => {
    const customer = callerOf();
    const { id, number } = await world.placed(customer);
    const of = [id, uuidv7(), 'no id', id].map((each) => ({ __typename: 'Order', id: each }));
    const seen = [{ number }, null, null, { number }];
    expect((await graph.ask(customer, ENTITIES, { of })).data).toEqual({ _entities: seen });
  });

  test('a user has a page of their orders', async () => {
    const customer = callerOf();
    const ids: string[] = [];
    for (let count = 0; count < 3; count += 1) ids.unshift((await world.placed(customer)).id);
    const nodes = ids.slice(0, 2).map((id) => ({ id }));
    const of = [{ __typename: 'User', id: customer.id }];
    expect((await graph.ask(customer, ENTITIES, { of })).data).toEqual({
      _entities: [{ orders: { nodes, pageInfo: { hasNextPage: true } } }],
    });
    expect((await graph.ask(admin, ENTITIES, { of: [{ __typename: 'User', id: 'no id' }] })).data).toEqual({
      _entities: [null],
    });
  });
});

test('each step of one document shows the order as it left it', async () => {
  const { id } = await bring(world, await world.placed(callerOf()), 'CONFIRMED');
  const payload = '{ order { status timeline { status } } userErrors { code } }';
  const { data, faults } = await graph.ask(
    admin,
    `mutation { ship: shipOrder(id: "${id}") ${payload} deliver: deliverOrder(id: "${id}") ${payload} }`,
  );
  const timeline = ['PENDING', 'AWAITING_PAYMENT', 'CONFIRMED', 'SHIPPED', 'DELIVERED'].map((status) => ({ status }));
  expect(faults).toEqual([]);
  expect(data).toEqual({
    ship: { order: { status: 'SHIPPED', timeline: timeline.slice(0, 4) }, userErrors: [] },
    deliver: { order: { status: 'DELIVERED', timeline }, userErrors: [] },
  });
});

describe('a list of orders', () => {
  const page = `query ($after: String, $status: [OrderStatus!]) { orders(first: 2, after: $after, status: $status) {
    nodes { id } edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`;
  const pageSchema = z.object({
    orders: z.object({
      nodes: z.array(z.object({ id: z.string() })),
      pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
    }),
  });
  const pageOf = async (caller: Caller, variables: Record<string, unknown> = {}) => {
    const { data } = await graph.ask(caller, page, variables);
    const { nodes, pageInfo } = pageSchema.parse(data).orders;
    return { ids: nodes.map(({ id }) => id), ...pageInfo };
  };

  test('is one’s own, newest first, and stays in place while orders are added', async () => {
    const customer = callerOf();
    const ids: string[] = [];
    for (let count = 0; count < 5; count += 1) ids.unshift((await world.placed(customer)).id);
    await world.placed(callerOf());
    const first = await pageOf(customer);
    expect(first).toMatchObject({ ids: ids.slice(0, 2), hasNextPage: true });
    await world.placed(customer);
    const second = await pageOf(customer, { after: first.endCursor });
    expect(second.ids).toEqual(ids.slice(2, 4));
    expect(await pageOf(customer, { after: second.endCursor })).toMatchObject({
      ids: ids.slice(4),
      hasNextPage: false,
    });
  });

  test('holds only the statuses that are asked for, and all for an empty list', async () => {
    const customer = callerOf();
    const [pending, confirmed] = [
      await world.placed(customer),
      await bring(world, await world.placed(customer), 'CONFIRMED'),
    ];
    expect((await pageOf(customer, { status: ['CONFIRMED'] })).ids).toEqual([confirmed.id]);
    expect((await pageOf(customer, { status: ['PENDING', 'EXPIRED'] })).ids).toEqual([pending.id]);
    expect((await pageOf(customer, { status: [] })).ids).toEqual([confirmed.id, pending.id]);
    const oftenTheSame = Array.from({ length: 9 }, () => 'CONFIRMED');
    expect((await pageOf(customer, { status: oftenTheSame })).ids).toEqual([confirmed.id]);
    expect((await pageOf(admin, { status: ['PENDING'] })).ids[0]).toBe(pending.id);
    expect((await pageOf(admin, { status: ['CONFIRMED', 'PENDING'] })).ids).toEqual([confirmed.id, pending.id]);
    const ofUser = `{ _entities(representations: [{ __typename: "User", id: "${customer.id}" }]) { ... on User {
      done: orders(status: [CONFIRMED]) { nodes { id } } all: orders(status: []) { nodes { id } } } } }`;
    expect((await graph.ask(customer, ofUser)).data).toEqual({
      _entities: [
        { done: { nodes: [{ id: confirmed.id }] }, all: { nodes: [{ id: confirmed.id }, { id: pending.id }] } },
      ],
    });
  });

  test.for([10, 40_000])('is refused for %i statuses, which are more than there are', async (count) => {
    const customer = callerOf();
    const orders = `orders(status: [${'EXPIRED '.repeat(count)}]) { nodes { id } }`;
    const ofUser = `_entities(representations: [{ __typename: "User", id: "${customer.id}" }]) { ... on User { ${orders} } }`;
    expect((await graph.ask(customer, `{ ${orders} }`)).faults).toEqual(['BAD_USER_INPUT status']);
    expect((await graph.ask(customer, `{ ${ofUser} }`)).faults).toEqual(['BAD_USER_INPUT status']);
  });

  test('has all orders for an administrator', async () => {
    const ids = [(await world.placed(callerOf())).id, (await world.placed(callerOf())).id];
    expect((await pageOf(admin)).ids).toEqual(ids.toReversed());
  });

  test('costs three statements, however long it is and whatever is asked of each order', async () => {
    const customers = Array.from({ length: 25 }, () => callerOf());
    for (const customer of customers) {
      await bring(world, await world.placed(customer), 'CONFIRMED');
      await world.placed(customer);
    }
    const statementsOf = async (query: string, variables?: Record<string, unknown>): Promise<string[]> => {
      world.statements.length = 0;
      expect((await graph.ask(admin, query, variables)).faults).toEqual([]);
      return [...world.statements];
    };
    const few = await statementsOf(`{ orders(first: 3) { nodes { ${ORDER} } } }`);
    const many = await statementsOf(`{ orders(first: 50) { nodes { ${ORDER} } } }`);
    expect(few.length, few.join('\n')).toBe(3);
    expect(many.length).toBe(3);
    const entities = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on User { orders { nodes { ${ORDER} } } } ... on Order { ${ORDER} } } }`;
    expect((await statementsOf(entities, { of: customers.map(({ id }) => ({ __typename: 'User', id })) })).length).toBe(
      3,
    );
    const ids = await world.prisma.order.findMany({ select: { id: true }, take: 40 });
    expect((await statementsOf(entities, { of: ids.map(({ id }) => ({ __typename: 'Order', id })) })).length).toBe(3);
  });
});

describe('statistics', () => {
  const QUERY = `query ($from: DateTime!, $to: DateTime!, $bucket: StatisticsBucket!) { orderStatistics(from: $from, to: $to, bucket: $bucket) {
    buckets { start orders taken { amount currency } } statuses { status orders } } }`;
  const counted = z.object({
    orderStatistics: z.object({
      buckets: z.array(z.object({ start: z.string(), orders: z.number(), taken: z.array(z.unknown()) })),
      statuses: z.array(z.object({ status: z.string(), orders: z.number() })),
    }),
  });
  const ask = (from: Date, to: Date, bucket = 'MINUTE') =>
    graph.ask(admin, QUERY, { from: from.toISOString(), to: to.toISOString(), bucket });

  test('count the orders of a stretch of time by step and status, and what was paid, in one statement', async () => {
    const placed = await bring(world, await world.placed(callerOf()), 'CONFIRMED');
    // A minute of long ago, which no other test has.
    const from = new Date('2020-02-02T10:00:00.000Z');
    const at = new Date('2020-02-02T10:01:30.000Z');
    const hex = at.getTime().toString(16).padStart(12, '0');
    const copy = `${hex.slice(0, 8)}-${hex.slice(8)}${uuidv7().slice(13)}`;
    await world.prisma.order.create({ data: { ...placed, id: copy, number: '0000-0001', createdAt: at } });
    world.statements.length = 0;
    const { data, faults } = await ask(from, new Date('2020-02-02T10:03:00.000Z'));
    expect(faults).toEqual([]);
    expect(world.statements).toHaveLength(1);
    const { buckets, statuses } = counted.parse(data).orderStatistics;
    const total = { amount: formatAmount(placed.totalMinor ?? 0n, 'USD'), currency: 'USD' };
    expect(buckets).toEqual([
      { start: '2020-02-02T10:00:00.000Z', orders: 0, taken: [] },
      { start: '2020-02-02T10:01:00.000Z', orders: 1, taken: [total] },
      { start: '2020-02-02T10:02:00.000Z', orders: 0, taken: [] },
    ]);
    expect(statuses.filter(({ orders }) => orders > 0)).toEqual([{ status: 'CONFIRMED', orders: 1 }]);
    expect(statuses).toHaveLength(9);
  });

  test('of no time, and of more steps than a plot can show, are refused', async () => {
    const from = new Date('2020-02-02T00:00:00.000Z');
    expect((await ask(from, from)).faults).toEqual(['BAD_USER_INPUT to']);
    expect((await ask(from, new Date(from.getTime() + 1_501 * 60_000))).faults).toEqual(['BAD_USER_INPUT to']);
    expect((await ask(from, new Date(from.getTime() + 1_500 * 60_000))).faults).toEqual([]);
  });
});
