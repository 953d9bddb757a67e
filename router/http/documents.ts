import { GraphQLError, parse } from 'graphql';
import type { DocumentNode, GraphQLFormattedError } from 'graphql';
import { LRUCache } from 'lru-cache';
import { sourceOf } from '../engine/document.ts';
import type { OperationSource } from '../engine/document.ts';
import type { Step } from '../engine/plan.ts';
import { queryTooLarge, refusal } from './errors.ts';
import type { Planning } from './planning.ts';

/** What is kept, counted by the characters of its texts: some hundred large operations, at about 100 bytes of memory a character. */
const KEPT_LENGTH_MAX = 500_000;

export interface DocumentOptions<Prepared> {
  readonly tokensMax: number;
  /** Throws RefusedError for a document over a limit, before it is validated and planned: that takes long for one that is made to be large. */
  readonly checkLimits: (document: DocumentNode) => void;
  readonly plan: Planning['plan'];
  /** Makes of an operation of a valid document what is kept of it. */
  readonly prepare: (source: OperationSource, steps: Step | undefined) => Prepared;
}

/** What a query asks for, prepared, or what is wrong with it. */
export type Found<Prepared> =
  | { readonly found: Prepared; readonly errors?: undefined }
  | { readonly found?: undefined; readonly errors: readonly GraphQLFormattedError[] };

/** Reads a query's text for its operation of a name, or the only one. Throws RefusedError for a query over a limit. */
export type FindOperation<Prepared> = (query: string, name: string | undefined) => Promise<Found<Prepared>>;

/** Reads documents, has them planned, and keeps what was prepared of those that are valid, by the name that was asked for. */
export function createDocuments<Prepared>(options: DocumentOptions<Prepared>): FindOperation<Prepared> {
  const { tokensMax, checkLimits, plan, prepare } = options;
  const kept = new LRUCache<string, Map<string | undefined, Promise<Found<Prepared>>>>({
    maxSize: KEPT_LENGTH_MAX,
    sizeCalculation: (names, query) => (query.length + 1) * names.size,
  });

  const read = async (query: string, name: string | undefined): Promise<Found<Prepared>> => {
    try {
      const document = parse(query, { noLocation: true, maxLexicalTokens: tokensMax });
      checkLimits(document);
      const planned = await plan({ query, name });
      if (planned.errors !== undefined) return planned;
      return { found: prepare(sourceOf(document, name), planned.steps) };
    } catch (error) {
      if (error instanceof GraphQLError) return { errors: [syntaxFault(error, tokensMax)] };
      // Lists in lists in lists, for which the stack is not deep enough.
      if (error instanceof RangeError) throw queryTooLarge('The query is nested too deeply to be read.');
      throw error;
    }
  };

  return (query, name) => {
    const names = kept.get(query);
    const known = names?.get(name);
    if (known !== undefined) return known;
    const reading = read(query, name);
    kept.set(query, new Map([...(names ?? []), [name, reading]]));
    const forget = (): void => {
      const others = [...(kept.peek(query) ?? [])].filter(([, each]) => each !== reading);
      if (others.length > 0) kept.set(query, new Map(others));
      else kept.delete(query);
    };
    reading.then(({ errors }) => errors && forget(), forget);
    return reading;
  };
}

function syntaxFault(error: GraphQLError, tokensMax: number): GraphQLFormattedError {
  if (/contains more tha[nt] \d+ tokens/.test(error.message))
    throw queryTooLarge(`The query has more than ${tokensMax} tokens, which is the limit.`);
  return refusal('GRAPHQL_PARSE_FAILED', error.toJSON());
}
