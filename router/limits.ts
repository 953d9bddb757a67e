import { GraphQLError, Kind, parse } from 'graphql';
import type { DocumentNode, FragmentDefinitionNode, SelectionSetNode } from 'graphql';
import { queryTooLarge } from './errors.ts';

export interface QueryLimits {
  /** Words and signs of the query's text. */
  readonly tokensMax: number;
  /** Fields within fields. The introspection of the schema is not counted: its own query is deeper than any other. */
  readonly depthMax: number;
  /** Fields with every fragment spread out. */
  readonly fieldsMax: number;
  /** Fields under another name, with every fragment spread out. */
  readonly aliasesMax: number;
  /** Fields of Query or Mutation. */
  readonly rootFieldsMax: number;
}

/** The first limit that a query goes over, or undefined. What cannot be parsed is for the server to refuse. */
export type LimitCheck = (query: string) => GraphQLError | undefined;

/** How many queries are remembered as small enough, and how long they may be for that. */
const REMEMBERED_MAX = 1_000;
const REMEMBERED_LENGTH_MAX = 8_000;

/**
 * Measures queries before they are validated: validation itself takes long for a query that is made to be large.
 */
export function createLimitCheck(limits: QueryLimits): LimitCheck {
  const passed = new Set<string>();
  return (query) => {
    if (passed.has(query)) return undefined;
    let document: DocumentNode;
    try {
      document = parse(query, { noLocation: true, maxLexicalTokens: limits.tokensMax });
    } catch (error) {
      const isTooLong =
        error instanceof GraphQLError && /Document contains more tha[nt] \d+ tokens/.test(error.message);
      return isTooLong
        ? queryTooLarge(`The query has more than ${limits.tokensMax} tokens, which is the limit.`)
        : undefined;
    }
    const fault = faultOf(document, limits);
    if (fault !== undefined) return fault;
    if (query.length <= REMEMBERED_LENGTH_MAX) {
      if (passed.size >= REMEMBERED_MAX) passed.clear();
      passed.add(query);
    }
    return undefined;
  };
}

function faultOf(document: DocumentNode, limits: QueryLimits): GraphQLError | undefined {
  const measure = createMeasure(document);
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    const size = measure(definition.selectionSet);
    if (size.rootFields > limits.rootFieldsMax) return tooLarge('root fields', size.rootFields, limits.rootFieldsMax);
    if (size.depth > limits.depthMax)
      return queryTooLarge(`The query is ${size.depth} fields deep; the limit is ${limits.depthMax}.`);
    if (size.aliases > limits.aliasesMax) return tooLarge('aliases', size.aliases, limits.aliasesMax);
    if (size.fields > limits.fieldsMax) return tooLarge('fields', size.fields, limits.fieldsMax);
  }
  return undefined;
}

/** Fragments that spread fragments twice make astronomical numbers. */
const COUNT_SHOWN_MAX = 1_000_000;
const tooLarge = (what: string, count: number, limit: number): GraphQLError =>
  queryTooLarge(
    `The query has ${count > COUNT_SHOWN_MAX ? `more than ${COUNT_SHOWN_MAX}` : count} ${what}; the limit is ${limit}.`,
  );

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
