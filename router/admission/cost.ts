import {
  Kind,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  getNamedType,
  getNullableType,
  isInterfaceType,
  isListType,
  isObjectType,
} from 'graphql';
import type {
  FieldNode,
  GraphQLField,
  GraphQLNamedType,
  GraphQLSchema,
  OperationDefinitionNode,
  SelectionNode,
  SelectionSetNode,
} from 'graphql';
import type { OperationSource } from '../engine/document.ts';
import type { Graph } from '../engine/graph.ts';
import type { JsonObject } from '../engine/data.ts';

/** An object or a value of the answer. */
const FIELD_COST = 1;
/** A change locks, writes and sends messages. */
const MUTATION_COST = 10;
/** How long a list is taken to be of which the graph says nothing, neither by an argument `first` nor by `@listSize`. */
const LIST_SIZE = 10;
/** How long a page is taken to be where neither the query nor the graph says it. */
const PAGE_SIZE = 20;
/** Lists of the schema's types, their fields, and arguments. With it one full introspection can be asked for at once, and no two. */
const INTROSPECTION_SIZE = 15;

/** What an operation costs at most with the variables of one request, in objects and values of the answer. */
export type Cost = (variables: JsonObject) => number;

/** What a selection costs, where the lists right in it are `page` long; undefined outside of a page. */
type CostInPage = (variables: JsonObject, page: number | undefined) => number;

/** Adds up what an operation can cost. Fragments are counted wherever they are spread, whatever type they are for. */
export function costOf(
  { schema, wholeSchema }: Pick<Graph, 'schema' | 'wholeSchema'>,
  { operation, fragments }: OperationSource,
): Cost {
  const known = new Map<SelectionSetNode, CostInPage>();

  const ofSet = (set: SelectionSetNode, typeName: string): CostInPage => {
    const cost = known.get(set) ?? sumOf(set.selections.map((selection) => ofSelection(selection, typeName)));
    known.set(set, cost);
    return cost;
  };
  const ofSelection = (selection: SelectionNode, typeName: string): CostInPage => {
    if (selection.kind === Kind.FIELD) return ofField(selection, typeName);
    const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? fragments.get(selection.name.value) : selection;
    return fragment ? ofSet(fragment.selectionSet, fragment.typeCondition?.name.value ?? typeName) : one;
  };
  const ofField = (node: FieldNode, typeName: string): CostInPage => {
    const type = schema.getType(typeName);
    if (!isObjectType(type) && !isInterfaceType(type)) return one;
    const field = META_FIELDS.get(node.name.value) ?? type.getFields()[node.name.value];
    if (field === undefined) return one;
    const own = type === schema.getMutationType() ? MUTATION_COST : FIELD_COST;
    const inner = node.selectionSet ? ofSet(node.selectionSet, getNamedType(field.type).name) : nothing;
    const pageSize = pageSizeOf(field, node, operation);
    if (!isListType(getNullableType(field.type))) return (variables) => own + inner(variables, pageSize?.(variables));
    const size = listSizeOf(type, field.name, wholeSchema);
    return (variables, page) => (pageSize?.(variables) ?? page ?? size) * (own + inner(variables, undefined));
  };
  const cost = ofSet(operation.selectionSet, schema.getRootType(operation.operation)?.name ?? '');
  return (variables) => cost(variables, undefined);
}

const META_FIELDS = new Map([SchemaMetaFieldDef, TypeMetaFieldDef].map((field) => [field.name, field]));
const nothing: CostInPage = () => 0;
const one: CostInPage = () => FIELD_COST;

const sumOf =
  (costs: readonly CostInPage[]): CostInPage =>
  (variables, page) => {
    let sum = 0;
    for (const cost of costs) sum += cost(variables, page);
    return sum;
  };

/** What the owner of a list says of its length, by `@listSize(assumedSize:)` of the federation specification. */
function listSizeOf(type: GraphQLNamedType, name: string, wholeSchema: GraphQLSchema): number {
  if (type.name.startsWith('__')) return INTROSPECTION_SIZE;
  const whole = wholeSchema.getType(type.name);
  const directives = isObjectType(whole) ? whole.getFields()[name]?.astNode?.directives : undefined;
  const size = directives
    ?.find((directive) => directive.name.value.endsWith('listSize'))
    ?.arguments?.find((argument) => argument.name.value === 'assumedSize')?.value;
  return size?.kind === Kind.INT ? Number(size.value) : LIST_SIZE;
}

/** How many entries the `first` of a field lets through: a literal, a variable or its default; undefined for a field without it. */
function pageSizeOf(
  field: GraphQLField<unknown, unknown>,
  node: FieldNode,
  operation: OperationDefinitionNode,
): Cost | undefined {
  const argument = field.args.find(({ name }) => name === 'first');
  if (argument === undefined) return undefined;
  const standard = typeof argument.defaultValue === 'number' ? argument.defaultValue : PAGE_SIZE;
  const given = node.arguments?.find(({ name }) => name.value === 'first')?.value;
  // One below zero, which its service refuses, must not pay for another field.
  if (given?.kind === Kind.INT) return () => Math.max(0, Number(given.value));
  if (given?.kind !== Kind.VARIABLE) return () => standard;
  const name = given.name.value;
  const definition = operation.variableDefinitions?.find(({ variable }) => variable.name.value === name);
  const ofVariable = definition?.defaultValue?.kind === Kind.INT ? Number(definition.defaultValue.value) : standard;
  return (variables) => {
    const value = Object.hasOwn(variables, name) ? variables[name] : undefined;
    return Math.max(0, typeof value === 'number' ? value : ofVariable);
  };
}
