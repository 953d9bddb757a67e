import { readFileSync } from 'node:fs';
import { buildSchema, getIntrospectionQuery, parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import { settings } from '../config.ts';
import { sourceOf } from '../engine/document.ts';
import { loadGraph } from '../engine/graph.ts';
import { costOf } from './cost.ts';

const shop = buildSchema(`
  directive @listSize(assumedSize: Int) on FIELD_DEFINITION
  type Query { shop: Shop }
  type Mutation { open: Shop }
  type Shop { name: String self: Shop tags: [String!]! shelves: [Shelf!]! @listSize(assumedSize: 100) items(first: Int = 20): Items things(first: Int): [Shelf!] }
  type Shelf { size: Int shop: Shop }
  type Items { nodes: [Item!]! pageInfo: PageInfo! }
  type Item { id: ID shop: Shop shelves: [Shelf!]! }
  type PageInfo { hasNextPage: Boolean! }
`);

const cost = (
  query: string,
  variables: Record<string, unknown> = {},
  of = { schema: shop, wholeSchema: shop },
): number => costOf(of, sourceOf(parse(query)))(variables);

describe('a query costs', () => {
  test.for([
    ['one for each object and value', '{ shop { name self { name } } }', 4],
    ['ten for a mutation', 'mutation { open { name } }', 11],
    ['a list as much as its owner says of it', '{ shop { shelves { size } } }', 1 + 100 * 2],
    ['a list of which nothing is said ten times what is in it', '{ shop { tags } }', 1 + 10],
    ['a page its size times what its list holds', '{ shop { items(first: 30) { nodes { shop { name } } } } }', 2 + 90],
    ['a page of the default size', '{ shop { items { nodes { id } pageInfo { hasNextPage } } } }', 2 + 40 + 2],
    ['a list with a size of its own that size', '{ shop { things(first: 3) { size } } }', 1 + 6],
    ['lists within a page both', '{ shop { items(first: 2) { nodes { shelves { size } } } } }', 2 + 2 * (1 + 10 * 2)],
    [
      'what fragments hold, wherever they are',
      '{ shop { ...F ... on Shop { self { ...F } } } } fragment F on Shop { self { name } }',
      6,
    ],
    [
      'no less for a size below zero beside it',
      '{ a: shop { items(first: -99) { nodes { id } } } b: shop { items(first: 9) { nodes { id } } } }',
      4 + 18,
    ],
  ] as const)('%s', ([, query, expected]) => {
    expect(cost(query)).toBe(expected);
  });

  test('by what a variable says, or its default, or the default of the graph', () => {
    const query = 'query ($n: Int = 7) { shop { items(first: $n) { nodes { id } } } }';
    expect([cost(query, { n: 3 }), cost(query), cost(query.replace(' = 7', ''))]).toEqual([2 + 6, 2 + 14, 2 + 40]);
  });
});

describe('the limit that is in force', () => {
  const limit = settings.shape.QUERY_COST_MAX.parse(undefined);
  const supergraph = readFileSync(new URL('../supergraph.graphql', import.meta.url), 'utf8');
  const graph = loadGraph(supergraph, supergraph);
  const MONEY = '{ amount currency }';
  const heavy = (first: number): string => `{ orders(first: ${first}) { nodes {
    number total ${MONEY} customer { username account { balance ${MONEY} held ${MONEY} available ${MONEY} } }
    lines { unitPrice ${MONEY} lineTotal ${MONEY} product { name price ${MONEY} stock { available } } }
    payment { amount ${MONEY} } reservations { product { sku } } notifications { subject } timeline { status }
  } } }`;

  test('lets a page of a hundred orders pass with everything that there is to know of them', () => {
    expect(cost(heavy(100), {}, graph)).toBeGreaterThan(limit / 2);
    expect(cost(heavy(100), {}, graph)).toBeLessThan(limit);
  });

  const many = (count: number, field: string): string =>
    Array.from({ length: count }, (_, index) => `a${index}: ${field}`).join(' ');
  test.for([
    [
      'a page of pages',
      '{ users(first: 100) { nodes { orders(first: 100) { nodes { lines { product { name } } } } } } }',
    ],
    [
      'pages under many names',
      `{ ${many(10, 'me { orders(first: 100) { nodes { lines { product { description } } } } }')} }`,
    ],
    [
      'fields under many names',
      `{ products(first: 100) { nodes { ${many(50, 'stock { available } ')} ...F } } } fragment F on Product { ${many(3_000, 'description')} }`,
    ],
    [
      'the schema twice',
      getIntrospectionQuery()
        .replace('__schema {', 'a: __schema { queryType { name } ')
        .replace('}', '} __schema { types { ...FullType } }'),
    ],
  ] as const)('stops %s', ([, query]) => {
    expect(cost(query, {}, graph)).toBeGreaterThan(limit);
  });

  test('lets the schema be asked for once', () => {
    expect(cost(getIntrospectionQuery({ oneOf: true, inputValueDeprecation: true }), {}, graph)).toBeLessThan(limit);
  });
});
