import { buildSchema, parse, print, stripIgnoredCharacters } from 'graphql';
import { expect, test } from 'vitest';
import { renameForPlanner, sourceOf } from './document.ts';

const schema = buildSchema('type Query { sum: Int } type Mutation { add: Int }');
const planned = (query: string): string => {
  const planner = { names: new Set<string>(), withArguments: new Set<string>() };
  return stripIgnoredCharacters(print(renameForPlanner(sourceOf(parse(query)), schema, planner).document));
};

test('a value under two names is planned under one; a mutation under two names stays two', () => {
  expect(planned('{ a: sum b: sum }')).toBe('{_own0:sum _own0:sum}');
  expect(planned('mutation { a: add b: add }')).toBe('mutation{a:add b:add}');
});
