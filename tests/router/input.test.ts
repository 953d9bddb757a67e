import { buildSchema, isInputObjectType } from 'graphql';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { TEXT_RULES } from '../../router/text-rules.ts';
import { composeGraph } from '../../tools/graph.ts';
import { ORDER } from './fixtures.ts';
import { startWorld } from './world.ts';
import type { World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

const received = (): number =>
  Object.values(world.subgraphs).reduce((sum, subgraph) => sum + subgraph.received.length, 0);
let before = 0;
beforeEach(() => {
  before = received();
});
// Whatever a test here sends is refused: no service hears of it, not even of the part that is right.
afterEach(() => {
  expect(received()).toBe(before);
  expect(world.ran).toEqual([]);
});

const PRODUCT = '0190abcd-0000-7000-8000-00000000000a';
const PLACE = 'mutation ($input: PlaceOrderInput!) { placeOrder(input: $input) { order { id } } }';
const DEPOSIT = 'mutation ($in: MoveMoneyInput!) { deposit(input: $in) { account { id } } }';
const line = (quantity: unknown) => ({ lines: [{ sku: 'LAMP', quantity }] });
const amount = (value: unknown, currency: unknown = 'USD') => ({ in: { amount: { amount: value, currency } } });

describe('variables', () => {
  const cases: [string, string, unknown, string][] = [
    ['a fractional quantity', PLACE, { input: line(1.5) }, 'input.lines.0.quantity'],
    ['a quantity that is text', PLACE, { input: line('2') }, 'input.lines.0.quantity'],
    ['no quantity', PLACE, { input: { lines: [{ sku: 'LAMP' }] } }, 'input.lines.0'],
    ['a field that there is not', PLACE, { input: { ...line(1), coupon: 'x' } }, 'input'],
    ['null for what must be', PLACE, { input: null }, 'input'],
    ['nothing for what must be', PLACE, {}, 'input'],
    [
      'a product id that is no UUID',
      PLACE,
      { input: { lines: [{ productId: '1 OR 1=1', quantity: 1 }] } },
      'input.lines.0.productId',
    ],
    ['a null byte', PLACE, { input: { lines: [{ sku: 'A\0B', quantity: 1 }] } }, 'input.lines.0.sku'],
    ['half a character', PLACE, { input: { lines: [{ sku: '\ud800', quantity: 1 }] } }, 'input.lines.0.sku'],
    ['a huge text', PLACE, { input: { lines: [{ sku: 'x'.repeat(10_001), quantity: 1 }] } }, 'input.lines.0.sku'],
    ['an empty key', PLACE, { input: { ...line(1), idempotencyKey: '' } }, 'input.idempotencyKey'],
    [
      'a key that is too long',
      PLACE,
      { input: { ...line(1), idempotencyKey: 'k'.repeat(256) } },
      'input.idempotencyKey',
    ],
    ['no pieces', PLACE, { input: line(0) }, 'input.lines.0.quantity'],
    ['fewer than no pieces', PLACE, { input: line(-1) }, 'input.lines.0.quantity'],
    ['no lines', PLACE, { input: { lines: [] } }, 'input.lines'],
    [
      'more lines than an order can have',
      PLACE,
      { input: { lines: Array.from({ length: 101 }, (_, index) => ({ sku: `S${index}`, quantity: 1 })) } },
      'input.lines',
    ],
    [
      'one SKU twice',
      PLACE,
      { input: { lines: ['A', 'B', 'A'].map((sku) => ({ sku, quantity: 1 })) } },
      'input.lines.2.sku',
    ],
    [
      'one product twice, in another case',
      PLACE,
      { input: { lines: [PRODUCT, PRODUCT.toUpperCase()].map((productId) => ({ productId, quantity: 1 })) } },
      'input.lines.1.productId',
    ],
    [
      'both a product and a SKU',
      PLACE,
      { input: { lines: [{ sku: 'A', productId: ORDER, quantity: 1 }] } },
      'input.lines.0',
    ],
    ['neither a product nor a SKU', PLACE, { input: { lines: [{ sku: null, quantity: 1 }] } }, 'input.lines.0'],
    [
      'nothing expected to be paid',
      PLACE,
      { input: { ...line(1), expectedTotal: { amount: '0', currency: 'USD' } } },
      'input.expectedTotal.amount',
    ],
    ['no money', DEPOSIT, amount('0.00'), 'input.amount.amount'],
    ['less than no money', DEPOSIT, amount('-1.00'), 'input.amount.amount'],
    ['too many places', DEPOSIT, amount('10.005'), 'input.amount.amount'],
    ['places that a currency has not', DEPOSIT, amount('10.5', 'JPY'), 'input.amount.amount'],
    ['twenty digits', DEPOSIT, amount('12345678901234567890'), 'input.amount.amount'],
    ['a float', DEPOSIT, amount(10.5), 'input.amount.amount'],
    ['an exponent', DEPOSIT, amount('1e3'), 'input.amount.amount'],
    ['a currency that there is not', DEPOSIT, amount('1.00', 'ZZZ'), 'input.amount.currency'],
    ['an id that is none', 'query ($i: ID!) { order(id: $i) { id } }', { i: 'x' }, 'id'],
    ['a page of none', 'query ($n: Int) { products(first: $n) { nodes { id } } }', { n: 0 }, 'first'],
    ['a page of thousands', 'query ($n: Int) { products(first: $n) { nodes { id } } }', { n: 5_000 }, 'first'],
    ['a default that is too large', 'query ($n: Int = 101) { products(first: $n) { nodes { id } } }', {}, 'first'],
    [
      'an address that is none',
      'mutation ($e: EmailAddress!) { requestPasswordReset(email: $e) { ok } }',
      { e: 'ada' },
      'email',
    ],
    [
      'a status that there is not',
      'query ($s: [OrderStatus!]) { orders(status: $s) { nodes { id } } }',
      { s: ['PENDING', 'LOST'] },
      'status.1',
    ],
    [
      'a part of an object',
      'mutation ($a: Decimal!) { deposit(input: { amount: { amount: $a, currency: "USD" } }) { account { id } } }',
      { a: '0.001' },
      'input.amount.amount',
    ],
  ];
  test.for(cases)('with %s are refused', async ([, query, variables, field]) => {
    const { status, body } = await world.ask(query, variables);
    expect(status).toBe(200);
    expect(body.data).toBeUndefined();
    expect(body.errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT', field });
    expect(body.errors?.[0]?.message).toMatch(new RegExp(`^${field}: .{10,}`));
  });

  test('with thousands of faults are told the first of them, in a short answer', async () => {
    const { body, text } = await world.ask(PLACE, {
      input: { lines: Array.from({ length: 5_000 }, () => ({ sku: 'x'.repeat(50), quantity: 'y'.repeat(50) })) },
    });
    expect(body.errors).toHaveLength(20);
    expect(text.length).toBeLessThan(10_000);
  });

  test('that quote a huge value are told shortly', async () => {
    const { text } = await world.ask(PLACE, { input: line('9'.repeat(500_000)) });
    expect(text.length).toBeLessThan(1_000);
  });
});

describe('literals', () => {
  const cases: [string, string, string, string][] = [
    ['a page of none', '{ products(first: 0) { nodes { id } } }', 'BAD_USER_INPUT', 'first'],
    ['a page of thousands, deep inside', '{ me { orders(first: 500) { nodes { id } } } }', 'BAD_USER_INPUT', 'first'],
    [
      'a page of thousands, in a fragment',
      '{ me { ...F } } fragment F on User { orders(first: 500) { nodes { id } } }',
      'BAD_USER_INPUT',
      'first',
    ],
    ['an id that is none', 'mutation { cancelOrder(id: "7") { order { id } } }', 'BAD_USER_INPUT', 'id'],
    [
      'an id that is a number',
      'mutation { setUserRole(userId: 7, role: ADMIN) { user { id } } }',
      'BAD_USER_INPUT',
      'userId',
    ],
    [
      'too many places',
      'mutation { deposit(input: { amount: { amount: "10.005", currency: "USD" } }) { account { id } } }',
      'BAD_USER_INPUT',
      'input.amount.amount',
    ],
    ['a null byte', '{ products(search: "a\\u0000b") { nodes { id } } }', 'BAD_USER_INPUT', 'search'],
    [
      'a currency that there is not',
      'mutation { deposit(input: { amount: { amount: "1.00", currency: "ZZZ" } }) { account { id } } }',
      'GRAPHQL_VALIDATION_FAILED',
      'input.amount.currency',
    ],
    [
      'a float',
      'mutation { deposit(input: { amount: { amount: 1.5, currency: "USD" } }) { account { id } } }',
      'GRAPHQL_VALIDATION_FAILED',
      'input.amount.amount',
    ],
    [
      'a fractional quantity',
      'mutation { placeOrder(input: { lines: [{ sku: "A", quantity: 1 }, { sku: "B", quantity: 1.5 }] }) { order { id } } }',
      'GRAPHQL_VALIDATION_FAILED',
      'input.lines.1.quantity',
    ],
    [
      'an enum value that there is not',
      '{ orders(status: [PENDING, LOST]) { nodes { id } } }',
      'GRAPHQL_VALIDATION_FAILED',
      'status.1',
    ],
    [
      'a field that there is not',
      'mutation { placeOrder(input: { lines: [], coupon: "x" }) { order { id } } }',
      'GRAPHQL_VALIDATION_FAILED',
      'input.coupon',
    ],
  ];
  test.for(cases)('with %s are refused', async ([, query, code, field]) => {
    const { status, body } = await world.ask(query);
    expect(status).toBe(200);
    expect(body.data).toBeUndefined();
    expect(body.errors?.[0]?.extensions).toEqual({ code, field });
  });
});

test('each rule of a text is about a text of the graph', () => {
  const schema = buildSchema(composeGraph().api);
  const fields = [...TEXT_RULES.keys()].map((place) => {
    const [typeName = '', fieldName = ''] = place.split('.');
    const type = schema.getType(typeName);
    return isInputObjectType(type) ? String(type.getFields()[fieldName]?.type) : undefined;
  });
  expect(fields.length).toBeGreaterThan(20);
  expect(new Set(fields)).toEqual(new Set(['String', 'String!', 'ID']));
});

test('a literal that is huge is told shortly', async () => {
  const huge = `{ amount: "${'9'.repeat(100_000)}x", currency: "USD" }`;
  const { body, text } = await world.ask(`mutation { deposit(input: { amount: ${huge} }) { account { id } } }`);
  expect(body.errors?.[0]?.extensions).toEqual({ code: 'GRAPHQL_VALIDATION_FAILED', field: 'input.amount.amount' });
  expect(text.length).toBeLessThan(1_000);
});

describe('a document of two mutations, the second of which is given something wrong,', () => {
  const right = 'requestPasswordReset(email: "ada@example.com") { ok }';
  test.for([
    [
      'a scalar in its text',
      `mutation { ${right} deposit(input: { amount: { amount: "ten", currency: "USD" } }) { account { id } } }`,
      {},
    ],
    [
      'a scalar in a variable',
      `mutation ($a: Decimal!) { ${right} deposit(input: { amount: { amount: $a, currency: "USD" } }) { account { id } } }`,
      { a: 'ten' },
    ],
    ['an id', `mutation { ${right} cancelOrder(id: "x") { order { id } } }`, {}],
    [
      'fewer than no pieces',
      `mutation { ${right} placeOrder(input: { lines: [{ sku: "A", quantity: -1 }] }) { order { id } } }`,
      {},
    ],
    ['a change by nothing', `mutation { ${right} adjustStock(input: { sku: "A", delta: 0 }) { product { id } } }`, {}],
    [
      'a count below nothing in a variable',
      `mutation ($n: Int!) { ${right} setStock(input: { sku: "A", onHand: $n }) { product { id } } }`,
      { n: -1 },
    ],
    [
      'a time that is over in a variable',
      `mutation ($n: Int) { ${right} reserveStock(input: { sku: "A", quantity: 1, expiresInSeconds: $n }) { reservation { id } } }`,
      { n: 0 },
    ],
    [
      'a null where its default was meant',
      `mutation ($e: EmailAddress = "a@example.com") { first: ${right} second: requestPasswordReset(email: $e) { ok } }`,
      { e: null },
    ],
  ] as const)('such as %s, runs nothing', async ([, query, variables]) => {
    const { body } = await world.ask(query, variables);
    expect(body.data).toBeUndefined();
    expect(body.errors?.[0]?.extensions['code']).toMatch(/^(BAD_USER_INPUT|GRAPHQL_VALIDATION_FAILED)$/);
  });
});

test('an operation that is not there is refused', async () => {
  const { body } = await world.ask(`query A { order(id: "${ORDER}") { id } } query B { me { id } }`);
  expect(body.errors?.[0]?.extensions).toEqual({ code: 'OPERATION_RESOLUTION_FAILURE' });
});
