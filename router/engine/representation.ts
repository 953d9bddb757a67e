import type { Rewrite } from './rewrites.ts';
import { rewrite } from './rewrites.ts';
import { isInherited, isObject, ownValue, quote, setOwn } from './json.ts';
import type { JsonObject } from './json.ts';
import { mergeInto } from './merge.ts';
import type { TypeTest } from './types.ts';

/** What a subgraph has to be told of an entity, as a query plan says it. */
export type Requirement =
  | { readonly kind: 'Field'; readonly name: string; readonly alias?: string; readonly selections?: Requirement[] }
  | { readonly kind: 'InlineFragment'; readonly typeCondition?: string; readonly selections: Requirement[] };

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
  return {
    identify: (object) => {
      const value = object[key.name];
      return typeof value === 'string' && object['__typename'] === key.type ? value : notSimple(represent(object));
    },
    textOf: (object) => {
      const value = object[key.name];
      const isSimple = typeof value === 'string' && object['__typename'] === key.type;
      return isSimple ? `${start}${quote(value)}}` : (represent(object) ?? 'null');
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
