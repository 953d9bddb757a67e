import type { Rewrite } from './rewrites.ts';
import { rewrite } from './rewrites.ts';
import { isObject, ownValue, setOwn } from './json.ts';
import type { JsonObject } from './json.ts';
import { mergeInto } from './merge.ts';
import type { TypeTest } from './types.ts';

/** What a subgraph has to be told of an entity, as a query plan says it. */
export type Requirement =
  | { readonly kind: 'Field'; readonly name: string; readonly alias?: string; readonly selections?: Requirement[] }
  | { readonly kind: 'InlineFragment'; readonly typeCondition?: string; readonly selections: Requirement[] };

/** Makes the JSON text by which a subgraph knows an entity; undefined for an object that lacks something of it, or is of another type. */
export type Represent = (object: JsonObject) => string | undefined;

/** Reads once what the plan requires of the entities of a fetch. */
export function createRepresent(
  requires: readonly Requirement[],
  rewrites: readonly Rewrite[],
  isOfType: TypeTest,
): Represent {
  return (object) => {
    const representation = select(object, requires, isOfType);
    if (representation === undefined || (representation['__typename'] ?? null) === null) return undefined;
    if (rewrites.length > 0) rewrite(representation, rewrites, isOfType);
    return JSON.stringify(representation);
  };
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
