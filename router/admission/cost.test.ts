import { readFileSync } from 'node:fs';
import { buildSchema, parse } from 'graphql';
import type { GraphQLSchema } from 'graphql';
import { beforeAll, describe, expect, test } from 'vitest';
import { createLog } from '#platform/log.ts';
import { settings } from '../config.ts';
import { costOf } from './cost.ts';
import { sourceOf } from '../engine/document.ts';
import { loadGraph } from '../engine/graph.ts';

const schema = buildSchema(`
  type Query { shop: Shop }
  type Mutation { open: Shop }
  type Shop { name: String self: Shop tags: [String!]! shelves: [Shelf!]! items(first: Int = 20): Items things(first: Int): [Shelf!] }
  type Shelf { size: Int shop: Shop }
  type Items { nodes: [Item!]! pageInfo: PageInfo! }
  type Item { id: ID shop: Shop shelves: [Shelf!]! }
  type PageInfo { hasNextPage: Boolean! }
`);

function cost(query: string, variables: Record<string, unknown> = {}, over = schema): number {
  const source = sourceOf(parse(query));
  if (source === undefined) throw new Error('There is no operation');
  return costOf(over, source)(variables);
}

describe('a query costs', () => {
  test.for([
    ['one for each object, nothing for scalars', '{ shop { name tags self { name } } }', 2],
    ['ten for a mutation', 'mutation { open { name } }', 10],
    ['a list without a size five times what is in it', '{ shop { shelves { size shop { name } } } }', 1 + 5 * 2],
    [
      'a page its size times what its list holds',
      '{ shop { items(first: 30) { nodes { id shop { name } } } } }',
      2 + 60,
    ],
    ['a page of the default size', '{ shop { items { nodes { id } pageInfo { hasNextPage } } } }', 1 + 1 + 20 + 1],
    ['a list with a size of its own that size', '{ shop { things(first: 3) { size } } }', 1 + 3],
    ['lists within a page both', '{ shop { items(first: 2) { nodes { shelves { size } } } } }', 2 + 2 * (1 + 5)],
    [
      'what fragments hold, wherever they are',
      '{ shop { ...F ... on Shop { self { ...F } } } } fragment F on Shop { self { name } }',
      4,
    ],
  ] as const)('%s', ([, query, expected]) => {
    expect(cost(query)).toBe(expected);
  });

  test('by what a variable says, or its default, or the default of the graph', () => {
    const query = 'query ($n: Int = 7) { shop { items(first: $n) { nodes { id } } } }';
    expect([cost(query, { n: 3 }), cost(query), cost(query.replace(' = 7', ''))]).toEqual([2 + 3, 2 + 7, 2 + 20]);
  });
});

describe('the limit that is in force', () => {
  const limit = settings.shape.QUERY_COST_MAX.parse(undefined);
  const log = createLog('test', { LOG_LEVEL: 'silent', LOG_FORMAT: 'json' });
  let graph: GraphQLSchema;
  beforeAll(async () => {
    const supergraphSdl = readFileSync(new URL('../supergraph.graphql', import.meta.url), 'utf8');
    ({ schema: graph } = await loadGraph(supergraphSdl, log));
  });
  const MONEY = '{ amount currency }';
  const heavy = (first: number): string => `{ orders(first: ${first}) { nodes {
    number total ${MONEY} customer { username account { balance ${MONEY} held ${MONEY} available ${MONEY} } }
    lines { unitPrice ${MONEY} lineTotal ${MONEY} product { name price ${MONEY} stock { available } } }
    payment { amount ${MONEY} } reservations { product { sku } } notifications { subject } timeline { status }
  } } }`;

  test('lets a page of a hundred orders pass with everything that there is to know of them', () => {
    expect(cost(heavy(100), {}, graph)).toBeGreaterThan(5_000);
    expect(cost(heavy(100), {}, graph)).toBeLessThan(limit / 5);
  });

  test('stops a page of pages', () => {
    const query = '{ users(first: 100) { nodes { orders(first: 100) { nodes { lines { product { name } } } } } } }';
    expect(cost(query, {}, graph)).toBeGreaterThan(limit);
  });
});
