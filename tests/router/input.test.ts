import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startWorld } from './world.ts';

const world = await startWorld();
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

const PLACE = 'mutation ($input: PlaceOrderInput!) { placeOrder(input: $input) { order { id } } }';
const DEPOSIT = 'mutation ($in: MoveMoneyInput!) { deposit(input: $in) { account { id } } }';
const ORDER_OF = 'query ($id: ID!) { order(id: $id) { id } }';
const RESET = 'mutation ($e: EmailAddress!) { requestPasswordReset(email: $e) { ok } }';
const ORDERS = 'query ($s: [OrderStatus!]) { orders(status: $s) { nodes { id } } }';
const line = (quantity: unknown) => ({ lines: [{ sku: 'LAMP', quantity }] });
const amount = (value: unknown, currency: unknown = 'USD') => ({ in: { amount: { amount: value, currency } } });

describe('variables', () => {
  const cases: [string, string, unknown, string][] = [
    ['a fractional quantity', PLACE, { input: line(1.5) }, 'input.lines.0.quantity'],
    ['a quantity that is text', PLACE, { input: line('2') }, 'input.lines.0.quantity'],
    ['no quantity', PLACE, { input: { lines: [{ sku: 'LAMP' }] } }, 'input.lines.0.quantity'],
    ['a field that there is not', PLACE, { input: { ...line(1), coupon: 'x' } }, 'input.coupon'],
    ['an id of too many digits', ORDER_OF, { id: 2 ** 60 }, 'id'],
    ['such an id within', PLACE, { input: { ...line(1), idempotencyKey: 2 ** 60 } }, 'input.idempotencyKey'],
    ['null for what must be', PLACE, { input: null }, 'input'],
    ['nothing for what must be', PLACE, {}, 'input'],
    ['a float', DEPOSIT, amount(10.5), 'input.amount.amount'],
    ['an exponent', DEPOSIT, amount('1e3'), 'input.amount.amount'],
    ['a currency that there is not', DEPOSIT, amount('1.00', 'ZZZ'), 'input.amount.currency'],
    ['an address that is none', RESET, { e: 'ada' }, 'email'],
    ['a status that there is not', ORDERS, { s: ['PENDING', 'LOST'] }, 'status.1'],
    ['a list without end', ORDERS, { s: Array.from({ length: 40_000 }, () => 'PENDING') }, 'status'],
    ['one within', PLACE, { input: { lines: Array.from({ length: 1_001 }, () => line(1)) } }, 'input.lines'],
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

test('null for an argument of a field that is left out is no fault', async () => {
  const query = 'query ($n: String = "User", $b: Boolean!) { __type(name: $n) @include(if: $b) { name } __typename }';
  const asked = await Promise.all([world.ask(query, { n: null, b: false }), world.ask(query, { n: null, b: true })]);
  expect(asked.map(({ body }) => body.data ?? body.errors?.[0]?.extensions)).toEqual([
    { __typename: 'Query' },
    { code: 'BAD_USER_INPUT', field: 'name' },
  ]);
});

const deposit = (money: string): string => `mutation { deposit(input: { amount: ${money} }) { account { id } } }`;
const place = (input: string): string => `mutation { placeOrder(input: ${input}) { order { id } } }`;
test.for([
  ['a currency that there is not', deposit('{ amount: "1.00", currency: "ZZZ" }'), 'input.amount.currency'],
  ['a float', deposit('{ amount: 1.5, currency: "USD" }'), 'input.amount.amount'],
  [
    'a fraction',
    place('{ lines: [{ sku: "A", quantity: 1 }, { sku: "B", quantity: 1.5 }] }'),
    'input.lines.1.quantity',
  ],
  ['an enum value that there is not', '{ orders(status: [PENDING, LOST]) { nodes { id } } }', 'status.1'],
  ['a field that there is not', place('{ lines: [], coupon: "x" }'), 'input.coupon'],
  ['no quantity', place('{ lines: [{ sku: "A" }] }'), 'input.lines.0.quantity'],
  ['no argument', 'mutation { placeOrder { order { id } } }', 'input'],
  ['no argument of a directive', '{ me @include { id } }', 'if'],
  [
    'a wrong default',
    'mutation ($m: MoneyInput = { amount: "ten", currency: "USD" }) { deposit(input: { amount: $m }) { account { id } } }',
    'input.amount.amount',
  ],
  ['a variable of another type', 'query ($n: Int) { order(id: $n) { id } }', 'id'],
] as const)('literals with %s are refused', async ([, query, field]) => {
  const { status, body } = await world.ask(query);
  expect([status, body.data]).toEqual([200, undefined]);
  expect(body.errors?.[0]?.extensions).toEqual({ code: 'GRAPHQL_VALIDATION_FAILED', field });
});

test('a literal that is huge is told shortly', async () => {
  const { body, text } = await world.ask(deposit(`{ amount: "${'9'.repeat(100_000)}x", currency: "USD" }`));
  expect(body.errors?.[0]?.extensions).toEqual({ code: 'GRAPHQL_VALIDATION_FAILED', field: 'input.amount.amount' });
  expect(text.length).toBeLessThan(1_000);
});

describe('a document of two mutations, the second of which is given something wrong,', () => {
  const right = 'requestPasswordReset(email: "ada@example.com") { ok }';
  const wrong = (value: string): string =>
    `deposit(input: { amount: { amount: ${value}, currency: "USD" } }) { account { id } }`;
  test.for([
    ['a scalar in its text', `mutation { ${right} ${wrong('"ten"')} }`, {}],
    ['a scalar in a variable', `mutation ($a: Decimal!) { ${right} ${wrong('$a')} }`, { a: 'ten' }],
    [
      'a null where its default was meant',
      `mutation ($e: EmailAddress = "a@example.com") { first: ${right} second: requestPasswordReset(email: $e) { ok } }`,
      { e: null },
    ],
    [
      'a null for a directive',
      `mutation ($b: Boolean = true) { ${right} again: requestPasswordReset(email: "a@example.com") @include(if: $b) { ok } }`,
      { b: null },
    ],
  ] as const)('such as %s, runs nothing', async ([, query, variables]) => {
    const { body } = await world.ask(query, variables);
    expect(body.data).toBeUndefined();
    expect(body.errors?.[0]?.extensions['code']).toMatch(/^(BAD_USER_INPUT|GRAPHQL_VALIDATION_FAILED)$/);
  });
});
