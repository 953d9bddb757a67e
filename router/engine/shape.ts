import {
  GraphQLID,
  GraphQLString,
  Kind,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
  isSpecifiedScalarType,
  isUnionType,
} from 'graphql';
import type {
  FieldNode,
  GraphQLCompositeType,
  GraphQLEnumType,
  GraphQLOutputType,
  GraphQLScalarType,
  GraphQLSchema,
  SelectionSetNode,
} from 'graphql';
import { isOfType } from './data.ts';
import type { Fragments } from './document.ts';

/** What the shapes of an answer depend on. */
export interface ShapeOptions {
  readonly schema: GraphQLSchema;
  readonly fragments: Fragments;
  /** The name of a field in the data. */
  readonly keyOf: (field: FieldNode) => string;
}

/**
 * The fields that selections without conditions ask of an object by response name, in the order of the answer (GraphQL specification, "Field
 * Collection"). Of an object whose type is undefined they may be on any type.
 */
export function collectFields(
  type: string | undefined,
  sets: readonly SelectionSetNode[],
  { schema, fragments }: Pick<ShapeOptions, 'schema' | 'fragments'>,
): ReadonlyMap<string, readonly FieldNode[]> {
  const fieldsOf = ({ selections }: SelectionSetNode): readonly FieldNode[] =>
    selections.flatMap((node) => {
      if (node.kind === Kind.FIELD) return [node];
      const fragment = node.kind === Kind.FRAGMENT_SPREAD ? fragments.get(node.name.value) : node;
      const condition = fragment?.typeCondition?.name.value;
      const isLeftOut = condition !== undefined && isOfType(schema, type, condition) === false;
      return fragment === undefined || isLeftOut ? [] : fieldsOf(fragment.selectionSet);
    });
  return Map.groupBy(sets.flatMap(fieldsOf), ({ alias, name }) => (alias ?? name).value);
}

/** How a value is written: what it may be, and what of it the client asked for. */
export type Form = {
  readonly isNullable: boolean;
  /** Its schema coordinate, `Type.field`, for messages. */
  readonly coordinate: string;
} & (
  | { readonly kind: 'leaf'; readonly test: (value: unknown) => boolean }
  | { readonly kind: 'list'; readonly of: Form }
  | { readonly kind: 'object'; readonly shapes: Shapes }
);

/** Where the value of a field comes from: the type's name, what the graph says of itself, or the data. */
type Source =
  | { readonly kind: 'typename'; readonly text: string }
  | { readonly kind: 'introspection'; readonly nodes: readonly FieldNode[] }
  | { readonly kind: 'data'; readonly form: Form };

/** A field of an object of one type, as the client asked for it. */
export interface FieldShape {
  /** What the client calls it. */
  readonly name: string;
  /** Its name in the data. */
  readonly key: string;
  /** The JSON from the end of the field before it to its value. */
  readonly start: string;
  readonly source: Source;
}

/** What the client wants of objects of one type. */
export interface Shape {
  readonly fields: readonly FieldShape[];
  /** The fields that an object may be asked for by a name in the data; of an object of which one only knows an interface, those of all its types. */
  readonly fieldsAt: (key: string) => readonly FieldShape[];
  /** Whether it depends on the type, which is one that no object can have: the objects of which one only knows an interface. */
  readonly isTypeUnknown: boolean;
}

/** What the client wants of an object that says it is of a type; undefined where there is no such type. */
export type Shapes = (typename: unknown) => Shape | undefined;

/**
 * Reads selections on a type as the shapes of an answer. Types are looked at when the first object of each comes. Where only objects of one type can be,
 * it is not asked what they say: a subgraph may have a name of its own for a root type.
 */
export function shapesOf(type: GraphQLCompositeType, sets: readonly SelectionSetNode[], options: ShapeOptions): Shapes {
  const known = new Map<string, Shape>();
  const shapes: Shapes = (typename) => {
    const name = typeof typename === 'string' && isAbstractType(type) ? typename : type.name;
    let shape = known.get(name);
    if (shape !== undefined) return shape;
    // Types that are not in the graph are not remembered: there is no end to them.
    const named = name === type.name ? type : options.schema.getType(name);
    if (isCompositeType(named)) known.set(name, (shape = shapeOf(named, sets, options, shapes)));
    return shape;
  };
  return shapes;
}

function shapeOf(
  type: GraphQLCompositeType,
  sets: readonly SelectionSetNode[],
  options: ShapeOptions,
  shapes: Shapes,
): Shape {
  const asked = collectFields(type.name, sets, options);
  const fields: FieldShape[] = [];
  for (const [name, nodes] of asked) {
    const [node] = nodes;
    const source = node && fieldSourceOf(type, node.name.value, nodes, options);
    const start = `${fields.length === 0 ? '{' : ','}"${name}":`;
    if (node && source) fields.push({ name, key: options.keyOf(node), start, source });
  }
  const dependsOnType = ([name, nodes]: readonly [string, readonly FieldNode[]]): boolean =>
    nodes.length !== asked.get(name)?.length || nodes.some((node) => node.name.value === '__typename');
  const isTypeUnknown = !isObjectType(type) && [...collectFields(undefined, sets, options)].some(dependsOnType);
  let byKey: ReadonlyMap<string, readonly FieldShape[]> | undefined;
  const fieldsAt = (key: string): readonly FieldShape[] => {
    const others = isAbstractType(type) ? options.schema.getPossibleTypes(type) : [];
    byKey ??= Map.groupBy([...fields, ...others.flatMap(({ name }) => shapes(name)?.fields ?? [])], (each) => each.key);
    return byKey.get(key) ?? [];
  };
  return { fields, fieldsAt, isTypeUnknown };
}

/** Undefined for a field that only other types have, of an object whose type turned out not to be what it must be. */
function fieldSourceOf(
  type: GraphQLCompositeType,
  name: string,
  nodes: readonly FieldNode[],
  options: ShapeOptions,
): Source | undefined {
  if (name === '__typename') return { kind: 'typename', text: JSON.stringify(type.name) };
  if (name === '__schema' || name === '__type') return { kind: 'introspection', nodes };
  const field = isUnionType(type) ? undefined : type.getFields()[name];
  return field && { kind: 'data', form: formOf(field.type, nodes, { ...options, coordinate: `${type.name}.${name}` }) };
}

function formOf(
  type: GraphQLOutputType,
  nodes: readonly FieldNode[],
  options: ShapeOptions & { readonly coordinate: string },
  isNullable = true,
): Form {
  const { coordinate } = options;
  if (isNonNullType(type)) return formOf(type.ofType, nodes, options, false);
  if (isListType(type)) return { kind: 'list', isNullable, coordinate, of: formOf(type.ofType, nodes, options) };
  if (!isCompositeType(type)) return { kind: 'leaf', isNullable, coordinate, test: leafTest(type) };
  const sets = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
  return { kind: 'object', isNullable, coordinate, shapes: shapesOf(type, sets, options) };
}

/** Tests values by GraphQL's own scalars and by enums. A scalar of the graph's own is what its subgraph says it is. */
function leafTest(type: GraphQLScalarType | GraphQLEnumType): (value: unknown) => boolean {
  if (!isEnumType(type) && !isSpecifiedScalarType(type)) return () => true;
  const isText = type === GraphQLString || type === GraphQLID;
  return (value) => {
    if (isText && typeof value === 'string') return true;
    try {
      type.parseValue(value);
      return true;
    } catch {
      return false;
    }
  };
}
