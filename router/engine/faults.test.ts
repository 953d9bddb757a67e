import { OperationTypeNode, assertObjectType, buildSchema, parse } from 'graphql';
import type { FieldNode } from 'graphql';
import { describe, expect, test } from 'vitest';
import type { JsonObject, Path } from './data.ts';
import { sourceOf } from './document.ts';
import { createTelling, fieldsAsked } from './faults.ts';
import type { FailedFetch } from './faults.ts';
import { shapesOf } from './shape.ts';
import { writeData } from './writing.ts';

const schema = buildSchema(`
  type Query { me: User products: [Product!] all: [Named] }
  interface Named { nick: String }
  type User implements Named { id: ID! nick: String orders: Int account: Int }
  type Product { id: ID! name: String! description: String }
  type Robot implements Named { id: ID! nick: String orders: Int }
`);
const entities = (selection: string): string =>
  `query ($representations: [_Any!]!) { _entities(representations: $representations) { ${selection} } }`;
const root = '{ me { id } list: products { name } ...F __typename } fragment F on Query { again: me { id } }';

test.for([
  ['the root fields, as the answer would name them', root, undefined, ['me', 'list', 'again']],
  [
    'the fields of each entity, by its type',
    entities('... on User { orders account } ... on Product { description }'),
    'User',
    ['orders', 'account'],
  ],
  ['the fields of an interface for its types', entities('... on Named { nick }'), 'User', ['nick']],
  ['the entity itself, of a type that is asked for nothing', entities('... on Named { nick }'), 'Product', ['']],
  [
    'of an entity the field alone that cannot be null',
    entities('... on Product { description name }'),
    'Product',
    ['name'],
  ],
] as const)('a question asks for %s', ([, query, type, expected]) => {
  const paths = fieldsAsked(query, schema, type !== undefined)({ __typename: type });
  expect(paths.map((path) => path.join('.'))).toEqual(expected);
});

/** Writes what a query asks of data, and returns the text and the errors. */
const written = (query: string, data: JsonObject, failed: readonly FailedFetch[]) => {
  const { operation, fragments } = sourceOf(parse(query));
  const options = { schema, fragments, keyOf: ({ name }: FieldNode) => name.value };
  const shapes = shapesOf(assertObjectType(schema.getQueryType()), [operation.selectionSet], options);
  const telling = createTelling(failed, { schema, plannerNames: new Map([['id', false]]) });
  const findings = { data, missing: new Set<object>(), shared: new Set<JsonObject>(), isPlain: true };
  const text = writeData(shapes, findings, { telling, introspect: String, lengthMax: Number.POSITIVE_INFINITY });
  return { text, errors: telling.faults.errors };
};

describe('an error of a service is told', () => {
  const query = '{ me { a: nick b: nick nick } all { nick ... on User { orders } ... on Robot { count: orders } } }';
  const data = { me: { nick: null }, all: [{ __typename: 'User' }, { __typename: 'Robot' }, null] };
  const step = {
    kind: 'Fetch',
    serviceName: 'names',
    operation: '{ me { nick } }',
    operationName: undefined,
    operationKind: OperationTypeNode.QUERY,
    place: [],
    bodyStart: '',
  } as const;
  const subjects = [{ representation: '', targets: [data] }];

  test('at an entity that only the planner asked for, where it is lost as a whole', () => {
    const id = { __typename: 'Robot' };
    const failed = {
      step: { ...step, requires: [] },
      subjects: [{ representation: '{}', targets: [id] }],
      errors: [{ message: 'No.', path: ['_entities', 0] }],
      hasData: true,
    };
    const { errors } = written(query, { ...data, me: { nick: null, id } }, [failed]);
    expect(errors.map(({ path }) => path)).toEqual([['me', 'id']]);
  });

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
    ['at the part that is null, of what only the planner asked for in it', ['all', 2, 'size'], ['all.2']],
  ])('%s', ([, path, expected]) => {
    const failed = { step, subjects, errors: [{ message: 'No.', path }], hasData: true };
    const { errors } = written(query, data, [failed]);
    expect(errors.map((error) => error.path?.join('.'))).toEqual(expected);
  });
});

test.for([
  ['{ all { nick } }', '{"all":[{"nick":"x"}]}'],
  ['{ all { ... on Named { nick } } }', '{"all":[{"nick":"x"}]}'],
  ['{ all { nick ... on User { nick } } }', '{"all":[null]}'],
  ['{ all { nick __typename } }', '{"all":[null]}'],
] as const)(
  'an object that only says its interface is answered where its type makes no difference: %s',
  ([query, text]) => expect(written(query, { all: [{ __typename: 'Named', nick: 'x' }] }, []).text).toBe(text),
);
