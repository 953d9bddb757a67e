import { buildSchema } from 'graphql';
import { expect, test } from 'vitest';
import { fieldsAsked } from './faults.ts';

const schema = buildSchema(`
  type Query { me: User products: [Product!] }
  interface Named { nick: String }
  type User implements Named { id: ID! nick: String orders: Int account: Int }
  type Product { id: ID! name: String! description: String }
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
