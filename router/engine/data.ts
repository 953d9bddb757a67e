import type { QueryPlan } from '@apollo/query-planner';
import { isAbstractType, isInterfaceType, isObjectType } from 'graphql';
import type { GraphQLSchema } from 'graphql';

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
    if (value === undefined || name === '__proto__') continue;
    if (!mergeParts(target[name], value)) target[name] = value;
  }
}

/** Merges objects, or lists of one length; false where there is nothing to merge into. */
function mergeParts(known: unknown, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (isObject(known) && isObject(value)) {
    mergeInto(known, value);
    return true;
  }
  if (!Array.isArray(known) || !Array.isArray(value) || known.length !== value.length) return false;
  const [target, source]: [unknown[], readonly unknown[]] = [known, value];
  for (const [index, item] of source.entries()) if (!mergeParts(target[index], item)) target[index] = item;
  return true;
}

/** A node of a plan that can be carried out here. */
export type PlanNode = Exclude<NonNullable<QueryPlan['node']>, { kind: 'Subscription' }>;
/** One that asks a subgraph. */
export type FetchNode = Extract<PlanNode, { kind: 'Fetch' }>;
/** A change that the plan wants in what goes to a subgraph, or comes from it. */
export type Rewrite = NonNullable<FetchNode['inputRewrites']>[number];
/** What a subgraph has to be told of an entity, as a query plan says it. */
export type Requirement = NonNullable<FetchNode['requires']>[number];

/** Whether an object of the type that it says it has is also of type `condition`; undefined for one that does not say. */
export type TypeTest = (typename: unknown, condition: string) => boolean | undefined;

/** Tests types by a schema. A type that is not in it is only itself. */
export const createTypeTest =
  (schema: GraphQLSchema): TypeTest =>
  (typename, condition) => {
    if (typeof typename !== 'string' || typename === '') return undefined;
    if (typename === condition) return true;
    const type = schema.getType(typename);
    const wider = schema.getType(condition);
    return isAbstractType(wider) && (isObjectType(type) || isInterfaceType(type)) && schema.isSubType(wider, type);
  };

/** Names of fields from the root of the answer, `@` for each of a list, and `... on Type` for those of a type. */
export type Place = readonly string[];
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
  isOfType: TypeTest,
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
        return isOfType(value['__typename'], step.slice(ON.length)) === false ? undefined : walk(value, depth + 1);
      const other = walk(value[step], depth + 1);
      if (other !== undefined) value[step] = other;
    }
    return undefined;
  };
  walk(root, 0);
}

/** Makes the changes in place. */
export function rewrite(value: unknown, rewrites: readonly Rewrite[], isOfType: TypeTest): void {
  for (const change of rewrites) {
    const name = change.path.at(-1) ?? '';
    forEachAt(value, change.path.slice(0, -1), isOfType, (object) => {
      if (change.kind === 'ValueSetter') object[name] = change.setValueTo;
      else if ((object[name] ?? null) !== null) {
        object[change.renameKeyTo] = object[name];
        object[name] = undefined;
      }
    });
  }
}

/** How entities are sent to a subgraph. */
interface Representation {
  /** Whether nothing is known of an object but what all equal entities have in common. */
  isBare(object: JsonObject): boolean;
  /** What equal entities have in common; undefined for an object that lacks something required, or is of another type. */
  identify(object: JsonObject): string | undefined;
  /** The JSON text by which the subgraph knows the entity. */
  textOf(identity: string): string;
}

/** Reads once what the plan requires of the entities of a fetch. An identity is their text or, for short, their key. */
function createRepresentation(
  requires: readonly Requirement[],
  rewrites: readonly Rewrite[],
  isOfType: TypeTest,
): Representation {
  const represent = (object: JsonObject): string | undefined => {
    const representation = select(object, requires, isOfType);
    if ((representation?.['__typename'] ?? null) === null) return undefined;
    if (rewrites.length > 0) rewrite(representation, rewrites, isOfType);
    return JSON.stringify(representation);
  };
  const key = rewrites.length === 0 ? simpleKey(requires) : undefined;
  if (key === undefined) return { isBare: () => false, identify: represent, textOf: (identity) => identity };
  const start = `{"__typename":"${key.type}","${key.name}":`;
  return {
    isBare: (object) => object['__typename'] === key.type && Object.keys(object).length === 2,
    identify: (object) => {
      const value = object[key.name];
      // A key that begins as the texts do could be taken for one.
      const isShort = typeof value === 'string' && !value.startsWith('{') && object['__typename'] === key.type;
      return isShort ? value : represent(object);
    },
    textOf: (identity) => (identity.startsWith('{') ? identity : `${start}${JSON.stringify(identity)}}`),
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

/** The required part of an object; undefined where it was not fetched, of which an error was told then. */
function select(object: JsonObject, requires: readonly Requirement[], isOfType: TypeTest): JsonObject | undefined {
  const selected: JsonObject = {};
  for (const requirement of requires) {
    if (requirement.kind === 'InlineFragment') {
      const { typeCondition, selections } = requirement;
      if (typeCondition === undefined || isOfType(object['__typename'], typeCondition) !== true) continue;
      mergeInto(selected, select(object, selections, isOfType) ?? {});
      continue;
    }
    const name = requirement.alias ?? requirement.name;
    const value = Object.hasOwn(object, name) ? object[name] : undefined;
    if (value === undefined) return undefined;
    const { selections } = requirement;
    selected[name] = selections === undefined ? value : selectWithin(value, selections, isOfType);
  }
  return selected;
}

function selectWithin(value: unknown, requires: readonly Requirement[], isOfType: TypeTest): unknown {
  if (Array.isArray(value)) return value.map((item) => selectWithin(item, requires, isOfType));
  return isObject(value) ? (select(value, requires, isOfType) ?? null) : value;
}

/** The objects that a fetch is for and, where it asks for entities, which of those each object is. */
export interface Subjects {
  /** Equal entities of which nothing else is known are one object by now, in several places. */
  readonly targets: readonly JsonObject[];
  /** The entities' JSON texts, each once: a page of orders names the same product many times (apollographql/federation #180). */
  readonly representations: readonly string[] | undefined;
  /** For each target the index of its entity among the representations; -1 for one that is not asked for. */
  readonly places: readonly number[];
  /** Whether there is nothing to ask. */
  readonly isEmpty: boolean;
}

/** What of a fetch tells which objects it is for. */
interface Aim {
  readonly place: Place;
  readonly requires: readonly Requirement[] | undefined;
  readonly inputRewrites: readonly Rewrite[];
}

const representationsKnown = new WeakMap<Aim, Representation>();

/** Finds in the answer so far what a fetch is for. Adds to `shared` the objects that are in several places from now on. */
export function subjectsOf(aim: Aim, data: JsonObject, isOfType: TypeTest, shared: Set<JsonObject>): Subjects {
  const targets: JsonObject[] = [];
  if (aim.requires === undefined) {
    forEachAt(data, aim.place, isOfType, (object) => void targets.push(object));
    return { targets, representations: undefined, places: [], isEmpty: targets.length === 0 };
  }
  const representation =
    representationsKnown.get(aim) ?? createRepresentation(aim.requires, aim.inputRewrites, isOfType);
  representationsKnown.set(aim, representation);
  const known = new Map<string, number>();
  const representations: string[] = [];
  const places: number[] = [];
  /** For each representation the first object of it, where that may be used for others. */
  const firsts: (JsonObject | undefined)[] = [];
  forEachAt(data, aim.place, isOfType, (object) => {
    const identity = representation.identify(object);
    let index = identity === undefined ? -1 : known.get(identity);
    if (identity !== undefined && index === undefined) {
      index = representations.push(representation.textOf(identity)) - 1;
      known.set(identity, index);
      firsts.push(representation.isBare(object) ? object : undefined);
    } else {
      const first = firsts[index ?? -1];
      if (first !== undefined && (first === object || representation.isBare(object))) {
        shared.add(first);
        return first;
      }
    }
    targets.push(object);
    places.push(index ?? -1);
    return undefined;
  });
  return { targets, representations, places, isEmpty: representations.length === 0 };
}
