import { Kind } from 'graphql';
import type { DocumentNode, FragmentDefinitionNode, SelectionSetNode } from 'graphql';
import { queryTooLarge } from '../http/errors.ts';

export interface QueryLimits {
  /** Fields within fields. The introspection of the schema is not counted: its own query is deeper than any other. */
  readonly depthMax: number;
  /** Fields with every fragment spread out. */
  readonly fieldsMax: number;
  /** Fields under another name, with every fragment spread out. */
  readonly aliasesMax: number;
  /** Fields of Query or Mutation. */
  readonly rootFieldsMax: number;
}

/** Throws RefusedError, with the limit and what the query has, for the first limit that it goes over. */
export type LimitCheck = (document: DocumentNode) => void;

/** Measures what can be told of a query without the graph and without variables. */
export const createLimitCheck =
  (limits: QueryLimits): LimitCheck =>
  (document) => {
    const measure = createMeasure(document);
    for (const definition of document.definitions) {
      if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
      const size = measure(definition.selectionSet);
      if (size.depth > limits.depthMax)
        throw queryTooLarge(`The query is ${size.depth} fields deep; the limit is ${limits.depthMax}.`);
      refuseOver('root fields', size.rootFields, limits.rootFieldsMax);
      refuseOver('aliases', size.aliases, limits.aliasesMax);
      refuseOver('fields', size.fields, limits.fieldsMax);
    }
  };

/** Fragments that spread fragments twice make astronomical numbers. */
const COUNT_SHOWN_MAX = 1_000_000;

function refuseOver(what: string, count: number, limit: number): void {
  if (count <= limit) return;
  const shown = count > COUNT_SHOWN_MAX ? `more than ${COUNT_SHOWN_MAX}` : String(count);
  throw queryTooLarge(`The query has ${shown} ${what}; the limit is ${limit}.`);
}

interface Size {
  depth: number;
  fields: number;
  aliases: number;
  rootFields: number;
}

/** Measures selections, each fragment once however often it is spread. One that spreads itself counts nothing: validation refuses it. */
function createMeasure(document: DocumentNode): (set: SelectionSetNode) => Size {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  const sizes = new Map<string, Size>();
  const nothing: Size = { depth: 0, fields: 0, aliases: 0, rootFields: 0 };

  const sizeOfFragment = (name: string): Size => {
    const known = sizes.get(name);
    if (known !== undefined) return known;
    sizes.set(name, nothing);
    const fragment = fragments.get(name);
    const size = fragment === undefined ? nothing : measure(fragment.selectionSet);
    sizes.set(name, size);
    return size;
  };

  const measure = (set: SelectionSetNode): Size => {
    const size = { ...nothing };
    for (const selection of set.selections) {
      if (selection.kind === Kind.FIELD) {
        const inner = selection.selectionSet === undefined ? nothing : measure(selection.selectionSet);
        const isIntrospection = selection.name.value.startsWith('__');
        size.depth = Math.max(size.depth, isIntrospection ? 1 : inner.depth + 1);
        size.fields += inner.fields + 1;
        size.aliases += inner.aliases + (selection.alias === undefined ? 0 : 1);
        size.rootFields += 1;
      } else {
        const inner =
          selection.kind === Kind.INLINE_FRAGMENT
            ? measure(selection.selectionSet)
            : sizeOfFragment(selection.name.value);
        size.depth = Math.max(size.depth, inner.depth);
        size.fields += inner.fields;
        size.aliases += inner.aliases;
        size.rootFields += inner.rootFields;
      }
    }
    return size;
  };
  return measure;
}
