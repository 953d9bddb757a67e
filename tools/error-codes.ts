import type { GraphQLSchema } from 'graphql';
import { REQUEST_ERRORS } from '#platform/errors.ts';
import { ROUTER_ERRORS } from '../router/http/errors.ts';
import { operationsDocument, parseOperations } from './operations-table.ts';

const union = (codes: readonly string[]): string => codes.map((code) => `'${code}'`).join(' | ') || 'never';

/**
 * A plugin of GraphQL's code generator: the error codes as types. Those of each mutation come from docs/operations.md, which
 * tests/end-to-end/operations.ts holds against a running system; the others from the catalogues of the services and the router.
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
    `export type RequestErrorCode = ${union(Object.keys({ ...REQUEST_ERRORS, ...ROUTER_ERRORS }))};`,
  ].join('\n');
}
