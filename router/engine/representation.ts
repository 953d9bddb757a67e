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

/** Makes the JSON text by which a subgraph knows an entity; undefined for an object that lacks something of it, or is of another type. */
export type Represent = (object: JsonObject) => string | undefined;

/** Reads once what the plan requires of the entities of a fetch. */
export function createRepresent(
  requires: readonly Requirement[],
  rewrites: readonly Rewrite[],
  isOfType: TypeTest,
): Represent {
  const represent: Represent = (object) => {
    const representation = select(object, requires, isOfType);
    if (representation === undefined || (representation['__typename'] ?? null) === null) return undefined;
    if (rewrites.length > 0) rewrite(representation, rewrites, isOfType);
    return JSON.stringify(representation);
  };
  const plain = rewrites.length === 0 ? plainRequirement(requires) : undefined;
  return plain === undefined ? represent : (object) => representPlainly(object, plain) ?? represent(object);
}

/** What is required of almost every entity: its type and some texts, such as its id. */
interface PlainRequirement {
  readonly type: string;
  readonly names: readonly string[];
}

function plainRequirement(requires: readonly Requirement[]): PlainRequirement | undefined {
  const [fragment, ...more] = requires;
  if (fragment?.kind !== 'InlineFragment' || fragment.typeCondition === undefined || more.length > 0) return undefined;
  const names = fragment.selections.flatMap((field) =>
    field.kind === 'Field' && field.alias === undefined && field.selections === undefined ? [field.name] : [],
  );
  const isPlain = names.length === fragment.selections.length && names[0] === '__typename' && !names.some(isInherited);
  return isPlain ? { type: fragment.typeCondition, names: names.slice(1) } : undefined;
}

/** Undefined for an object that does not say that it is of this very type, or whose values are not all there. */
function representPlainly(object: JsonObject, { type, names }: PlainRequirement): string | undefined {
  if (object['__typename'] !== type) return undefined;
  let text = `{"__typename":"${type}"`;
  for (const name of names) {
    const value = object[name];
    if (value === undefined) return undefined;
    text += `,"${name}":${typeof value === 'string' ? quote(value) : JSON.stringify(value)}`;
  }
  return `${text}}`;
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
