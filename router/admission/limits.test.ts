import { readFileSync } from 'node:fs';
import { buildSchema, getIntrospectionQuery, parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import { RefusedError } from '#platform/errors.ts';
import { settings } from '../config.ts';
import { loadGraph } from '../engine/graph.ts';
import { measureDocument } from './limits.ts';

const shop = buildSchema(`
  directive @listSize(assumedSize: Int) on FIELD_DEFINITION
  directive @hostlistSize(assumedSize: Int) on FIELD_DEFINITION
  type Query { shop: Shop }
  type Mutation { open: Shop }
  type Shop { name: String self: Shop tags: [String!]! shelves: [Shelf!]! @listSize(assumedSize: 100) hosts: [Shelf!]! @hostlistSize(assumedSize: 100) items(first: Int = 20): Items things(first: Int): [Shelf!] }
  type Shelf { size: Int shop: Shop }
  type Items { nodes: [Item!]! pageInfo: PageInfo! }
  type Item { id: ID shop: Shop shelves: [Shelf!]! }
  type PageInfo { hasNextPage: Boolean! }
`);

const LIMITS = { QUERY_DEPTH_MAX: 3, QUERY_FIELDS_MAX: 20, QUERY_ALIASES_MAX: 3, QUERY_ROOT_FIELDS_MAX: 3 };
const fault = (query: string, limits = LIMITS): string | undefined => {
  try {
    measureDocument(parse(query), shop, limits);
    return undefined;
  } catch (error) {
    if (error instanceof RefusedError) return error.message;
    throw error;
  }
};
const doubling = (levels: number): string =>
  Array.from(
    { length: levels },
    (_, index) => `fragment F${index} on T { x { ...F${index + 1} } y { ...F${index + 1} } }`,
  ).join(' ');

describe('a query passes', () => {
  test.for([
    ['at the limits', '{ a { b { c } } x: d y: e }'],
    ['that asks for the schema, however deep', '{ __schema { types { fields { args { type { name } } } } } }'],
    ['whose fragment is in itself, which is for the server to say', '{ a { ...F } } fragment F on T { b { ...F } }'],
    ['whose fragment is not there, which is for the server to say', '{ ...F }'],
  ])('%s', ([, query]) => {
    expect(fault(query ?? '')).toBeUndefined();
  });
});

describe('a query is refused', () => {
  test.for([
    ['that is too deep', '{ a { b { c { d } } } }', 'The query is 4 fields deep; the limit is 3.'],
    [
      'that is too deep by a fragment',
      '{ a { ...F } } fragment F on T { b { ... on U { c { d } } } }',
      'The query is 4 fields deep; the limit is 3.',
    ],
    ['of too many root fields, under one name', '{ a a a a }', 'The query has 4 root fields; the limit is 3.'],
    [
      'of too many root fields, by a fragment',
      '{ ...F ...F } fragment F on Query { a b }',
      'The query has 4 root fields; the limit is 3.',
    ],
    ['of too many aliases', '{ a { w: b x: b y: b z: b } }', 'The query has 4 aliases; the limit is 3.'],
    [
      'in one operation of several',
      'query A { a } query B { a { w: b x: b y: b z: b } }',
      'The query has 4 aliases; the limit is 3.',
    ],
  ])('%s', ([, query, message]) => {
    expect(fault(query ?? '')).toBe(message);
  });

  test('whose fragments multiply beyond counting, and it is told soon', () => {
    const query = `{ ...F0 } ${doubling(1_000)} fragment F1000 on T { z }`;
    expect(fault(query, { ...LIMITS, QUERY_DEPTH_MAX: 5_000 })).toBe(
      'The query has more than 1000000 fields and fragments; the limit is 20.',
    );
  });
});

const NO_LIMITS = {
  QUERY_DEPTH_MAX: Infinity,
  QUERY_FIELDS_MAX: Infinity,
  QUERY_ALIASES_MAX: Infinity,
  QUERY_ROOT_FIELDS_MAX: Infinity,
};
/** Of the only operation, which has no name. */
const cost = (query: string, variables: Record<string, unknown> = {}, schema = shop): number | undefined =>
  measureDocument(parse(query), schema, NO_LIMITS).get(undefined)?.(variables);

describe('a query costs', () => {
  test.for([
    ['one for each object and value', '{ shop { name self { name } } }', 4],
    ['ten for a mutation', 'mutation { open { name } }', 11],
    ['a list as much as its owner says of it', '{ shop { shelves { size } } }', 1 + 100 * 2],
    [
      'a list with a directive of another name as one of which nothing is said',
      '{ shop { hosts { size } } }',
      1 + 10 * 2,
    ],
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

  test('by what a variable is, or the default of the graph', () => {
    const query = 'query ($n: Int) { shop { items(first: $n) { nodes { id } } } }';
    expect([cost(query, { n: 3 }), cost(query)]).toEqual([2 + 6, 2 + 40]);
  });
});

describe('the limit that is in force', () => {
  const limit = settings.shape.QUERY_COST_MAX.parse(undefined);
  const supergraph = readFileSync(new URL('../supergraph.graphql', import.meta.url), 'utf8');
  const { wholeSchema: graph } = loadGraph(supergraph, supergraph);
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
        .replace('query IntrospectionQuery', '')
        .replace('__schema {', 'a: __schema { queryType { name } ')
        .replace('}', '} __schema { types { ...FullType } }'),
    ],
  ] as const)('stops %s', ([, query]) => {
    expect(cost(query, {}, graph)).toBeGreaterThan(limit);
  });

  test('lets the schema be asked for once', () => {
    const query = getIntrospectionQuery({ oneOf: true, inputValueDeprecation: true });
    expect(cost(query.replace('query IntrospectionQuery', ''), {}, graph)).toBeLessThan(limit);
  });
});
