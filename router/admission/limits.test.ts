import { parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import { checkLimits } from './limits.ts';
import { RefusedError } from '../errors.ts';

const LIMITS = { QUERY_DEPTH_MAX: 3, QUERY_FIELDS_MAX: 20, QUERY_ALIASES_MAX: 3, QUERY_ROOT_FIELDS_MAX: 3 };
const fault = (query: string, limits = LIMITS): string | undefined => {
  try {
    checkLimits(parse(query), limits);
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
