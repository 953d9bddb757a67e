import { GraphQLError, getOperationAST, parse } from 'graphql';
import type { DocumentNode, GraphQLFormattedError } from 'graphql';
import { LRUCache } from 'lru-cache';
import { costOf } from '../admission/cost.ts';
import type { Cost } from '../admission/cost.ts';
import { createInputCheck } from '../admission/input.ts';
import type { InputCheck } from '../admission/input.ts';
import { checkLimits } from '../admission/limits.ts';
import type { RouterConfig } from '../config.ts';
import { applyConditions, createConditions, sourceOf } from '../engine/document.ts';
import type { Conditions } from '../engine/document.ts';
import type { Graph } from '../engine/graph.ts';
import type { JsonObject } from '../engine/json.ts';
import { createOperations } from '../engine/operation.ts';
import type { Operation } from '../engine/operation.ts';
import { queryTooLarge, refusal } from '../errors.ts';
import type { PlanningRequest } from './planning-thread.ts';
import type { Planning } from './planning.ts';

/** What is kept, counted by the characters of its texts: some hundred large operations, at about 100 bytes of memory a character. */
const KEPT_LENGTH_MAX = 500_000;

/** An operation with all that is checked before it runs. */
interface CheckedOperation {
  /** Undefined for an anonymous one. */
  readonly name: string | undefined;
  readonly operation: Operation;
  readonly faultsOf: InputCheck;
  readonly costOf: Cost;
}

/** What a query asks for, or what is wrong with it. */
type Found =
  | { readonly found: CheckedOperation; readonly errors?: undefined }
  | { readonly found?: undefined; readonly errors: readonly GraphQLFormattedError[] };

/**
 * Reads a query's text for its operation of a name, or the only one, as the variables of a request include or skip its parts. Throws
 * RefusedError for a query over a limit.
 */
export type FindOperation = (request: {
  readonly query: string;
  readonly operationName: string | undefined;
  readonly variables: JsonObject;
}) => Promise<Found>;

/** A document, with what was prepared of it for the name and the conditions that were asked for. */
interface Known {
  readonly document: DocumentNode;
  readonly conditionsOf: Map<string | undefined, (variables: JsonObject) => Conditions>;
  readonly found: ReadonlyMap<string, Promise<Found>>;
}

/** Reads documents, has them planned, and keeps what was prepared of those that are valid. */
export function createFindOperation(graph: Graph, plan: Planning['plan'], config: RouterConfig): FindOperation {
  const tokensMax = config.QUERY_TOKENS_MAX;
  const prepareOperation = createOperations(graph);
  const kept = new LRUCache<string, Known>({
    maxSize: KEPT_LENGTH_MAX,
    sizeCalculation: ({ found }, query) => (query.length + 1) * Math.max(1, found.size),
  });
  const keep = (query: string, key: string, found?: Promise<Found>): void => {
    const known = kept.peek(query);
    if (known === undefined) return;
    const others = [...known.found].filter(([each]) => each !== key);
    if (found === undefined && others.length === 0) kept.delete(query);
    else kept.set(query, { ...known, found: new Map(found === undefined ? others : [...others, [key, found]]) });
  };
  const read = (query: string): Known => {
    const document = parse(query, { noLocation: true, maxLexicalTokens: tokensMax });
    // Before it is validated and planned: that takes long for one that is made to be large.
    checkLimits(document, config);
    const known = { document, conditionsOf: new Map(), found: new Map() };
    kept.set(query, known);
    return known;
  };
  const prepare = async (document: DocumentNode, request: PlanningRequest): Promise<Found> => {
    const planned = await plan(request);
    if (planned.errors !== undefined) return planned;
    const source = sourceOf(document, request.name);
    const operation = prepareOperation(applyConditions(source, request.conditions), planned.steps);
    const faultsOf = createInputCheck(graph.schema, source, !config.INTROSPECTION);
    const name = source.operation.name?.value;
    return { found: { name, operation, faultsOf, costOf: costOf(graph, source) } };
  };

  return async ({ query, operationName: name, variables }) => {
    try {
      const { document, conditionsOf, found } = kept.get(query) ?? read(query);
      let ofName = conditionsOf.get(name);
      if (ofName === undefined) {
        ofName = getOperationAST(document, name) ? createConditions(sourceOf(document, name)) : () => ({});
        conditionsOf.set(name, ofName);
      }
      const conditions = ofName(variables);
      const key = `${name ?? ''} ${Object.values(conditions).join()}`;
      const known = found.get(key);
      if (known !== undefined) return await known;
      const preparing = prepare(document, { query, name, conditions });
      keep(query, key, preparing);
      const forget = (): void => keep(query, key);
      preparing.then(({ errors }) => errors && forget(), forget);
      return await preparing;
    } catch (error) {
      if (error instanceof GraphQLError) return { errors: [syntaxFault(error, tokensMax)] };
      // Lists in lists in lists, for which the stack is not deep enough.
      if (error instanceof RangeError) throw queryTooLarge('The query is nested too deeply to be read.');
      throw error;
    }
  };
}

function syntaxFault(error: GraphQLError, tokensMax: number): GraphQLFormattedError {
  if (/contains more tha[nt] \d+ tokens/.test(error.message))
    throw queryTooLarge(`The query has more than ${tokensMax} tokens, which is the limit.`);
  return refusal('GRAPHQL_PARSE_FAILED', error.toJSON());
}
