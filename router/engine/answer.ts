import {
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
  OperationDefinitionNode,
  SelectionSetNode,
} from 'graphql';
import { collectFields } from './document.ts';
import type { Scope } from './document.ts';
import type { Path } from './entities.ts';
import type { Faults } from './faults.ts';
import { isObject, quote } from './json.ts';
import type { JsonObject } from './json.ts';

/** How a value is written: what it may be, and what of it the client asked for. */
type Form =
  | { readonly kind: 'leaf'; readonly isNullable: boolean; readonly test: LeafTest }
  | { readonly kind: 'list'; readonly isNullable: boolean; readonly of: Form }
  | { readonly kind: 'object'; readonly isNullable: boolean; readonly shapes: Shapes };

/** Where the value of a field comes from: the type's name, the data, or what the graph says of itself. */
type Source =
  | { readonly kind: 'typename'; readonly text: string }
  | { readonly kind: 'data'; readonly form: Form }
  | { readonly kind: 'introspection'; readonly nodes: readonly FieldNode[] };

/** A field of an object of one type, as the client asked for it. */
interface FieldShape {
  /** What the client calls it. */
  readonly name: string;
  /** Under which name it stands in the data. */
  readonly key: string;
  /** What stands before the value in JSON. */
  readonly start: string;
  readonly source: Source;
  /** `Type.field`, for messages. */
  readonly place: string;
}

/** What the client wants of objects of one type. */
interface Shape {
  readonly fields: readonly FieldShape[];
  /** Whether the type is asked for, and is one that no object can have: the objects of which one only knows an interface. */
  readonly isTypeUnknown: boolean;
}

/** What the client wants of an object that says it is of a type; undefined where there is no such type. */
export type Shapes = (typename: unknown) => Shape | undefined;

/** What the shapes of an answer depend on. */
export interface ShapeOptions extends Scope {
  readonly schema: GraphQLSchema;
  /** The name under which a field stands in the data. */
  readonly keyOf: (field: FieldNode) => string;
}

/** Reads an operation as the shape of its answer. Types are looked at when the first object of each comes. */
export function shapesOf({ operation, selectionSet }: OperationDefinitionNode, options: ShapeOptions): Shapes {
  const root = options.schema.getRootType(operation);
  if (!root) throw new Error(`The graph has no ${operation}`);
  return createShapes(root, [selectionSet], options);
}

function createShapes(type: GraphQLCompositeType, sets: readonly SelectionSetNode[], options: ShapeOptions): Shapes {
  const known = new Map<string, Shape>();
  return (typename) => {
    const name = typeof typename === 'string' ? typename : type.name;
    let shape = known.get(name);
    if (shape !== undefined) return shape;
    // Types that are not in the graph are not remembered: there is no end to them.
    const named = name === type.name ? type : options.schema.getType(name);
    if (isCompositeType(named)) known.set(name, (shape = shapeOf(named, sets, options)));
    return shape;
  };
}

function shapeOf(type: GraphQLCompositeType, sets: readonly SelectionSetNode[], options: ShapeOptions): Shape {
  const fields = [...collectFields(type.name, sets, options)].flatMap(([name, nodes]): FieldShape[] => {
    const [node] = nodes;
    const source = node && sourceOf(type, node.name.value, nodes, options);
    if (node === undefined || source === undefined) return [];
    const place = `${type.name}.${node.name.value}`;
    return [{ name, key: options.keyOf(node), start: `${quote(name)}:`, source, place }];
  });
  return { fields, isTypeUnknown: !isObjectType(type) && fields.some(({ source }) => source.kind === 'typename') };
}

/** Undefined for a field that only other types have, of an object whose type turned out not to be what it must be. */
function sourceOf(
  type: GraphQLCompositeType,
  name: string,
  nodes: readonly FieldNode[],
  options: ShapeOptions,
): Source | undefined {
  if (name === '__typename') return { kind: 'typename', text: quote(type.name) };
  if (type === options.schema.getQueryType() && (name === '__schema' || name === '__type'))
    return { kind: 'introspection', nodes };
  const field = isUnionType(type) ? undefined : type.getFields()[name];
  return field && { kind: 'data', form: formOf(field.type, nodes, options) };
}

function formOf(type: GraphQLOutputType, nodes: readonly FieldNode[], options: ShapeOptions, isNullable = true): Form {
  if (isNonNullType(type)) return formOf(type.ofType, nodes, options, false);
  if (isListType(type)) return { kind: 'list', isNullable, of: formOf(type.ofType, nodes, options) };
  if (!isCompositeType(type)) return { kind: 'leaf', isNullable, test: leafTest(type) };
  const sets = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
  return { kind: 'object', isNullable, shapes: createShapes(type, sets, options) };
}

/** Whether a value that is not null can be one of a type. */
type LeafTest = (value: unknown) => boolean;

/** Tests values by GraphQL's own scalars and by enums. A scalar of the graph's own is what its subgraph says it is. */
function leafTest(type: GraphQLScalarType | GraphQLEnumType): LeafTest {
  if (!isEnumType(type) && !isSpecifiedScalarType(type)) return () => true;
  return (value) => {
    try {
      type.parseValue(value);
      return true;
    } catch {
      return false;
    }
  };
}

/** What was found out for an operation. */
export interface Findings {
  /** Everything that the subgraphs told, beyond what the client asked for, in no particular order. */
  readonly data: JsonObject;
  readonly faults: Faults;
  /** Objects that another subgraph named, and that the one they belong to did not have. */
  readonly missing: ReadonlySet<JsonObject>;
  /** Whether no text in the data holds what JSON must escape. */
  readonly isPlain: boolean;
}

/** Answers a field that the graph answers about itself, such as `__schema`, as JSON. */
export type Introspect = (nodes: readonly FieldNode[]) => string;

/**
 * Writes what the client asked for, in the order in which it was asked for, and puts null where the data does not hold what it must
 * (GraphQL specification, "Value Completion"), which it adds to the faults. An object that is `missing` is null without an error.
 * It writes JSON at once: making objects of the right shape first, for JSON.stringify to walk through again, takes longer.
 */
export function writeData(shapes: Shapes, findings: Findings, introspect: Introspect): string {
  const quick: Writing = { ...findings, introspect, path: undefined, incomplete: [], isComplete: true };
  const text = writeObject(shapes, findings.data, '', quick);
  if (quick.isComplete) return text ?? 'null';
  // Only where something is wrong is it worth knowing where.
  const careful: Writing = { ...quick, path: [] };
  const again = writeObject(shapes, findings.data, '', careful) ?? 'null';
  for (const { message, path } of careful.incomplete) findings.faults.addIncomplete(message, path);
  return again;
}

interface Writing extends Findings {
  readonly introspect: Introspect;
  /** Where the writing is; undefined where that is not noted. */
  readonly path: (string | number)[] | undefined;
  readonly incomplete: { readonly message: string; readonly path: Path }[];
  isComplete: boolean;
}

/** Undefined for an object that must be null since something in it is not what it must be. */
function writeObject(shapes: Shapes, object: JsonObject, place: string, writing: Writing): string | undefined {
  const shape = shapes(object['__typename']);
  if (shape === undefined || shape.isTypeUnknown) {
    if (!writing.missing.has(object)) note(writing, `The type of the object at ${place} is not known.`);
    return undefined;
  }
  let text = '{';
  let separator = '';
  for (const field of shape.fields) {
    const value = writeField(field, object, writing);
    if (value === undefined) return undefined;
    text += separator + field.start + value;
    separator = ',';
  }
  return `${text}}`;
}

function writeField(field: FieldShape, object: JsonObject, writing: Writing): string | undefined {
  const { source } = field;
  if (source.kind === 'typename') return source.text;
  if (source.kind === 'introspection') return writing.introspect(source.nodes);
  const { form } = source;
  const value = object[field.key];
  writing.path?.push(field.name);
  if ((value ?? null) === null && !form.isNullable && !writing.missing.has(object))
    note(writing, `Cannot return null for non-nullable field ${field.place}.`);
  const text = write(form, value, field.place, writing);
  writing.path?.pop();
  return text;
}

/** Undefined where the value is null and may not be, or what is in it forces it to be. Whoever meets a null first tells of it. */
function write(form: Form, value: unknown, place: string, writing: Writing): string | undefined {
  const nothing = form.isNullable ? 'null' : undefined;
  if (value === null || value === undefined) {
    if (!form.isNullable) writing.isComplete = false;
    return nothing;
  }
  if (form.kind === 'leaf' && form.test(value)) {
    if (typeof value !== 'string') return JSON.stringify(value);
    return writing.isPlain ? `"${value}"` : quote(value);
  }
  if (form.kind === 'list' && Array.isArray(value)) return writeList(form.of, value, place, writing) ?? nothing;
  if (form.kind !== 'object' || !isObject(value)) {
    note(writing, `Invalid value found for ${place}.`);
    return nothing;
  }
  const text = writeObject(form.shapes, value, place, writing) ?? nothing;
  // An object that its subgraph does not have stands where there must be one.
  if (text === undefined && writing.missing.has(value))
    note(writing, `Cannot return null for non-nullable field ${place}.`);
  return text;
}

function writeList(form: Form, values: readonly unknown[], place: string, writing: Writing): string | undefined {
  let text = '[';
  let isWhole = true;
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index];
    writing.path?.push(index);
    if ((value ?? null) === null && !form.isNullable)
      note(writing, `Cannot return null for an item of the list ${place}.`);
    const item = write(form, value, place, writing);
    writing.path?.pop();
    if (item === undefined) isWhole = false;
    else text += index === 0 ? item : `,${item}`;
  }
  return isWhole ? `${text}]` : undefined;
}

function note(writing: Writing, message: string): void {
  writing.isComplete = false;
  if (writing.path !== undefined) writing.incomplete.push({ message, path: [...writing.path] });
}
