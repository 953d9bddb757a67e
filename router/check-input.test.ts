import { Kind, buildSchema, parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import { createInputCheck } from './check-input.ts';
import { giveScalarsTheirParsers } from './scalars.ts';

const ID = '01900000-0000-7000-8000-000000000001';
const schema = buildSchema(`
  scalar Decimal
  scalar Currency
  scalar DateTime
  scalar EmailAddress
  input MoneyInput { amount: Decimal! currency: Currency! }
  input LineInput { productId: ID sku: String quantity: Int! tags: [String!] }
  input Input { lines: [LineInput!]! total: MoneyInput idempotencyKey: ID since: DateTime email: EmailAddress }
  type Query {
    order(id: ID, number: String): Order
    orders(first: Int = 20, after: String, userId: ID, ids: [ID!]): [Order]
    search(text: String! = "all"): String
  }
  type Mutation { place(input: Input!): Order }
  type Order { id: ID items(first: Int): [Order] }
`);
giveScalarsTheirParsers(schema);
const check = createInputCheck(schema);

/** What is wrong with an operation, each as its field. */
function fields(query: string, variables: Record<string, unknown> = {}, name?: string): unknown[] {
  const document = parse(query);
  const operations = document.definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION);
  const operation = operations.find((definition) => name === undefined || definition.name?.value === name);
  if (operation === undefined) throw new Error(`no operation ${name}`);
  return check(document, operation, variables).map(({ extensions }) => extensions['field']);
}
const place = (input: unknown): unknown[] => fields('mutation ($x: Input!) { place(input: $x) { id } }', { x: input });

describe('nothing is wrong with', () => {
  test.for([
    ['no arguments', '{ orders { id } }', {}],
    [
      'ids in either case',
      `query ($i: ID) { a: order(id: "${ID.toUpperCase()}") { id } b: order(id: $i) { id } }`,
      { i: ID },
    ],
    ['a number that looks like no id', '{ order(number: "A-1") { id } }', {}],
    ['the ends of a page', '{ a: orders(first: 1) { id } b: orders(first: 100) { id } }', {}],
    [
      'null, where it may be',
      'query ($n: Int, $i: ID) { orders(first: $n, userId: null) { id } order(id: $i) { id } }',
      { n: null, i: null },
    ],
    ['a variable that is not given, where a default is', 'query ($t: String) { search(text: $t) }', {}],
    ['a cursor, whatever it holds', '{ orders(after: "not a UUID") { id } }', {}],
    ['one instead of a list of one', `query ($i: [ID!]) { orders(ids: $i) { id } }`, { i: 'x' }],
    ['variables that nobody asked for', '{ orders { id } }', { more: '\0' }],
    ['another operation that is wrong', 'query A { orders { id } } query B { orders(first: 0) { id } }', {}],
    [
      'a fragment of another operation',
      'query A { orders { id } } query B { orders { ...F } } fragment F on Order { items(first: 0) { id } }',
      {},
    ],
  ] as const)('%s', ([, query, variables]) => {
    expect(fields(query, variables)).toEqual([]);
  });

  test('a whole input', () => {
    const input = {
      lines: [
        { productId: ID, quantity: 2, tags: ['a'] },
        { sku: 'LAMP', quantity: 1 },
      ],
      total: { amount: '1234567890123.45', currency: 'USD' },
      idempotencyKey: 'any key that I like',
      since: '2026-01-31T12:00:00Z',
      email: 'ada@example.com',
    };
    expect(place(input)).toEqual([]);
  });

  test('texts of 10,000 characters, of many languages', () => {
    expect(place({ lines: [{ sku: '🏊'.repeat(5_000), quantity: 1 }] })).toEqual([]);
  });
});

describe('what is wrong is named by its path', () => {
  test('in an argument of a field, of a nested field and of a fragment', () => {
    expect(
      fields(
        '{ orders(first: 0, userId: "x") { items(first: 101) { ...F } } } fragment F on Order { items(first: -1) { id } }',
      ),
    ).toEqual(['first', 'userId', 'first', 'first']);
  });

  test('in a variable, by the argument that it is given to', () => {
    expect(place({ lines: [{ productId: 'x', quantity: 1 }, { quantity: 1.5 }] })).toEqual(['input.lines.1.quantity']);
    expect(
      place({
        lines: [
          { productId: 'x', quantity: 1 },
          { sku: '\0', quantity: 1, tags: ['ok', '\udfff'] },
        ],
      }),
    ).toEqual(['input.lines.0.productId', 'input.lines.1.sku', 'input.lines.1.tags.1']);
  });

  test('in a variable inside a literal', () => {
    const query =
      'mutation ($s: String, $q: Int!, $a: Decimal!) { place(input: { lines: [{ sku: "A", quantity: 1 }, { sku: $s, quantity: $q }], total: { amount: $a, currency: "JPY" } }) { id } }';
    expect(fields(query, { s: '\0', q: 1, a: '5' })).toEqual(['input.lines.1.sku']);
    expect(fields(query, { s: 'B', q: 'many', a: '5' })).toEqual(['input.lines.1.quantity']);
    expect(fields(query, { s: 'B', q: 1, a: '5.5' })).toEqual(['input.total.amount']);
  });

  test('in a scalar', () => {
    expect(place({ lines: [], total: { amount: '1,5', currency: 'usd' }, since: 'yesterday', email: 'ada' })).toEqual([
      'input.total.amount',
      'input.total.currency',
      'input.since',
      'input.email',
    ]);
  });

  test("in a variable's own default, and a null that replaces a default", () => {
    expect(fields('query ($n: Int = 500) { orders(first: $n) { id } }')).toEqual(['first']);
    expect(fields('query ($t: String = "x") { search(text: $t) }', { t: null })).toEqual(['text']);
  });

  test("by the variable's own name where no argument has it", () => {
    expect(fields('query ($on: Boolean!) { orders @include(if: $on) { id } }', {})).toEqual(['on']);
  });
});

test('what was found of a document once is not lost when it comes again with other variables', () => {
  const document = parse('query ($n: Int) { orders(first: $n) { id } }');
  const [operation] = document.definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error('no operation');
  expect([{ n: 0 }, { n: 5 }, { n: 500 }].map((variables) => check(document, operation, variables).length)).toEqual([
    1, 0, 1,
  ]);
});
