import { Kind, buildSchema, isInputObjectType, parse, type DocumentNode, type TypeNode } from 'graphql';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import * as generated from './generated/graphql.ts';
import { readOperations } from './operation.ts';
import { KEYED_INPUTS, prepare } from './repeatable.ts';

const operations = Object.entries(generated).flatMap(([name, value]) =>
  name.endsWith('Document') && typeof value === 'object'
    ? [[name.replace(/Document$/, ''), String(value)] as const]
    : [],
);

const KEY: unknown = expect.stringMatching(/^[0-9a-f]{32}$/);
const AMOUNT = { amount: '1.00', currency: 'USD' };
const DEPOSIT = 'mutation D($input: MoveMoneyInput!) { deposit(input: $input) { operation { id } } }';

/** What the library makes of the same text. */
function readByLibrary(document: DocumentNode) {
  const typeName = (type: TypeNode): string => (type.kind === Kind.NAMED_TYPE ? type.name.value : typeName(type.type));
  return document.definitions.flatMap((definition) => {
    if (definition.kind !== Kind.OPERATION_DEFINITION) return [];
    const { operation, name, variableDefinitions = [], selectionSet } = definition;
    return [
      {
        kind: operation,
        name: name?.value,
        variableTypes: variableDefinitions.map(({ variable, type }) => [variable.name.value, typeName(type)]),
        rootFields: selectionSet.selections.map((selection) =>
          selection.kind === Kind.FIELD ? (selection.arguments ?? []).map(({ name: { value } }) => value) : undefined,
        ),
      },
    ];
  });
}

const readByClient = (text: string) =>
  readOperations(text).map(({ variableTypes, rootFields, ...rest }) => ({
    ...rest,
    variableTypes: [...variableTypes],
    rootFields: rootFields.map((field) => field && [...field.keys()]),
  }));

describe('a document is read as the library reads it', () => {
  test.each(operations)('%s', (_, text) => {
    expect(readByClient(text)).toEqual(readByLibrary(parse(text)));
  });

  test.each([
    ['without a name', '{ me { id } products(first: 1) { nodes { id } } }'],
    ['with comments', '# mutation { a }\nquery Q { # }\n me { id } }\n# end'],
    ['with strings that look like more', 'query { product(sku: "}) { \\" # {") { id } }'],
    ['with a block string', 'query { product(sku: """ } " \\""" { """, id: null) { id } }'],
    [
      'with aliases, directives and variables',
      'query Q($a: [[ID!]!]! = [["}"]] @d(x: 1), $b: Boolean!) @d { x: product(id: $a) @skip(if: $b) @d { id } me { id } }',
    ],
    [
      'with nested input',
      'mutation M($a: MoneyInput!) { deposit(input: { amount: $a, list: [{ x: -1.5e3 }], idempotencyKey: "k" }) { userErrors { code } } }',
    ],
    [
      'with several operations and fragments',
      'fragment F on User @d { id } query A { me { ...F } } mutation B { logout(refreshToken: "r") { ok } } fragment G on User { id }',
    ],
    ['with commas', 'query A($a:ID,$b:ID),{,product(id:$a,sku:$b,),{id,},}'],
  ])('%s', (_, text) => {
    expect(readByClient(text)).toEqual(readByLibrary(parse(text)));
  });

  test.each([
    '',
    '{',
    'mutation',
    'mutation M(',
    'mutation M($',
    '}}}',
    'query { a(',
    '"""',
    'mutation { ...F }',
    'a: b @',
  ])('and %j is no reason to fail: the graph says what is wrong with it', (text) => {
    expect(prepare(text, {}, undefined).variables).toEqual({});
  });
});

describe('a call may be repeated', () => {
  test('with the inputs that take a key in the graph', () => {
    const schema = buildSchema(readFileSync(new URL('generated/schema.graphql', import.meta.url), 'utf8'));
    const keyed = Object.values(schema.getTypeMap()).filter(
      (type) => isInputObjectType(type) && 'idempotencyKey' in type.getFields(),
    );
    expect(keyed.map(({ name }) => name).toSorted()).toEqual([...KEYED_INPUTS].toSorted());
  });

  test('if it is a query or one of six mutations', () => {
    const repeatable = operations.filter(([, text]) => prepare(text, { input: {} }, undefined).isRepeatable);
    const mutations = repeatable.filter(([, text]) => text.trim().startsWith('mutation')).map(([name]) => name);
    expect(mutations.toSorted()).toEqual([
      'AdjustStock',
      'Deposit',
      'PlaceOrder',
      'ReserveStock',
      'SendNotification',
      'Withdraw',
    ]);
    const queries = operations.filter(([, text]) => text.trim().startsWith('query'));
    expect(queries.length).toBeGreaterThan(10);
    expect(repeatable).toEqual(expect.arrayContaining(queries));
  });

  test('with a key that is made where the caller gave none, each time another', () => {
    const first = prepare(DEPOSIT, { input: { amount: AMOUNT } }, undefined);
    const second = prepare(DEPOSIT, { input: { amount: AMOUNT, idempotencyKey: null } }, undefined);
    expect(first).toEqual({
      isRepeatable: true,
      variables: { input: { amount: AMOUNT, idempotencyKey: KEY } },
    });
    expect(second.variables['input']).not.toEqual(first.variables['input']);
  });

  test('with the key that the caller gave, and without a change to what is theirs', () => {
    const variables = { input: { amount: AMOUNT, idempotencyKey: 'mine' } };
    expect(prepare(DEPOSIT, variables, undefined)).toEqual({ isRepeatable: true, variables });
    const without = { input: { amount: AMOUNT } };
    prepare(DEPOSIT, without, undefined);
    expect(without).toEqual({ input: { amount: AMOUNT } });
  });

  test.each([
    ['a key in the document', 'mutation { deposit(input: { idempotencyKey: "k" }) { x } }', {}, true, {}],
    ['a key by a variable', 'mutation($k: ID) { deposit(input: { idempotencyKey: $k }) { x } }', {}, true, { k: KEY }],
    [
      'a given key by a variable',
      'mutation($k: ID) { deposit(input: { idempotencyKey: $k }) { x } }',
      { k: 'a' },
      true,
      { k: 'a' },
    ],
    ['no key in the document', 'mutation { deposit(input: { amount: { amount: "1" } }) { x } }', {}, false, {}],
    ['a key that is null', 'mutation { deposit(input: { idempotencyKey: null }) { x } }', {}, false, {}],
    ['a key somewhere deeper', 'mutation { deposit(input: { amount: { idempotencyKey: "k" } }) { x } }', {}, false, {}],
    ['no argument at all', 'mutation { logout { ok } }', {}, false, {}],
    [
      'another mutation beside it',
      `mutation($input: MoveMoneyInput!) { deposit(input: $input) { x } logout(refreshToken: "r") { ok } }`,
      { input: {} },
      false,
      { input: { idempotencyKey: KEY } },
    ],
    [
      'two with an input each',
      'mutation($a: MoveMoneyInput!, $b: MoveMoneyInput!) { a: deposit(input: $a) { x } b: deposit(input: $b) { x } }',
      { a: {}, b: {} },
      true,
      { a: { idempotencyKey: KEY }, b: { idempotencyKey: KEY } },
    ],
    [
      'two that share an input, each of which is meant',
      'mutation($a: MoveMoneyInput!) { a: deposit(input: $a) { x } b: deposit(input: $a) { x } }',
      { a: {} },
      false,
      { a: {} },
    ],
    [
      'a fragment, which may hold anything',
      'mutation { ...F } fragment F on Mutation { logout(refreshToken: "r") { ok } }',
      {},
      false,
      {},
    ],
    ['a subscription', 'subscription { order { id } }', {}, false, {}],
    [
      'an input that is no object',
      'mutation($input: MoveMoneyInput!) { deposit(input: $input) { x } }',
      { input: 'x' },
      false,
      { input: 'x' },
    ],
  ] as const)('%s', (...[, text, variables, isRepeatable, filled]) => {
    expect(prepare(text, variables, undefined)).toEqual({ isRepeatable, variables: filled });
  });

  test('by the operation that is run, where a document has several', () => {
    const text = `query A { me { id } } mutation B { logout(refreshToken: "r") { ok } }`;
    expect(prepare(text, {}, 'A').isRepeatable).toBe(true);
    expect(prepare(text, {}, 'B').isRepeatable).toBe(false);
    expect(prepare(text, {}, undefined).isRepeatable).toBe(false);
  });
});
