import { readFileSync } from 'node:fs';
import { ApolloGateway } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import fc from 'fast-check';
import { parse, validate } from 'graphql';
import type { ExecutionResult, GraphQLFormattedError } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createLog } from '#platform/log.ts';
import { applyConditions, createConditions, sourceOf } from '../../router/engine/document.ts';
import { createPlan, loadGraph } from '../../router/engine/graph.ts';
import { isObject } from '../../router/engine/data.ts';
import { createOperations } from '../../router/engine/operation.ts';
import type { WrittenAnswer } from '../../router/engine/operation.ts';
import type { Ask } from '../../router/engine/plan.ts';
import { askSubgraphs } from './random-graph.ts';
import type { AskSubgraph, Whim } from './random-graph.ts';
import { randomQuery } from './random-query.ts';

// As many as take seconds: each query is planned twice. A failure prints the seed that repeats it.
const RUNS = { numRuns: 120, endOnFailure: true };

const supergraphSdl = readFileSync(new URL('../../router/supergraph.graphql', import.meta.url), 'utf8');
const log = createLog('router', { LOG_LEVEL: 'silent' });
const graph = loadGraph(supergraphSdl);
const plan = await createPlan(supergraphSdl, graph);
const prepare = createOperations(graph);

/** The same graph run by @apollo/gateway, whose planner ours is too. */
let ask: AskSubgraph;
let server: ApolloServer;
beforeAll(async () => {
  process.env['APOLLO_TELEMETRY_DISABLED'] = '1';
  const gateway = new ApolloGateway({
    supergraphSdl,
    logger: log,
    buildService: ({ name }) => ({
      process: async ({ request }) => answerOf(await ask(name, request.query ?? '', request.variables ?? {})),
    }),
  });
  server = new ApolloServer({ gateway, stopOnTerminationSignals: false, includeStacktraceInErrorResponses: false });
  await server.start();
});
afterAll(() => server.stop());

interface PlainAnswer {
  data: Record<string, unknown> | null;
  isPlain: boolean;
  errors?: GraphQLFormattedError[];
}

/** What a subgraph answers, as it comes over the wire. */
function answerOf({ data = null, errors }: ExecutionResult): PlainAnswer {
  const text = JSON.stringify(data);
  const copy: unknown = JSON.parse(text);
  return {
    data: isObject(copy) ? copy : null,
    isPlain: !text.includes('\\'),
    ...(errors !== undefined && { errors: errors.map((error) => error.toJSON()) }),
  };
}

interface Told {
  readonly data: unknown;
  /** Message and place of every error of a subgraph. */
  readonly failures: readonly string[];
}

const told = (data: unknown, errors: readonly { message: string; path?: readonly unknown[] }[]): Told => ({
  data: JSON.parse(JSON.stringify(data)),
  failures: errors
    .filter(({ message }) => message.endsWith(' failed'))
    .map(({ message, path }) => `${message} at ${path?.join('.')}`)
    .toSorted(),
});

async function byGateway(query: string, variables: Record<string, unknown>): Promise<Told> {
  const { body } = await server.executeOperation({ query, variables });
  if (body.kind !== 'single') throw new Error('The gateway answered in parts');
  return told(body.singleResult.data, body.singleResult.errors ?? []);
}

const askPlainly: Ask = async (name, { body }) => {
  const sent: unknown = JSON.parse(body);
  if (!isObject(sent) || !isObject(sent['variables'])) throw new Error('This is no request');
  return answerOf(await ask(name, String(sent['query']), sent['variables']));
};

async function byRouter(query: string, variables: Record<string, unknown>): Promise<Told> {
  const { data, faults } = await carriedOut(query, variables);
  return told(JSON.parse(data), faults.errors);
}

async function carriedOut(query: string, variables: Record<string, unknown> = {}): Promise<WrittenAnswer> {
  const whole = sourceOf(parse(query));
  const source = applyConditions(whole, createConditions(whole)(variables));
  return (await prepare(source, plan(source)).run(variables, askPlainly))(Number.POSITIVE_INFINITY);
}

const whims = (limits: Omit<Whim, 'seed'>): fc.Arbitrary<Whim> =>
  fc.nat({ max: 1_000_000 }).map((seed) => ({ seed, ...limits }));

/** Asks both, and wants the same data and the same failures at the same places. */
async function expectSame(query: string, whim: Whim, maybe: boolean): Promise<void> {
  expect(validate(graph.schema, parse(query))).toEqual([]);
  ask = askSubgraphs(whim);
  expect(await byRouter(query, { maybe })).toEqual(await byGateway(query, { maybe }));
}

describe('a plan is run as @apollo/gateway runs it', () => {
  test.for([
    ['over whole data', { nulls: 0, wrongNulls: 0, failures: 0 }],
    ['where values are null that may be', { nulls: 25, wrongNulls: 0, failures: 0 }],
    ['where fields fail', { nulls: 10, wrongNulls: 0, failures: 6 }],
    ['where subgraphs break their own schema', { nulls: 10, wrongNulls: 4, failures: 2 }],
  ] as const)('%s', { timeout: 120_000 }, async ([, limits]) => {
    await fc.assert(fc.asyncProperty(randomQuery(graph.schema), whims(limits), fc.boolean(), expectSame), RUNS);
  });

  test('by queries that reach several subgraphs, meet entities again and fail now and then', async () => {
    const seen = { queries: 0, subgraphs: new Set<string>(), fetches: 0, failures: 0 };
    for (const query of fc.sample(randomQuery(graph.schema), { numRuns: 60, seed: 7 })) {
      const inner = askSubgraphs({ seed: 7, nulls: 10, wrongNulls: 0, failures: 6 });
      ask = async (name, ...rest) => {
        seen.subgraphs.add(name);
        seen.fetches += 1;
        return inner(name, ...rest);
      };
      seen.queries += 1;
      seen.failures += (await byRouter(query, { maybe: true })).failures.length;
    }
    expect(seen.subgraphs.size).toBe(5);
    expect(seen.fetches).toBeGreaterThan(1.5 * seen.queries);
    expect(seen.failures).toBeGreaterThan(20);
  });
});

test('fields are in the order in which they are first asked for, whatever way they came', async () => {
  ask = askSubgraphs({ seed: 1, nulls: 0, wrongNulls: 0, failures: 0 });
  const { data } = await carriedOut(`{
    ...A products { pageInfo { hasNextPage } edges { cursor } pageInfo { endCursor } } me { id } }
    fragment A on Query { me { username ...B id } } fragment B on User { orders { nodes { number } } email }`);
  const keys = [...data.matchAll(/"([A-Za-z]+)":/g)].map(([, key]) => key);
  const first = keys.filter((key, index) => key !== 'cursor' && keys.indexOf(key) === index);
  const inside = ['me', 'username', 'orders', 'nodes', 'number', 'email', 'id', 'products', 'pageInfo'];
  expect(first).toEqual([...inside, 'hasNextPage', 'endCursor', 'edges']);
});
