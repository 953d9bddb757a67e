import { buildSchema, isEnumType } from 'graphql';
import { describe, expect, test } from 'vitest';
import { REQUEST_ERRORS, USER_ERRORS } from '#platform/errors.ts';
import { ROUTER_ERRORS } from '../../router/errors.ts';
import { apiDocument } from '../../tools/api-document.ts';
import { composeGraph } from '../../tools/graph.ts';
import { CALLS } from '../end-to-end/operations/calls.ts';
import { operationsDocument, parseOperations } from '../../tools/operations-table.ts';
import { textOf } from './source-files.ts';

const { api } = composeGraph();
const schema = buildSchema(api);

const valuesOf = (name: string): string[] => {
  const type = schema.getType(name);
  if (!isEnumType(type)) throw new Error(`The graph has no enum ${name}`);
  return type.getValues().map((value) => value.name);
};

/** The rows of the tables under a heading, cell by cell; without those of head and rule. */
function rowsUnder(markdown: string, heading: string): string[][] {
  const [, section = ''] = markdown.split(`\n## ${heading}\n`);
  const lines = (section.split('\n## ')[0] ?? '').split('\n').filter((line) => line.startsWith('|'));
  return lines.slice(2).map((line) =>
    line
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

const inCode = (text: string): string => `\`${text}\``;

describe('docs/api.md', () => {
  test('is what `npm run docs:api` makes of the schemas', () => {
    expect(textOf('docs/api.md'), 'run `npm run docs:api`').toBe(apiDocument(api));
  });
});

describe('docs/errors.md', () => {
  const text = textOf('docs/errors.md');

  test.each([
    ['In `userErrors`', USER_ERRORS],
    ['At the top level', REQUEST_ERRORS],
    ['Of the request itself', ROUTER_ERRORS],
  ])('has under "%s" the codes of the catalogue with their meanings, and no others', (heading, catalogue) => {
    const told = rowsUnder(text, heading).map(([code, meaning]) => [code, meaning]);
    expect(told).toEqual(Object.entries(catalogue).map(([code, meaning]) => [inCode(code), meaning]));
  });

  test('says what to do about each code', () => {
    const advice = ['In `userErrors`', 'At the top level', 'Of the request itself'].flatMap((heading) =>
      rowsUnder(text, heading).map(([, , what]) => what),
    );
    expect(advice.length).toBeGreaterThan(20);
    expect(advice.filter((what) => !/^\p{Lu}.*\.$/u.test(what ?? ''))).toEqual([]);
  });

  test('has the codes that the graph has', () => {
    expect(Object.keys(USER_ERRORS).toSorted()).toEqual(valuesOf('ErrorCode').toSorted());
  });
});

describe('docs/operations.md', () => {
  const { rows, failures, declines } = parseOperations(operationsDocument());
  const roots = [schema.getQueryType(), schema.getMutationType()];
  const operations = roots.flatMap((type) => Object.keys(type?.getFields() ?? {})).toSorted();

  test('has a row for every operation of the graph, and no other', () => {
    expect(operations.length).toBeGreaterThan(30);
    expect([...rows.keys()].toSorted()).toEqual(operations);
  });

  test('is held against a running system for every operation', () => {
    expect([...CALLS.keys()].toSorted()).toEqual(operations);
  });

  test('links each operation to its description', () => {
    const kindOf = (name: string) => (schema.getQueryType()?.getFields()[name] ? 'query' : 'mutation');
    for (const name of operations)
      expect(operationsDocument()).toContain(`| [\`${name}\`](api.md#${kindOf(name)}-${name.toLowerCase()})`);
  });

  test('says whom each is for, as the running system does', () => {
    const words = { ANYONE: 'anybody', USER: 'signed in', ADMIN: 'administrators' };
    for (const [name, { needs }] of CALLS) expect(rows.get(name)?.needs, name).toBe(words[needs]);
  });

  test('marks each operation that takes a key', () => {
    const taking = Object.values(schema.getMutationType()?.getFields() ?? {}).filter(({ args }) =>
      args.some(({ type }) => {
        const input = schema.getType(String(type).replace('!', ''));
        return input !== undefined && 'getFields' in input && 'idempotencyKey' in input.getFields();
      }),
    );
    const marked = [...rows].filter(([, { hasKey }]) => hasKey).map(([name]) => name);
    expect(marked.toSorted()).toEqual(taking.map(({ name }) => name).toSorted());
  });

  test('has only codes that there are, and in `userErrors` what each description says that it fails with', () => {
    const fields = { ...schema.getQueryType()?.getFields(), ...schema.getMutationType()?.getFields() };
    for (const [name, { userErrors, requestErrors }] of rows) {
      expect(Object.keys(REQUEST_ERRORS), name).toEqual(expect.arrayContaining([...requestErrors]));
      const said = Array.from((fields[name]?.description ?? '').matchAll(/\b[A-Z]+(?:_[A-Z]+)+\b/g), ([code]) => code);
      expect([...new Set(said)].filter((code) => code in USER_ERRORS).toSorted(), name).toEqual(userErrors);
    }
  });

  test('has every reason that the graph has', () => {
    expect(failures).toEqual(valuesOf('OrderFailureCode').toSorted());
    expect(declines).toEqual(valuesOf('PaymentDeclineCode').toSorted());
  });

  test('gives every code that a mutation can fail with, but for one of which errors.md says so', () => {
    const given = new Set([...rows.values()].flatMap(({ userErrors }) => userErrors));
    const neverGiven = rowsUnder(textOf('docs/errors.md'), 'In `userErrors`')
      .filter(([, , what]) => what?.startsWith('No operation gives it at present'))
      .map(([code]) => code);
    expect(neverGiven).toEqual(
      Object.keys(USER_ERRORS)
        .filter((code) => !given.has(code))
        .map(inCode),
    );
  });
});

describe('the page of operations', () => {
  test('is read from tables as they are written', () => {
    const row = '| [`deposit`](api.md) ⚿ | signed in | `B_B` `A_A` | `C` |';
    const { rows: read, failures: why } = parseOperations(
      `## Accounts\n${row}\n### Why an order fails\n| \`EXPIRED\` | When. |`,
    );
    const deposit = { needs: 'signed in', hasKey: true, userErrors: ['A_A', 'B_B'], requestErrors: ['C'] };
    expect([...read]).toEqual([['deposit', deposit]]);
    expect(why).toEqual(['EXPIRED']);
    expect(() => parseOperations(`${row}\n${row}`)).toThrow('two rows for deposit');
  });
});
