import { isCompositeType, isListType, isNonNullType, isObjectType, isUnionType } from 'graphql';
import type {
  DocumentNode,
  FieldNode,
  GraphQLCompositeType,
  GraphQLOutputType,
  OperationDefinitionNode,
} from 'graphql';
import { collectFields, fragmentsOf } from './collect-fields.ts';
import type { Collecting } from './collect-fields.ts';
import { isInherited, quote } from './json.ts';
import { leafTest } from './leaves.ts';
import type { LeafTest } from './leaves.ts';

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
  readonly name: string;
  /** What stands before the value in JSON. */
  readonly start: string;
  /** Whether every object has a property of this name. */
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

/**
 * Reads an operation as the shape of its answer (GraphQL specification, "Field Collection"), for given values of the variables that `@skip`
 * and `@include` depend on. Types are looked at when the first object of each comes.
 */
export function shapesOf(
  document: DocumentNode,
  operation: OperationDefinitionNode,
  given: Pick<Collecting, 'schema' | 'conditions'>,
): Shapes {
  const root = given.schema.getRootType(operation.operation);
  if (root === undefined || root === null) throw new Error(`The graph has no ${operation.operation}`);
  return createShapes(root, [operation.selectionSet], { ...given, fragments: fragmentsOf(document) });
}

type Sets = Parameters<typeof collectFields>[1];

function createShapes(type: GraphQLCompositeType, sets: Sets, collecting: Collecting): Shapes {
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

function shapeOf(type: GraphQLCompositeType, sets: Sets, collecting: Collecting): Shape {
  const fields: FieldShape[] = [];
  for (const [name, nodes] of collectFields(type, sets, collecting)) {
    const fieldName = nodes[0]?.name.value ?? '';
    const source = sourceOf(type, fieldName, nodes, collecting);
    const place = `${type.name}.${fieldName}`;
    if (source !== undefined)
      fields.push({ name, start: `${quote(name)}:`, isInherited: isInherited(name), source, place });
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
