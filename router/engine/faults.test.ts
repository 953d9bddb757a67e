import { buildSchema } from 'graphql';
import { describe, expect, test } from 'vitest';
import { fieldsAsked } from './faults.ts';

const schema = buildSchema(`
  type Query { me: User products: [Product!] }
  interface Named { nick: String }
  type User implements Named { id: ID! nick: String orders: Int account: Int }
  type Product { id: ID! name: String! description: String }
`);
const entities = (selection: string): string =>
  `query ($representations: [_Any!]!, $more: Boolean) { _entities(representations: $representations) { ${selection} } }`;
const asked = (query: string, variables: Record<string, unknown> = {}) =>
  fieldsAsked(query, schema, variables).map((path) => path.join('.'));

describe('of a root query', () => {
  test('the fields are named as the answer would', () => {
    expect(
      asked('{ me { id } list: products { name } ...F __typename } fragment F on Query { again: me { id } }'),
    ).toEqual(['me', 'list', 'again']);
  });

  test('what is left out by a directive is not asked', () => {
    expect(
      asked('query ($no: Boolean!) { me @include(if: $no) { id } products @skip(if: true) { name } x: me { id } }', {
        no: false,
      }),
    ).toEqual(['x']);
  });
});

describe('of entities', () => {
  const representations = [
    { __typename: 'User', id: '1' },
    { __typename: 'Product', id: '2' },
  ];

  test('each is asked for the fields of its own type', () => {
    expect(
      asked(entities('... on User { orders account } ... on Product { description }'), { representations }),
    ).toEqual(['_entities.0.orders', '_entities.0.account', '_entities.1.description']);
  });

  test('an interface stands for its types', () => {
    expect(asked(entities('... on Named { nick }'), { representations })).toEqual(['_entities.0.nick', '_entities.1']);
  });

  test('a field that cannot be null stands for its whole entity', () => {
    expect(asked(entities('... on Product { description name }'), { representations: [representations[1]] })).toEqual([
      '_entities.0.name',
    ]);
  });
});
