import fc from 'fast-check';
import { parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import { applyConditions, createConditions, sourceOf } from '../../router/engine/document.ts';
import { createPlanner } from '../../router/engine/planner.ts';
import { isObject } from '../../router/engine/data.ts';
import { prepareOperation } from '../../router/engine/operation.ts';
import type { Ask } from '../../router/engine/operation.ts';
import { randomRuns } from '../kit/random-runs.ts';
import { GRAPHS, twofoldGraph } from './one-schema-graph.ts';
import type { Data, TwofoldGraph } from './one-schema-graph.ts';
import { randomOperation } from './random-operation.ts';

// FUZZ_RUNS=20000 asks for more of them, FUZZ_SEED and FUZZ_PATH for those that failed.
const RUNS = randomRuns('FUZZ', 700, 0.05);

interface Answered {
  /** As JSON, since the order of fields is part of the answer. */
  readonly data: string;
  /** Where the data is null because of an error: each place once, however many errors are within. */
  readonly lost: readonly string[];
}

/** The longest part of each error's path that is in the data. */
function answeredWith(
  data: string,
  errors: readonly { readonly path?: readonly (string | number)[] | undefined }[],
): Answered {
  const lost = errors.map(({ path = [] }) => {
    let value: unknown = JSON.parse(data);
    const steps = path.map(String).filter((step) => {
      if (typeof value !== 'object' || value === null) return false;
      value = Reflect.get(value, step);
      return true;
    });
    return steps.join('.');
  });
  return { data, lost: [...new Set(lost)].toSorted() };
}

type AskRouter = (graph: TwofoldGraph, query: string, variables: Record<string, unknown>) => Promise<Answered>;

async function startEngine(supergraph: string) {
  const { graph, plan } = await createPlanner(supergraph);
  const byRouter: AskRouter = async ({ ask }, query, variables) => {
    const whole = sourceOf(parse(query));
    const source = applyConditions(whole, createConditions(whole)(variables));
    const askService: Ask = async (name, { body }) => {
      const sent: unknown = JSON.parse(body);
      if (!isObject(sent) || !isObject(sent['variables'])) throw new Error('This is no request');
      const answer: unknown = JSON.parse(JSON.stringify(await ask(name, String(sent['query']), sent['variables'])));
      if (!isObject(answer)) throw new Error('This is no answer');
      const { data, errors } = answer;
      return { data: isObject(data) ? data : null, ...(Array.isArray(errors) && { errors }) };
    };
    const { data, faults } = (await prepareOperation(graph, source, plan(source)).run(variables, askService))(
      Number.POSITIVE_INFINITY,
    );
    return answeredWith(data, faults.errors);
  };
  return { schema: graph.schema, byRouter };
}

async function byOneSchema(
  { askWhole }: TwofoldGraph,
  query: string,
  variables: Record<string, unknown>,
): Promise<Answered> {
  const { data, errors } = await askWhole(query, variables);
  return answeredWith(JSON.stringify(data), errors ?? []);
}

const ENGINES = await Promise.all(
  Object.keys(GRAPHS).map(async (name) => {
    const graphOver = twofoldGraph(name);
    return { name, graphOver, engine: await startEngine(graphOver({ seed: 0, nulls: 0, failures: 0 }).supergraph) };
  }),
);

describe.each(ENGINES)(
  'the graph "$name" of several services answers as if it were one schema',
  ({ graphOver, engine }) => {
    const { schema, byRouter } = engine;

    test.for([
      ['over whole data', { nulls: 0, failures: 0 }],
      ['where values are null that may be', { nulls: 20, failures: 0 }],
      ['where fields fail', { nulls: 10, failures: 6 }],
    ] as const)('%s', { timeout: RUNS.timeout }, async ([, limits]) => {
      const data: fc.Arbitrary<Data> = fc.nat({ max: 1_000_000 }).map((seed) => ({ seed, ...limits }));
      await fc.assert(
        fc.asyncProperty(randomOperation(schema), data, fc.boolean(), async (query, over, maybe) => {
          const graph = graphOver(over);
          const variables = { maybe, ...(over.seed % 2 === 0 && { int: 1, text: null }) };
          expect(await byRouter(graph, query, variables)).toEqual(await byOneSchema(graph, query, variables));
        }),
        RUNS.parameters,
      );
    });
  },
);

test('a field is answered though another that requires more is left out', async () => {
  const graph = twofoldGraph('shop')({ seed: 40_464, nulls: 0, failures: 0 });
  const { byRouter } = await startEngine(graph.supergraph);
  const query =
    'query ($yes: Boolean! = true) { product(sku: "sku-0") { shipping @skip(if: $yes) insurance(level: 2) } }';
  expect(await byRouter(graph, query, {})).toEqual(await byOneSchema(graph, query, {}));
});

test('fields of one name with other arguments on each type are several values', async () => {
  const graph = twofoldGraph('media')({ seed: 51, nulls: 0, failures: 0 });
  const { byRouter } = await startEngine(graph.supergraph);
  const query = '{ both { ... on Book { reviews(first: 1) { text } } ... on Film { reviews(first: 2) { text } } } }';
  expect(await byRouter(graph, query, {})).toEqual(await byOneSchema(graph, query, {}));
});

test.for([
  ['an alias that is its own name', '{ me { best { id } best: best { name } } }'],
  [
    'an input in another order',
    '{ things(filter: { like: "a", size: { from: 1, to: 2 } }) { id } things(filter: { size: { to: 2, from: 1 }, like: "a" }) { note } }',
  ],
] as const)('a field with %s is the same field', async ([, query]) => {
  const graph = twofoldGraph('shop')({ seed: 51, nulls: 0, failures: 0 });
  const { byRouter } = await startEngine(graph.supergraph);
  expect(await byRouter(graph, query, {})).toEqual(await byOneSchema(graph, query, {}));
});
