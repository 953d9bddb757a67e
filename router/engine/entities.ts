import type { QueryPlan } from '@apollo/query-planner';
import { isAbstractType, isInterfaceType, isObjectType } from 'graphql';
import type { GraphQLSchema } from 'graphql';
import { isInherited, isObject, mergeInto, ownValue, quote, setOwn } from './json.ts';
import type { JsonObject } from './json.ts';

type PlanNode = Exclude<NonNullable<QueryPlan['node']>, { kind: 'Subscription' }>;
type FetchNode = Extract<PlanNode, { kind: 'Fetch' }>;
/** A change that the plan wants in what goes to a subgraph, or comes from it. */
export type Rewrite = NonNullable<FetchNode['inputRewrites']>[number];
/** What a subgraph has to be told of an entity, as a query plan says it. */
type Requirement = NonNullable<FetchNode['requires']>[number];

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

/** How a subgraph is told of entities. */
export interface Representation {
  /** What equal entities have in common; undefined for an object that lacks something required, or is of another type. */
  identify(object: JsonObject): unknown;
  /** The JSON text by which the subgraph knows an entity that was identified. */
  textOf(object: JsonObject): string;
}

/** Reads once what the plan requires of the entities of a fetch. */
export function createRepresentation(
  requires: readonly Requirement[],
  rewrites: readonly Rewrite[],
  isOfType: TypeTest,
): Representation {
  const represent = (object: JsonObject): string | undefined => {
    const representation = select(object, requires, isOfType);
    if (representation === undefined || (representation['__typename'] ?? null) === null) return undefined;
    if (rewrites.length > 0) rewrite(representation, rewrites, isOfType);
    return JSON.stringify(representation);
  };
  const key = rewrites.length === 0 ? simpleKey(requires) : undefined;
  if (key === undefined) return { identify: represent, textOf: (object) => represent(object) ?? 'null' };
  const start = `{"__typename":${quote(key.type)},${quote(key.name)}:`;
  const isSimple = (object: JsonObject, value: unknown): value is string =>
    typeof value === 'string' && object['__typename'] === key.type;
  return {
    identify: (object) => {
      const value = object[key.name];
      return isSimple(object, value) ? value : notSimple(represent(object));
    },
    textOf: (object) => {
      const value = object[key.name];
      return isSimple(object, value) ? `${start}${quote(value)}}` : (represent(object) ?? 'null');
    },
  };
}

/** The text of an entity whose key is no text, made unlike every key that is one. */
const notSimple = (text: string | undefined): string | undefined => text && `not simple: ${text}`;

/** What is required of almost every entity: its type and one field, its id. */
function simpleKey(requires: readonly Requirement[]): { readonly type: string; readonly name: string } | undefined {
  const [fragment, ...more] = requires;
  if (fragment?.kind !== 'InlineFragment' || fragment.typeCondition === undefined || more.length > 0) return undefined;
  const names = fragment.selections.flatMap((field) =>
    field.kind === 'Field' && field.alias === undefined && field.selections === undefined ? [field.name] : [],
  );
  const [typename, name, ...others] = names;
  const isSimple = names.length === fragment.selections.length && typename === '__typename' && others.length === 0;
  return isSimple && name !== undefined && !isInherited(name) ? { type: fragment.typeCondition, name } : undefined;
}

/** The required part of an object; undefined where it was not fetched, of which an error was told then. */
function select(object: JsonObject, requires: readonly Requirement[], isOfType: TypeTest): JsonObject | undefined {
  const selected: JsonObject = {};
  for (const requirement of requires) {
    if (requirement.kind === 'InlineFragment') {
      const { typeCondition, selections } = requirement;
      if (typeCondition === undefined || isOfType(object['__typename'], typeCondition) !== true) continue;
      const part = select(object, selections, isOfType);
      if (part !== undefined) mergeInto(selected, part);
      continue;
    }
    const name = requirement.alias ?? requirement.name;
    const value = ownValue(object, name);
    if (value === undefined) return undefined;
    const { selections } = requirement;
    setOwn(selected, name, selections === undefined ? value : selectWithin(value, selections, isOfType));
  }
  return selected;
}

function selectWithin(value: unknown, requires: readonly Requirement[], isOfType: TypeTest): unknown {
  if (Array.isArray(value)) return value.map((item) => selectWithin(item, requires, isOfType));
  return isObject(value) ? (select(value, requires, isOfType) ?? null) : value;
}

const ON = '... on ';

/** Makes the changes in place. An object that does not say its type is taken for every type. */
export function rewrite(value: unknown, rewrites: readonly Rewrite[], isOfType: TypeTest): void {
  for (const change of rewrites) {
    const name = change.path.at(-1);
    if (name === undefined) continue;
    forEachAt(value, change.path.slice(0, -1), isOfType, (object) => {
      if (change.kind === 'ValueSetter') return setOwn(object, name, change.setValueTo);
      const moved = ownValue(object, name);
      if ((moved ?? null) === null) return;
      setOwn(object, change.renameKeyTo, moved);
      setOwn(object, name, undefined);
    });
  }
}

function forEachAt(
  value: unknown,
  path: readonly string[],
  isOfType: TypeTest,
  change: (object: JsonObject) => void,
): void {
  if (Array.isArray(value)) {
    for (const item of value) forEachAt(item, path, isOfType, change);
    return;
  }
  if (!isObject(value)) return;
  const [step, ...rest] = path;
  if (step === undefined) change(value);
  else if (!step.startsWith(ON)) forEachAt(ownValue(value, step), rest, isOfType, change);
  else if (isOfType(ownValue(value, '__typename'), step.slice(ON.length)) !== false)
    forEachAt(value, rest, isOfType, change);
}

/** Names of fields from the root of the answer, and `@` for each of a list. */
export type Place = readonly string[];

/** The objects that a fetch is for and, where it asks for entities, which of those each object is. */
export interface Subjects {
  readonly targets: readonly JsonObject[];
  /** For each target, which of the objects at the step's place it is. */
  readonly positions: readonly number[];
  /** The entities' JSON texts, each once: a page of orders names the same product many times (apollographql/federation #180). */
  readonly representations: readonly string[] | undefined;
  /** For each target the index of its entity among the representations. */
  readonly places: readonly number[];
}

/** Finds in the answer so far what a fetch is for. */
export function subjectsOf(
  { place, representation }: { readonly place: Place; readonly representation: Representation | undefined },
  data: JsonObject,
): Subjects {
  const found: JsonObject[] = [];
  collect(data, place, 0, found);
  if (representation === undefined) return { targets: found, positions: [], representations: undefined, places: [] };
  const placeOf = new Map<unknown, number>();
  const representations: string[] = [];
  const targets: JsonObject[] = [];
  const positions: number[] = [];
  const places: number[] = [];
  for (const [position, target] of found.entries()) {
    const identity = representation.identify(target);
    if (identity === undefined) continue;
    let index = placeOf.get(identity);
    if (index === undefined) {
      index = representations.push(representation.textOf(target)) - 1;
      placeOf.set(identity, index);
    }
    targets.push(target);
    positions.push(position);
    places.push(index);
  }
  return { targets, positions, representations, places };
}

/** Adds the objects at a place to `found`, those that are null left out. */
function collect(value: unknown, place: Place, depth: number, found: JsonObject[]): void {
  if (Array.isArray(value)) {
    const inner = place[depth] === '@' ? depth + 1 : depth;
    for (const item of value) collect(item, place, inner, found);
    return;
  }
  if (!isObject(value)) return;
  const name = place[depth];
  if (name === undefined) found.push(value);
  else collect(ownValue(value, name), place, depth + 1, found);
}
