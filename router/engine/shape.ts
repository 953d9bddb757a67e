import {
  GraphQLBoolean,
  GraphQLFloat,
  GraphQLID,
  GraphQLInt,
  GraphQLSkipDirective,
  GraphQLString,
  Kind,
  isCompositeType,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
  isUnionType,
} from 'graphql';
import type {
  DirectiveNode,
  DocumentNode,
  FieldNode,
  FragmentDefinitionNode,
  GraphQLCompositeType,
  GraphQLEnumType,
  GraphQLOutputType,
  GraphQLScalarType,
  GraphQLSchema,
  OperationDefinitionNode,
  SelectionNode,
  SelectionSetNode,
} from 'graphql';
import { isCondition } from './conditions.ts';
import { createTypeTest } from './entities.ts';
import type { TypeTest } from './entities.ts';
import { isInherited, quote } from './json.ts';

/** How a value is written: what it may be, and what of it the client asked for. */
export type Form =
  | { readonly kind: 'leaf'; readonly isNullable: boolean; readonly test: LeafTest }
  | { readonly kind: 'list'; readonly isNullable: boolean; readonly of: Form }
  | { readonly kind: 'object'; readonly isNullable: boolean; readonly shapes: Shapes };

/** Where the value of a field comes from: the type's name, the data, or what the graph says of itself. */
export type Source =
  | { readonly kind: 'typename'; readonly text: string }
  | { readonly kind: 'data'; readonly form: Form }
  | { readonly kind: 'introspection'; readonly nodes: readonly FieldNode[] };

/** A field of an object of one type, as the client asked for it. */
export interface FieldShape {
  /** What the client calls it. */
  readonly name: string;
  /** Under which name it stands in the data. */
  readonly key: string;
  /** What stands before the value in JSON. */
  readonly start: string;
  /** Whether every object has a property of the key's name. */
  readonly isInherited: boolean;
  readonly source: Source;
  /** `Type.field`, for messages. */
  readonly place: string;
}

/** What the client wants of objects of one type. */
export interface Shape {
  readonly fields: readonly FieldShape[];
  /** Whether the type is asked for, and is one that no object can have: the objects of which one only knows an interface. */
  readonly isTypeUnknown: boolean;
}

/** What the client wants of the objects at one place of the answer, by their type. */
export interface Shapes {
  /** The shape for objects that say they are of a type; undefined where there is no such type. */
  of(typename: unknown): Shape | undefined;
}

/** What the shapes of an answer depend on. */
export interface ShapeOptions {
  readonly schema: GraphQLSchema;
  /** Values of the variables that `@skip` and `@include` depend on. */
  readonly conditions: ReadonlyMap<string, boolean>;
  /** The name under which a field stands in the data. */
  readonly keyOf: (field: FieldNode) => string;
}

interface Collecting extends ShapeOptions {
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly isOfType: TypeTest;
}

/** The fragments of a document by name. */
export const fragmentsOf = (document: DocumentNode): ReadonlyMap<string, FragmentDefinitionNode> =>
  new Map(
    document.definitions.flatMap((definition) =>
      definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition] as const] : [],
    ),
  );

/**
 * Reads an operation as the shape of its answer (GraphQL specification, "Field Collection"), for given values of the variables that `@skip`
 * and `@include` depend on. Types are looked at when the first object of each comes.
 */
export function shapesOf(document: DocumentNode, operation: OperationDefinitionNode, options: ShapeOptions): Shapes {
  const root = options.schema.getRootType(operation.operation);
  if (root === undefined || root === null) throw new Error(`The graph has no ${operation.operation}`);
  const isOfType = createTypeTest(options.schema);
  return createShapes(root, [operation.selectionSet], { ...options, fragments: fragmentsOf(document), isOfType });
}

function createShapes(type: GraphQLCompositeType, sets: readonly SelectionSetNode[], collecting: Collecting): Shapes {
  const known = new Map<string, Shape | undefined>();
  let own: Shape | undefined;
  const make = (typename: string): Shape | undefined => {
    const named = collecting.schema.getType(typename);
    return isCompositeType(named) ? shapeOf(named, sets, collecting) : undefined;
  };
  return {
    of: (typename) => {
      if (typeof typename !== 'string' || typename === type.name) return (own ??= shapeOf(type, sets, collecting));
      // Types that are not in the graph are not remembered: there is no end to them.
      const shape = known.get(typename) ?? make(typename);
      if (shape !== undefined) known.set(typename, shape);
      return shape;
    },
  };
}

function shapeOf(type: GraphQLCompositeType, sets: readonly SelectionSetNode[], collecting: Collecting): Shape {
  const fields: FieldShape[] = [];
  for (const [name, nodes] of collectFields(type, sets, collecting)) {
    const [node] = nodes;
    const source = node && sourceOf(type, node.name.value, nodes, collecting);
    if (node === undefined || source === undefined) continue;
    const key = collecting.keyOf(node);
    const place = `${type.name}.${node.name.value}`;
    fields.push({ name, key, start: `${quote(name)}:`, isInherited: isInherited(key), source, place });
  }
  return { fields, isTypeUnknown: !isObjectType(type) && fields.some(({ source }) => source.kind === 'typename') };
}

/** Undefined for a field that only other types have, of an object whose type turned out not to be what it must be. */
function sourceOf(
  type: GraphQLCompositeType,
  name: string,
  nodes: readonly FieldNode[],
  collecting: Collecting,
): Source | undefined {
  if (name === '__typename') return { kind: 'typename', text: quote(type.name) };
  if (type === collecting.schema.getQueryType() && (name === '__schema' || name === '__type'))
    return { kind: 'introspection', nodes };
  const field = isUnionType(type) ? undefined : type.getFields()[name];
  return field && { kind: 'data', form: formOf(field.type, nodes, collecting) };
}

function formOf(type: GraphQLOutputType, nodes: readonly FieldNode[], collecting: Collecting, isNullable = true): Form {
  if (isNonNullType(type)) return formOf(type.ofType, nodes, collecting, false);
  if (isListType(type)) return { kind: 'list', isNullable, of: formOf(type.ofType, nodes, collecting) };
  if (isCompositeType(type)) {
    const sets = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
    return { kind: 'object', isNullable, shapes: createShapes(type, sets, collecting) };
  }
  return { kind: 'leaf', isNullable, test: leafTest(type) };
}

/** The fields that selections ask of an object of `type`, by response name, in the order of the answer. */
function collectFields(
  type: GraphQLCompositeType,
  sets: readonly SelectionSetNode[],
  collecting: Collecting,
): ReadonlyMap<string, readonly FieldNode[]> {
  const fields = new Map<string, FieldNode[]>();
  const spread = new Set<string>();
  const collect = (selection: SelectionNode): void => {
    if (!isIncluded(selection.directives, collecting)) return;
    if (selection.kind === Kind.FIELD) {
      const name = (selection.alias ?? selection.name).value;
      const known = fields.get(name);
      if (known === undefined) fields.set(name, [selection]);
      else known.push(selection);
      return;
    }
    const isSpread = selection.kind === Kind.FRAGMENT_SPREAD;
    if (isSpread && spread.has(selection.name.value)) return;
    if (isSpread) spread.add(selection.name.value);
    const fragment = isSpread ? collecting.fragments.get(selection.name.value) : selection;
    const condition = fragment?.typeCondition?.name.value;
    if (fragment !== undefined && (condition === undefined || collecting.isOfType(type.name, condition) === true))
      fragment.selectionSet.selections.forEach(collect);
  };
  for (const { selections } of sets) selections.forEach(collect);
  return fields;
}

const isIncluded = (directives: readonly DirectiveNode[] | undefined, { conditions }: ShapeOptions): boolean =>
  directives === undefined ||
  directives.every((directive) => {
    if (!isCondition(directive)) return true;
    const value = directive.arguments?.[0]?.value;
    const isTrue =
      value?.kind === Kind.VARIABLE
        ? conditions.get(value.name.value) === true
        : value?.kind === Kind.BOOLEAN && value.value;
    return isTrue !== (directive.name.value === GraphQLSkipDirective.name);
  });

/** Whether a value that is not null can be one of a scalar or enum. */
type LeafTest = (value: unknown) => boolean;

const INT_MAX = 2 ** 31;
const isText: LeafTest = (value) => typeof value === 'string';
const isWhole: LeafTest = (value) => typeof value === 'number' && Number.isInteger(value);

const LEAF_TESTS: ReadonlyMap<string, LeafTest> = new Map([
  [GraphQLString.name, isText],
  [GraphQLBoolean.name, (value: unknown) => typeof value === 'boolean'],
  [GraphQLInt.name, (value: unknown) => isWhole(value) && Number(value) < INT_MAX && Number(value) >= -INT_MAX],
  [GraphQLFloat.name, (value: unknown) => typeof value === 'number'],
  [GraphQLID.name, (value: unknown) => isText(value) || isWhole(value)],
]);
/** A scalar of the graph's own is what its subgraph says it is. */
const isAnything: LeafTest = () => true;

function leafTest(type: GraphQLScalarType | GraphQLEnumType): LeafTest {
  if (!isEnumType(type)) return LEAF_TESTS.get(type.name) ?? isAnything;
  const names = new Set<unknown>(type.getValues().map(({ name }) => name));
  return (value) => names.has(value);
}
