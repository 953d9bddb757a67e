import { readFileSync } from 'node:fs';
import type { GraphQLSchema } from 'graphql';
import { operationsDocument, parseOperations } from './operations-table.ts';

const union = (codes: readonly string[]): string => codes.map((code) => `'${code}'`).join(' | ') || 'never';

/** The codes of docs/errors.md at the top level of a response. A test compares them with the catalogues of the services and the router. */
function requestErrors(): string[] {
  const [, topLevel = ''] = readFileSync(new URL('../docs/errors.md', import.meta.url), 'utf8').split(
    '\n## At the top level\n',
  );
  return Array.from(topLevel.matchAll(/^\| `([A-Z_]+)`/gm), ([, code = '']) => code);
}

/**
 * A plugin of GraphQL's code generator: the error codes as types. Those of each mutation come from docs/operations.md, which
 * tests/end-to-end/operations.ts compares with a running system.
 */
export function plugin(schema: GraphQLSchema): string {
  const { rows } = parseOperations(operationsDocument());
  const mutations = Object.keys(schema.getMutationType()?.getFields() ?? {});
  return [
    '/** The codes that each mutation can give in `userErrors`. */',
    'export interface UserErrorCodes {',
    ...mutations.map((mutation) => `  ${mutation}: ${union(rows.get(mutation)?.userErrors ?? [])};`),
    '}',
    '',
    '/** What a request can fail with at the top level. */',
    `export type RequestErrorCode = ${union(requestErrors())};`,
  ].join('\n');
}
