import { buildSchema, parse, print, stripIgnoredCharacters } from 'graphql';
import { expect, test } from 'vitest';
import { renameForPlanner, sourceOf } from './document.ts';

const schema = buildSchema(
  'directive @as(text: String) on FIELD type Query { sum(of: Int): Int } type Mutation { add: Int }',
);
const planned = (query: string, plannerNames: ReadonlyMap<string, boolean> = new Map()): string => {
  const { documents } = renameForPlanner(sourceOf(parse(query)), { schema, plannerNames });
  return documents.map((document) => stripIgnoredCharacters(print(document))).join(' ');
};

test('a value under two names is planned under one; a mutation under two names stays two', () => {
  expect(planned('{ a: sum b: sum }')).toBe('{sum sum}');
  expect(planned('{ a: sum(of: 1) b: sum(of: 1) }')).toBe('{sum(of:1)sum(of:1)}');
  expect(planned('{ sum(of: 1) }')).toBe('{sum(of:1)}');
  expect(planned('{ sum(of: 1) b: sum }')).toBe('{sum(of:1)_own0:sum}');
  expect(planned('{ sum(of: 1) }', new Map([['sum', false]]))).toBe('{_own0:sum(of:1)}');
  expect(planned('mutation { a: add b: add }')).toBe('mutation{_own0:add} mutation{_own1:add}');
  expect(planned('mutation { add add: add ...F __typename } fragment F on Mutation { add }')).toBe(
    'mutation{add add add}',
  );
});

test('a value with other directives of the graph is another value', () => {
  expect(planned('{ a: sum @as(text: "a") b: sum c: sum @as(text: "a") }')).toBe(
    '{sum@as(text:"a")_own0:sum sum@as(text:"a")}',
  );
});
