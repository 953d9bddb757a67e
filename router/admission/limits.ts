import {
  Kind,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  getNamedType,
  getNullableType,
  isInterfaceType,
  isListType,
  isObjectType,
  valueFromASTUntyped,
} from 'graphql';
import type { DocumentNode, FieldNode, GraphQLField, GraphQLNamedType, GraphQLSchema, SelectionSetNode } from 'graphql';
import type { RouterConfig } from '../config.ts';
import type { JsonObject } from '../engine/data.ts';
import { fragmentsOf } from '../engine/document.ts';
import { queryTooLarge } from '../errors.ts';

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

/** Fragments that spread fragments twice make astronomical numbers. */
const COUNT_SHOWN_MAX = 1_000_000;

/** What an operation costs at most with the values of its variables, in objects and values of the answer. */
export type Cost = (variables: JsonObject) => number;

/**
 * Measures the operations of a document, valid or not, and returns what each costs. Throws RefusedError, with the limit and what the
 * query has, for the first limit that one goes over. `schema` has the directives of the subgraphs.
 */
export function measureDocument(
  document: DocumentNode,
  schema: GraphQLSchema,
  limits: Pick<RouterConfig, 'QUERY_DEPTH_MAX' | 'QUERY_FIELDS_MAX' | 'QUERY_ALIASES_MAX' | 'QUERY_ROOT_FIELDS_MAX'>,
): ReadonlyMap<string | undefined, Cost> {
  const measure = createMeasure(document, schema);
  const costs = new Map<string | undefined, Cost>();
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    const size = measure(definition.selectionSet, schema.getRootType(definition.operation));
    if (size.depth > limits.QUERY_DEPTH_MAX)
      throw queryTooLarge(`The query is ${size.depth} fields deep; the limit is ${limits.QUERY_DEPTH_MAX}.`);
    refuseOver('root fields', size.rootFields, limits.QUERY_ROOT_FIELDS_MAX);
    refuseOver('aliases', size.aliases, limits.QUERY_ALIASES_MAX);
    refuseOver('fields and fragments', size.fields, limits.QUERY_FIELDS_MAX);
    costs.set(definition.name?.value, (variables) => size.cost(variables, undefined));
  }
  return costs;
}

function refuseOver(what: string, count: number, limit: number): void {
  if (count <= limit) return;
  const shown = count > COUNT_SHOWN_MAX ? `more than ${COUNT_SHOWN_MAX}` : String(count);
  throw queryTooLarge(`The query has ${shown} ${what}; the limit is ${limit}.`);
}

/** What a selection costs, where the lists right in it are `page` long; undefined outside of a page. */
type CostInPage = (variables: JsonObject, page: number | undefined) => number;

const nothing: CostInPage = () => 0;
const NOTHING = { depth: 0, fields: 0, aliases: 0, rootFields: 0, cost: nothing };
const META_FIELDS = new Map([SchemaMetaFieldDef, TypeMetaFieldDef].map((field) => [field.name, field]));

type Type = GraphQLNamedType | null | undefined;

/** Measures selections with their fragments, each fragment once however often it is spread. */
function createMeasure(document: DocumentNode, schema: GraphQLSchema) {
  const fragments = fragmentsOf(document);
  const sizes = new Map<SelectionSetNode | undefined, typeof NOTHING>([[undefined, NOTHING]]);
  const measure = (set: SelectionSetNode | undefined, type: Type): typeof NOTHING => {
    const known = sizes.get(set);
    if (known !== undefined) return known;
    // A fragment that spreads itself counts nothing: validation refuses it.
    sizes.set(set, NOTHING);
    const costs: CostInPage[] = [];
    const sumOfCosts: CostInPage = (variables, page) => costs.reduce((sum, cost) => sum + cost(variables, page), 0);
    const size = { ...NOTHING, cost: sumOfCosts };
    for (const node of set?.selections ?? []) {
      const part = node.kind === Kind.FIELD ? ofField(node, type) : ofFragment(node, type);
      size.depth = Math.max(size.depth, part.depth);
      size.fields += part.fields;
      size.aliases += part.aliases;
      size.rootFields += part.rootFields;
      costs.push(part.cost);
    }
    sizes.set(set, size);
    return size;
  };
  const ofFragment = (node: Exclude<SelectionSetNode['selections'][number], FieldNode>, type: Type) => {
    const fragment = node.kind === Kind.FRAGMENT_SPREAD ? fragments.get(node.name.value) : node;
    const condition = fragment?.typeCondition?.name.value;
    const size = measure(fragment?.selectionSet, condition === undefined ? type : schema.getType(condition));
    return { ...size, fields: size.fields + 1 };
  };
  const ofField = (node: FieldNode, parent: Type) => {
    const name = node.name.value;
    const fields = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields() : {};
    const field = META_FIELDS.get(name) ?? fields[name];
    const inner = measure(node.selectionSet, field && getNamedType(field.type));
    const own = parent && parent === schema.getMutationType() ? MUTATION_COST : FIELD_COST;
    return {
      // The query for introspection is deeper than any other.
      depth: name.startsWith('__') ? 1 : inner.depth + 1,
      fields: inner.fields + 1,
      aliases: inner.aliases + Number(node.alias !== undefined),
      rootFields: 1,
      cost: costOf(node, field, (variables, page) => own + inner.cost(variables, page)),
    };
  };
  return measure;
}

type Field = GraphQLField<unknown, unknown>;

/** `costOfOne` is that of one entry where the field is a list. */
function costOf(node: FieldNode, field: Field | undefined, costOfOne: CostInPage): CostInPage {
  const pageSize = field && pageSizeOf(field, node);
  if (field === undefined || !isListType(getNullableType(field.type)))
    return (variables) => costOfOne(variables, pageSize?.(variables));
  const size = listSizeOf(field);
  return (variables, page) => (pageSize?.(variables) ?? page ?? size) * costOfOne(variables, undefined);
}

/** What the owner of a list says of its length, by `@listSize(assumedSize:)` of the federation specification. */
function listSizeOf({ astNode }: Field): number {
  // Only introspection is not written in the schema.
  if (!astNode) return INTROSPECTION_SIZE;
  const size = astNode.directives
    ?.find((directive) => /(^|__)listSize$/.test(directive.name.value))
    ?.arguments?.find((argument) => argument.name.value === 'assumedSize')?.value;
  return size?.kind === Kind.INT ? Number(size.value) : LIST_SIZE;
}

/** How many entries the `first` of a field lets through: a literal, a variable or the graph's default; undefined for a field without it. */
function pageSizeOf({ args }: Field, node: FieldNode): Cost | undefined {
  const argument = args.find(({ name }) => name === 'first');
  if (argument === undefined) return undefined;
  const standard = typeof argument.defaultValue === 'number' ? argument.defaultValue : PAGE_SIZE;
  const given = node.arguments?.find(({ name }) => name.value === 'first')?.value;
  return (variables) => {
    const size: unknown = given && valueFromASTUntyped(given, variables);
    // One below zero, which its service refuses, must not pay for another field.
    return typeof size === 'number' ? Math.max(0, size) : standard;
  };
}
