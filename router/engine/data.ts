import { isAbstractType, isInterfaceType, isObjectType } from 'graphql';
import type { GraphQLSchema } from 'graphql';
import type { FetchStep, Place, Requirement, Rewrite } from './plan.ts';

/** An object as JSON.parse makes it. */
export type JsonObject = Record<string, unknown>;

/** Whether a value is an object, and neither null nor a list. */
export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Adds to `target` what `source` knows more, in place. Objects and lists of one length are merged; of other values the source's holds.
 * Parts of `source` become parts of `target`.
 */
export function mergeInto(target: JsonObject, source: JsonObject): void {
  if (target === source) return;
  for (const name of Object.keys(source)) {
    const value = source[name];
    // No field has this name in the data (document.ts); setting it would change what every object has.
    if (value !== undefined && name !== '__proto__') target[name] = merged(target[name], value);
  }
}

function merged(known: unknown, value: unknown): unknown {
  if (isObject(value) && isObject(known)) mergeInto(known, value);
  else if (Array.isArray(value) && Array.isArray(known) && known.length === value.length)
    for (const [index, item] of value.entries()) known[index] = merged(known[index], item);
  else return value;
  return known;
}

/**
 * Whether an object of the type that it says it has is also of type `condition`; undefined for one that does not say. A type that is not in the schema
 * is only itself.
 */
export function isOfType(schema: GraphQLSchema, typename: unknown, condition: string): boolean | undefined {
  if (typeof typename !== 'string' || typename === '') return undefined;
  if (typename === condition) return true;
  const type = schema.getType(typename);
  const wider = schema.getType(condition);
  return isAbstractType(wider) && (isObjectType(type) || isInterfaceType(type)) && schema.isSubType(wider, type);
}

/** The place of a value in an answer: names of fields and indexes of lists. */
export type Path = readonly (string | number)[];

/** Begins a step that keeps the objects of a type alone. */
const ON = '... on ';

/**
 * Calls `found` with each object at a place; what it returns takes the object's place. Those that are null are passed over; one that does not say its
 * type is taken for every type.
 */
function forEachAt(
  root: unknown,
  place: Place,
  schema: GraphQLSchema,
  found: (object: JsonObject) => JsonObject | undefined,
): void {
  /** Returns what takes the place of the value. */
  const walk = (value: unknown, depth: number): JsonObject | undefined => {
    const step = place[depth];
    if (Array.isArray(value)) {
      for (let index = 0; index < value.length; index += 1) {
        const other = walk(value[index], step === '@' ? depth + 1 : depth);
        if (other !== undefined) value[index] = other;
      }
    } else if (isObject(value)) {
      if (step === undefined) return found(value);
      if (step.startsWith(ON))
        return isOfType(schema, value['__typename'], step.slice(ON.length)) === false
          ? undefined
          : walk(value, depth + 1);
      const other = walk(value[step], depth + 1);
      if (other !== undefined) value[step] = other;
    }
    return undefined;
  };
  walk(root, 0);
}

/** Makes the changes in place. */
export function rewrite(value: unknown, rewrites: readonly Rewrite[] | undefined, schema: GraphQLSchema): void {
  for (const change of rewrites ?? []) {
    const name = change.path.at(-1) ?? '';
    forEachAt(value, change.path.slice(0, -1), schema, (object) => {
      if (change.kind === 'ValueSetter') object[name] = change.setValueTo;
      else if ((object[name] ?? null) !== null) {
        object[change.renameKeyTo] = object[name];
        object[name] = undefined;
      }
    });
  }
}

/** What of a fetch tells which objects it is for. */
type Aim = Pick<FetchStep, 'place' | 'requires' | 'inputRewrites'>;

/**
 * How the entities of a fetch are known: `identify` returns what equal ones have in common, their key or otherwise the JSON text by which the subgraph
 * knows them, and undefined for an object that lacks something required or is of another type; `isBare` tells whether nothing else is known of one.
 */
function readerOf({ requires = [], inputRewrites }: Aim, schema: GraphQLSchema) {
  const key = inputRewrites === undefined ? simpleKey(requires) : undefined;
  const start = key && `{"__typename":"${key.type}","${key.name}":`;
  const isOfKey = (object: JsonObject): boolean => key !== undefined && object['__typename'] === key.type;
  return {
    isBare: (object: JsonObject): boolean => isOfKey(object) && Object.keys(object).length === 2,
    identify: (object: JsonObject): string | undefined => {
      const value = key && isOfKey(object) ? object[key.name] : undefined;
      // A key that begins as the texts do could be taken for one.
      if (typeof value === 'string' && !value.startsWith('{')) return value;
      const representation = select(object, requires, schema);
      if (!isObject(representation) || (representation['__typename'] ?? null) === null) return undefined;
      rewrite(representation, inputRewrites, schema);
      return JSON.stringify(representation);
    },
    textOf: (identity: string) => (identity.startsWith('{') ? identity : `${start}${JSON.stringify(identity)}}`),
  };
}

/** What is required of almost every entity: its type and one field, its id. */
function simpleKey(requires: readonly Requirement[]): { readonly type: string; readonly name: string } | undefined {
  const [fragment, ...more] = requires;
  if (fragment?.kind !== 'InlineFragment' || fragment.typeCondition === undefined || more.length > 0) return undefined;
  const [typename, key, ...others] = fragment.selections;
  if (typename?.kind !== 'Field' || typename.name !== '__typename' || others.length > 0) return undefined;
  const isSimple = key?.kind === 'Field' && key.alias === undefined && key.selections === undefined;
  return isSimple ? { type: fragment.typeCondition, name: key.name } : undefined;
}

/** The required part of a value; undefined for an object of which something was not fetched, of which an error was told then. */
function select(value: unknown, requires: readonly Requirement[], schema: GraphQLSchema): unknown {
  if (Array.isArray(value)) return value.map((item) => select(item, requires, schema) ?? null);
  if (!isObject(value)) return value;
  const selected: JsonObject = {};
  for (const requirement of requires) {
    if (requirement.kind === 'InlineFragment') {
      const { typeCondition, selections } = requirement;
      if (typeCondition === undefined || isOfType(schema, value['__typename'], typeCondition) !== true) continue;
      const part = select(value, selections, schema);
      if (isObject(part)) mergeInto(selected, part);
      continue;
    }
    const name = requirement.alias ?? requirement.name;
    const field = Object.hasOwn(value, name) ? value[name] : undefined;
    if (field === undefined) return undefined;
    const { selections } = requirement;
    selected[name] = selections === undefined ? field : (select(field, selections, schema) ?? null);
  }
  return selected;
}

/** What a fetch asks for: an entity, or root fields. */
export interface Subject {
  /** The JSON text by which the subgraph knows the entity; empty for root fields. */
  readonly representation: string;
  /** The objects that the answer belongs to. */
  readonly targets: JsonObject[];
}

/**
 * Finds in the answer so far what a fetch is for, each entity once: a page of orders names the same product many times (apollographql/federation
 * #180). Equal entities of which nothing else is known become one object, in several places; adds those to `shared`.
 */
export function subjectsOf(
  aim: Aim,
  data: JsonObject,
  schema: GraphQLSchema,
  shared: Set<JsonObject>,
): readonly Subject[] {
  if (aim.requires === undefined) {
    const targets: JsonObject[] = [];
    forEachAt(data, aim.place, schema, (object) => void targets.push(object));
    return targets.length === 0 ? [] : [{ representation: '', targets }];
  }
  const representation = readerOf(aim, schema);
  const subjects = new Map<string, Subject & { readonly isBare: boolean }>();
  forEachAt(data, aim.place, schema, (object) => {
    const identity = representation.identify(object);
    if (identity === undefined) return undefined;
    const isBare = representation.isBare(object);
    const known = subjects.get(identity);
    const first = known?.targets[0];
    if (known === undefined || first === undefined) {
      subjects.set(identity, { representation: representation.textOf(identity), targets: [object], isBare });
      return undefined;
    }
    if (first === object || (known.isBare && isBare)) {
      shared.add(first);
      return first;
    }
    known.targets.push(object);
    return undefined;
  });
  return [...subjects.values()];
}
