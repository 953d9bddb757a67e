import { Kind } from 'graphql';
import type { DocumentNode, SelectionSetNode } from 'graphql';
import type { RouterConfig } from '../config.ts';
import { fragmentsOf } from '../engine/document.ts';
import { queryTooLarge } from '../errors.ts';

/** The settings that are limits here (docs/router.md). */
type QueryLimits = Pick<
  RouterConfig,
  'QUERY_DEPTH_MAX' | 'QUERY_FIELDS_MAX' | 'QUERY_ALIASES_MAX' | 'QUERY_ROOT_FIELDS_MAX'
>;

/**
 * Measures what can be told of a query without the graph and without variables. Throws RefusedError, with the limit and what the query
 * has, for the first limit that it goes over.
 */
export function checkLimits(document: DocumentNode, limits: QueryLimits): void {
  const measure = createMeasure(document);
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    const size = measure(definition.selectionSet);
    if (size.depth > limits.QUERY_DEPTH_MAX)
      throw queryTooLarge(`The query is ${size.depth} fields deep; the limit is ${limits.QUERY_DEPTH_MAX}.`);
    refuseOver('root fields', size.rootFields, limits.QUERY_ROOT_FIELDS_MAX);
    refuseOver('aliases', size.aliases, limits.QUERY_ALIASES_MAX);
    refuseOver('fields and fragments', size.fields, limits.QUERY_FIELDS_MAX);
  }
}

/** Fragments that spread fragments twice make astronomical numbers. */
const COUNT_SHOWN_MAX = 1_000_000;

function refuseOver(what: string, count: number, limit: number): void {
  if (count <= limit) return;
  const shown = count > COUNT_SHOWN_MAX ? `more than ${COUNT_SHOWN_MAX}` : String(count);
  throw queryTooLarge(`The query has ${shown} ${what}; the limit is ${limit}.`);
}

const NOTHING = { depth: 0, fields: 0, aliases: 0, rootFields: 0 };

/** Measures selections, each fragment once however often it is spread. One that spreads itself counts nothing: validation refuses it. */
function createMeasure(document: DocumentNode): (set: SelectionSetNode | undefined) => typeof NOTHING {
  const fragments = fragmentsOf(document);
  const sizes = new Map<SelectionSetNode | undefined, typeof NOTHING>([[undefined, NOTHING]]);
  const measure = (set: SelectionSetNode | undefined): typeof NOTHING => {
    const known = sizes.get(set);
    if (known !== undefined) return known;
    sizes.set(set, NOTHING);
    const size = { ...NOTHING };
    for (const selection of set?.selections ?? []) {
      const isSpread = selection.kind === Kind.FRAGMENT_SPREAD;
      const inner = measure((isSpread ? fragments.get(selection.name.value) : selection)?.selectionSet);
      const isField = selection.kind === Kind.FIELD;
      // Its own query is deeper than any other.
      const isIntrospection = isField && selection.name.value.startsWith('__');
      size.depth = Math.max(size.depth, isIntrospection ? 1 : inner.depth + Number(isField));
      size.fields += inner.fields + 1;
      size.aliases += inner.aliases + Number(isField && selection.alias !== undefined);
      size.rootFields += isField ? 1 : inner.rootFields;
    }
    sizes.set(set, size);
    return size;
  };
  return measure;
}
