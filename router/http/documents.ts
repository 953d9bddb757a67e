import { GraphQLError, parse } from 'graphql';
import type { GraphQLFormattedError } from 'graphql';
import { LRUCache } from 'lru-cache';
import { costOf } from '../admission/cost.ts';
import type { Cost } from '../admission/cost.ts';
import { createInputCheck } from '../admission/input.ts';
import type { InputCheck } from '../admission/input.ts';
import { checkLimits } from '../admission/limits.ts';
import type { RouterConfig } from '../config.ts';
import { sourceOf } from '../engine/document.ts';
import type { Graph } from '../engine/graph.ts';
import { createOperations } from '../engine/operation.ts';
import type { Operation } from '../engine/operation.ts';
import { queryTooLarge, refusal } from './errors.ts';
import type { Planning } from './planning.ts';

/** What is kept, counted by the characters of its texts: some hundred large operations, at about 100 bytes of memory a character. */
const KEPT_LENGTH_MAX = 500_000;

/** An operation with all that is checked before it runs. */
interface CheckedOperation {
  readonly operation: Operation;
  readonly faultsOf: InputCheck;
  readonly costOf: Cost;
}

/** What a query asks for, or what is wrong with it. */
type Found =
  | { readonly found: CheckedOperation; readonly errors?: undefined }
  | { readonly found?: undefined; readonly errors: readonly GraphQLFormattedError[] };

/** Reads a query's text for its operation of a name, or the only one. Throws RefusedError for a query over a limit. */
export type FindOperation = (query: string, name: string | undefined) => Promise<Found>;

/** Reads documents, has them planned, and keeps what was prepared of those that are valid, by the name that was asked for. */
export function createFindOperation(graph: Graph, plan: Planning['plan'], config: RouterConfig): FindOperation {
  const tokensMax = config.QUERY_TOKENS_MAX;
  const prepareOperation = createOperations(graph);
  const kept = new LRUCache<string, Map<string | undefined, Promise<Found>>>({
    maxSize: KEPT_LENGTH_MAX,
    sizeCalculation: (names, query) => (query.length + 1) * names.size,
  });

  const read = async (query: string, name: string | undefined): Promise<Found> => {
    try {
      const document = parse(query, { noLocation: true, maxLexicalTokens: tokensMax });
      // Before it is validated and planned: that takes long for one that is made to be large.
      checkLimits(document, config);
      const planned = await plan({ query, name });
      if (planned.errors !== undefined) return planned;
      const source = sourceOf(document, name);
      const operation = prepareOperation(source, planned.steps);
      const faultsOf = createInputCheck(graph.schema, source, !config.INTROSPECTION);
      return { found: { operation, faultsOf, costOf: costOf(graph, source) } };
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
