import { buildSchema, parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import { createTypeTest } from './data.ts';
import type { Path } from './data.ts';
import { sourceOf } from './document.ts';
import { createFaults, fieldsAsked, placeErrors } from './faults.ts';
import { shapesOf } from './shape.ts';

const schema = buildSchema(`
  type Query { me: User products: [Product!] all: [Named!] }
  interface Named { nick: String }
  type User implements Named { id: ID! nick: String orders: Int account: Int }
  type Product { id: ID! name: String! description: String }
  type Robot implements Named { id: ID! nick: String orders: Int }
`);
const entities = (selection: string): string =>
  `query ($representations: [_Any!]!) { _entities(representations: $representations) { ${selection} } }`;
const root = '{ me { id } list: products { name } ...F __typename } fragment F on Query { again: me { id } }';
const [user, product] = ['{"__typename":"User","id":"1"}', '{"__typename":"Product","id":"2"}'];

test.for([
  ['the root fields, as the answer would name them', root, undefined, ['me', 'list', 'again']],
  [
    'the fields of each entity, by its type',
    entities('... on User { orders account } ... on Product { description }'),
    [user, product],
    ['_entities.0.orders', '_entities.0.account', '_entities.1.description'],
  ],
  [
    'the fields of an interface for its types',
    entities('... on Named { nick }'),
    [user, product],
    ['_entities.0.nick', '_entities.1'],
  ],
  [
    'of an entity the field alone that cannot be null',
    entities('... on Product { description name }'),
    [product],
    ['_entities.0.name'],
  ],
] as const)('a question asks for %s', ([, query, representations, expected]) => {
  const paths = fieldsAsked(query, schema, representations);
  expect(paths.map((path) => path.join('.'))).toEqual(expected);
});

describe('an error of a service is told', () => {
  const { operation, fragments } = sourceOf(
    parse('{ me { a: nick b: nick nick } all { nick ... on User { orders } ... on Robot { count: orders } } }'),
  );
  const isOfType = createTypeTest(schema);
  const scope = { schema, fragments, isOfType };
  const shapes = shapesOf(operation, { ...scope, keyOf: ({ name }) => name.value });
  const plannerNames = { names: new Set(['id']), withArguments: new Set<string>() };
  const data = { me: { nick: null }, all: [{ __typename: 'User' }, { __typename: 'Robot' }, null] };
  const step = {
    kind: 'fetch',
    subgraph: 'names',
    query: '{ me { nick } }',
    place: [],
    variables: [],
    requires: undefined,
    inputRewrites: [],
    bodyStart: '',
    outputRewrites: [],
    isMutation: false,
  } as const;
  const subjects = { targets: [data], representations: undefined, places: [], isEmpty: false };

  test.for<[string, Path, readonly string[]]>([
    ['under each name of its field', ['me', 'nick'], ['me.a', 'me.b', 'me.nick']],
    ['under the name that it has for the type of its object', ['all', 1, 'orders'], ['all.1.count']],
    [
      'under every name that it can have, where the type is not known',
      ['all', 2, 'orders'],
      ['all.2.orders', 'all.2.count'],
    ],
    ['not at all where only objects of other types were asked for it', ['me', 'orders'], []],
    ['under its own name where the planner asked for it', ['all', 0, 'id'], ['all.0.id']],
    ['without the name that the planner made up', ['all', 0, 'orders__alias_1'], ['all.0.orders']],
    ['up to where only the plan knows its place', ['all', '@', 'nick'], ['all']],
  ])('%s', ([, path, expected]) => {
    const faults = createFaults();
    const failed = { step, subjects, errors: [{ message: 'No.', path }], hasData: true };
    placeErrors(failed, { data, shapes, schema, isOfType, plannerNames }, faults);
    expect(faults.errors.map((error) => error.path?.join('.'))).toEqual(expected);
  });
});
