import fc from 'fast-check';
import {
  getNamedType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isInputType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
} from 'graphql';
import type { GraphQLArgument, GraphQLField, GraphQLInputType, GraphQLType, GraphQLSchema } from 'graphql';
import { oddValue, wrongValue } from './values.ts';
import type { Known } from './values.ts';

/** A field of Query or Mutation. */
export interface Operation {
  readonly kind: 'query' | 'mutation';
  readonly field: GraphQLField<unknown, unknown>;
}

/** A request for one operation. */
export interface OperationRequest {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Every operation of the graph. */
export function operationsOf(schema: GraphQLSchema): Operation[] {
  const fieldsOf = (kind: Operation['kind']): Operation[] => {
    const type = kind === 'query' ? schema.getQueryType() : schema.getMutationType();
    return Object.values(type?.getFields() ?? {}).map((field) => ({ kind, field }));
  };
  return [...fieldsOf('query'), ...fieldsOf('mutation')];
}

/** Everything that can be read of a type without arguments that it must have, so many levels down. */
export function everythingOf(output: GraphQLType, levels: number): string {
  const type = getNamedType(output);
  if (!isObjectType(type)) return '';
  const fields = Object.values(type.getFields()).filter(({ args }) => !args.some(isRequiredArgument));
  const read = fields.flatMap((field) => {
    if (isLeafType(getNamedType(field.type))) return [field.name];
    const isPlumbing = ['edges', 'pageInfo'].includes(field.name);
    return levels > 0 && !isPlumbing ? [`${field.name} ${everythingOf(field.type, levels - 1)}`] : [];
  });
  return `{ __typename ${read.join(' ')} }`;
}

/** A value as it is written into a query. Objects without a prototype of their own keep whatever keys they have. */
function literalOf(value: unknown, type: GraphQLInputType | undefined): string {
  if (isNonNullType(type)) return literalOf(value, type.ofType);
  if (Array.isArray(value)) {
    const inner = isListType(type) ? type.ofType : undefined;
    return `[${value.map((item) => literalOf(item, isInputType(inner) ? inner : undefined)).join(', ')}]`;
  }
  if (typeof value === 'object' && value !== null) {
    const fields = isInputObjectType(type) ? type.getFields() : {};
    const known = new Map(Object.entries(fields).map(([name, field]) => [name, field.type]));
    return `{${Object.entries(value)
      .map(([name, member]) => `${name}: ${literalOf(member, known.get(name))}`)
      .join(', ')}}`;
  }
  const isName = isEnumType(type) && typeof value === 'string' && /^[A-Z_]+$/.test(value);
  return isName ? value : JSON.stringify(value);
}

/** An argument and what it is given; undefined where it is left out. */
interface Given {
  readonly argument: GraphQLArgument;
  readonly value: unknown;
}

/** How a request gives its values: in the query itself, or as variables, also under names that JavaScript has uses of its own for. */
type Form = 'literals' | 'variables' | '__proto__' | 'constructor';
const anyForm = fc.constantFrom<Form>('literals', 'literals', 'variables', 'variables', '__proto__', 'constructor');

function requestOf({ kind, field }: Operation, form: Form, all: readonly Given[]): OperationRequest {
  const given = all.filter(({ value }) => value !== undefined);
  const inner = isCompositeType(getNamedType(field.type)) ? everythingOf(field.type, 2) : '';
  const variables = given.map(({ argument, value }, place) => {
    const name = form === 'variables' || place > 0 ? argument.name : form;
    return { name, value, declared: `$${name}: ${String(argument.type)}` };
  });
  const args = given.map(({ argument: { name, type }, value }, place) => {
    const written = form === 'literals' ? literalOf(value, type) : `$${variables[place]?.name ?? name}`;
    return `${name}: ${written}`;
  });
  const inBrackets = (texts: readonly string[]): string => (texts.length === 0 ? '' : `(${texts.join(', ')})`);
  const call = `${field.name}${inBrackets(args)} ${inner}`;
  if (form === 'literals') return { query: `${kind} { ${call} }`, variables: {} };
  return {
    query: `${kind} ${inBrackets(variables.map(({ declared }) => declared))} { ${call} }`,
    variables: Object.fromEntries(variables.map(({ name, value }) => [name, value])),
  };
}

type Requests = fc.Arbitrary<OperationRequest>;

const oddArgument = (argument: GraphQLArgument, known: Known): fc.Arbitrary<Given> => {
  const odd = oddValue(argument.type, argument.name, known);
  const given = isRequiredArgument(argument) ? odd : fc.option(odd, { nil: undefined });
  return given.map((value) => ({ argument, value }));
};

/** A request that has the form that the graph wants. */
export const oddRequest = (operation: Operation, known: Known): Requests =>
  fc
    .tuple(anyForm, ...operation.field.args.map((argument) => oddArgument(argument, known)))
    .map(([form, ...given]) => requestOf(operation, form, given));

/** A request that is wrong in one place: an argument, or something inside one. The operation must have arguments. */
export function wrongRequest(operation: Operation, known: Known): Requests {
  const { args } = operation.field;
  return fc.oneof(
    ...args.map((wrong) =>
      fc
        .tuple(
          anyForm,
          ...args.map((argument) =>
            argument === wrong
              ? wrongValue(argument.type, argument.name, known).map((value) => ({ argument, value }))
              : oddArgument(argument, known),
          ),
        )
        .map(([form, ...given]) => requestOf(operation, form, given)),
    ),
  );
}
