import { readFileSync } from 'node:fs';
import {
  buildSchema,
  getNamedType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
  isRequiredInputField,
} from 'graphql';
import type { GraphQLArgument, GraphQLField, GraphQLInputType, GraphQLObjectType } from 'graphql';

/** A request in which one list is far too long and all else is right. */
export interface LongList {
  readonly query: string;
  readonly variables: { readonly value: unknown };
  /** The dotted path of the list. */
  readonly field: string;
}

const schema = buildSchema(readFileSync(new URL('../../../client/generated/schema.graphql', import.meta.url), 'utf8'));
const LENGTH = 5_000;
/** Values that the types alone do not make right. */
const VALUES: Readonly<Record<string, unknown>> = {
  Int: 1,
  ID: '019a0000-0000-7000-8000-000000000000',
  Decimal: '1',
  Currency: 'USD',
  DateTime: '2026-01-01T00:00:00Z',
  EmailAddress: 'ada@example.com',
  OrderLineInput: { sku: 'X', quantity: 1 },
};

/** A right value of a type, but for the list at `path` within it, which is long. */
function valueOf(type: GraphQLInputType, path: readonly string[] | undefined): unknown {
  if (isNonNullType(type)) return valueOf(type.ofType, path);
  if (isListType(type))
    return Array.from({ length: path?.length === 0 ? LENGTH : 1 }, () => valueOf(type.ofType, undefined));
  if (type.name in VALUES) return VALUES[type.name];
  if (isEnumType(type)) return type.getValues()[0]?.name;
  if (!isInputObjectType(type)) return 'x';
  const [next, ...rest] = path ?? [];
  const fields = Object.values(type.getFields()).filter((field) => field.name === next || isRequiredInputField(field));
  return Object.fromEntries(
    fields.map((field) => [field.name, valueOf(field.type, field.name === next ? rest : undefined)]),
  );
}

/** The paths of the lists within a type. */
function listsIn(type: GraphQLInputType): string[][] {
  if (isNonNullType(type)) return listsIn(type.ofType);
  if (isListType(type)) return [[]];
  if (!isInputObjectType(type)) return [];
  return Object.values(type.getFields()).flatMap((field) => listsIn(field.type).map((path) => [field.name, ...path]));
}

const requestOf = (
  { operation, way }: { operation: string; way: readonly string[] },
  { name }: GraphQLField<unknown, unknown>,
  { argument, path, isLeaf }: { argument: GraphQLArgument; path: readonly string[]; isLeaf: boolean },
): LongList => {
  const selection = `${name}(${argument.name}: $value)${isLeaf ? '' : ' { __typename }'}`;
  const nested = way.reduceRight((inner, field) => `${field} { ${inner} }`, selection);
  const query = `${operation} ($value: ${String(argument.type)}) { ${nested} }`;
  return { query, variables: { value: valueOf(argument.type, path) }, field: [argument.name, ...path].join('.') };
};

/** Every list that the graph takes, by the shortest way to its field that needs no other argument. */
export function longLists(): LongList[] {
  const found: LongList[] = [];
  const seen = new Set<string>();
  const roots = { query: schema.getQueryType(), mutation: schema.getMutationType() };
  const queue = Object.entries(roots).flatMap(([operation, type]) =>
    type ? [{ operation, type, way: [] as string[] }] : [],
  );
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const { operation, type, way } = next;
    for (const field of Object.values(type.getFields())) {
      const result = getNamedType(field.type);
      const isLeaf = !isCompositeType(result);
      for (const argument of field.args)
        for (const path of listsIn(argument.type))
          found.push(requestOf({ operation, way }, field, { argument, path, isLeaf }));
      if (!isObjectType(result) || seen.has(result.name) || field.args.some(isRequiredArgument)) continue;
      seen.add(result.name);
      queue.push({ operation, type: result as GraphQLObjectType, way: [...way, field.name] });
    }
  }
  return found;
}
