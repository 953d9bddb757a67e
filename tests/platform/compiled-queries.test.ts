import fc from 'fast-check';
import { execute, parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import { COMPILED_AFTER, createCompiledQueries } from '#platform/compiled-queries.ts';
import { SERVICES } from '#platform/config.ts';
import { resolvedSchemaOf } from '../router/random-graph.ts';
import type { Whim } from '../router/random-graph.ts';
import { randomQuery } from '../router/random-query.ts';

/** Of random queries without conditions, which are not compiled. */
const unconditional = (query: string): string => query.replaceAll(/@(include|skip)\(if: \$\w+\)/g, '');

const RUNS = { numRuns: 60 };
const ENTITIES = `query ($representations: [_Any!]!) { _entities(representations: $representations) {
  __typename ... on User { id ...U } ... on Order { id ...O } ... on Product { id }
} } fragment U on User { id } fragment O on Order { id }`;

/** Runs a query compiled and interpreted; the first is undefined where there were errors. */
async function bothWays(service: string, whim: Whim, query: string, variables: Record<string, unknown>) {
  const schema = resolvedSchemaOf(service, whim);
  const queries = createCompiledQueries(schema);
  for (let time = 0; time < COMPILED_AFTER; time += 1) queries.noteAnswered({ query });
  const run = queries.find({ query });
  if (run === undefined) throw new Error('It was not compiled');
  const compiled = await run({ caller: null }, variables);
  const document = parse(query);
  const { data, errors } = await execute({
    schema,
    document,
    variableValues: variables,
    contextValue: { caller: null },
  });
  // Plain objects, of which the order of fields does not matter: the router writes them in the order of the client's query.
  const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
  return { compiled: compiled && plain(compiled), interpreted: errors ? undefined : plain({ data }) };
}

describe.each(SERVICES)('a compiled query of %s is answered as an interpreted one', (service) => {
  test.for([
    ['over whole data', { nulls: 0, wrongNulls: 0, failures: 0 }],
    ['where values are null', { nulls: 20, wrongNulls: 0, failures: 0 }],
    ['where fields fail, of which it tells nothing', { nulls: 5, wrongNulls: 1, failures: 3 }],
  ] as const)('%s', { timeout: 120_000 }, async ([, limits]) => {
    const schema = resolvedSchemaOf(service, { seed: 0, ...limits });
    await fc.assert(
      fc.asyncProperty(
        randomQuery(schema).map(unconditional),
        fc.nat({ max: 1_000_000 }),
        fc.boolean(),
        async (query, seed, maybe) => {
          const { compiled, interpreted } = await bothWays(service, { seed, ...limits }, query, {
            maybe,
            yes: true,
            no: false,
          });
          expect(compiled).toEqual(interpreted);
        },
      ),
      RUNS,
    );
  });
});

test('entities of several types are told by their types', async () => {
  const representations = ['User', 'Order', 'User'].map((__typename, index) => ({ __typename, id: String(index) }));
  const { compiled, interpreted } = await bothWays(
    'accounts',
    { seed: 1, nulls: 0, wrongNulls: 0, failures: 0 },
    ENTITIES.replace('... on Product { id }', ''),
    { representations },
  );
  expect(compiled).toEqual(interpreted);
  expect(compiled).toHaveProperty('data._entities.1.__typename', 'Order');
});

test('what it cannot do is done by the interpreter, at once and the next times', async () => {
  const schema = resolvedSchemaOf('users', { seed: 1, nulls: 0, wrongNulls: 0, failures: 0 });
  const queries = createCompiledQueries(schema);
  // The library does not know that a variable that cannot be null may be left out for its default.
  const query = 'query ($id: ID! = "1") { user(id: $id) { id } }';
  for (let time = 0; time < COMPILED_AFTER; time += 1) queries.noteAnswered({ query });
  expect(await queries.find({ query })?.({ caller: null }, {})).toBeUndefined();
  expect(queries.find({ query })).toBeUndefined();
});

test('mutations, conditions and rare queries are not compiled', () => {
  const queries = createCompiledQueries(resolvedSchemaOf('users', { seed: 1, nulls: 0, wrongNulls: 0, failures: 0 }));
  const [query, mutation] = [
    '{ me { id } }',
    'mutation { requestPasswordReset(email: "a@example.com") { ok } }',
  ] as const;
  for (let time = 1; time < COMPILED_AFTER; time += 1) queries.noteAnswered({ query });
  for (let time = 0; time <= COMPILED_AFTER; time += 1) queries.noteAnswered({ query: mutation });
  const conditional = '{ me { id @skip(if: false) } }';
  for (let time = 0; time <= COMPILED_AFTER; time += 1) queries.noteAnswered({ query: conditional });
  expect([query, mutation, conditional].map((each) => queries.find({ query: each }))).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});
