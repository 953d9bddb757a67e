import {
  buildSchema,
  getNamedType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
} from 'graphql';
import type { GraphQLField, GraphQLInputType } from 'graphql';
import { composeGraph } from '../../../tools/graph.ts';
import type { BadInput } from './cases.ts';

const schema = buildSchema(composeGraph().api);

/** A query or mutation with what it is given, by variables or in its text. */
export interface Request {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

function fieldOf({ kind, operation }: BadInput): GraphQLField<unknown, unknown> {
  const field = (kind === 'query' ? schema.getQueryType() : schema.getMutationType())?.getFields()[operation];
  if (field === undefined) throw new Error(`The graph has no ${kind} ${operation}`);
  return field;
}

/** Little enough of the answer, which is not expected to come. */
function selectionOf(field: GraphQLField<unknown, unknown>): string {
  const type = getNamedType(field.type);
  if (!isCompositeType(type) || !('getFields' in type)) return '';
  const names = Object.keys(type.getFields());
  if (names.includes('userErrors')) return '{ userErrors { code } }';
  return names.includes('nodes') ? '{ nodes { id } }' : '{ id }';
}

const namesIn = (input: BadInput) => fieldOf(input).args.filter(({ name }) => name in input.args);

/** Everything in variables. */
export function byVariable(input: BadInput): Request {
  const given = namesIn(input);
  const list = (parts: string[]): string => (parts.length === 0 ? '' : `(${parts.join(', ')})`);
  const definitions = list(given.map(({ name, type }) => `$${name}: ${String(type)}`));
  const args = list(given.map(({ name }) => `${name}: $${name}`));
  const field = fieldOf(input);
  return {
    query: `${input.kind} ${definitions} { ${input.operation}${args} ${selectionOf(field)} }`,
    variables: input.args,
  };
}

/** Everything in the text, as the one field of an operation. */
export const byLiteral = (input: BadInput): Request => ({
  query: `${input.kind} { ${fieldByLiteral(input)} }`,
  variables: {},
});

/** A field with everything in the text. */
function fieldByLiteral(input: BadInput): string {
  const args = namesIn(input).map(({ name, type }) => `${name}: ${literal(input.args[name], type)}`);
  const given = args.length === 0 ? '' : `(${args.join(', ')})`;
  return `${input.operation}${given} ${selectionOf(fieldOf(input))}`;
}

function literal(value: unknown, given: GraphQLInputType): string {
  const type = isNonNullType(given) ? given.ofType : given;
  if (Array.isArray(value) && isListType(type))
    return `[${value.map((item) => literal(item, type.ofType)).join(', ')}]`;
  if (typeof value === 'object' && value !== null && isInputObjectType(type)) {
    const members = Object.entries(value).map(([name, member]: [string, unknown]) => {
      const field = type.getFields()[name];
      return `${name}: ${field ? literal(member, field.type) : JSON.stringify(member)}`;
    });
    return `{ ${members.join(', ')} }`;
  }
  if (isEnumType(type) && typeof value === 'string' && /^[A-Z]+$/.test(value)) return value;
  return JSON.stringify(value);
}
