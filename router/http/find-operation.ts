import { createHash } from 'node:crypto';
import { GraphQLError, getOperationAST, parse } from 'graphql';
import type { DocumentNode, GraphQLFormattedError } from 'graphql';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { costOf } from '../admission/cost.ts';
import { createInputCheck } from '../admission/input.ts';
import { checkLimits } from '../admission/limits.ts';
import type { RouterConfig } from '../config.ts';
import { applyConditions, createConditions, sourceOf } from '../engine/document.ts';
import type { Conditions } from '../engine/document.ts';
import type { Graph } from '../engine/graph.ts';
import type { JsonObject } from '../engine/data.ts';
import { createOperations } from '../engine/operation.ts';
import { RefusedError, badRequest, queryTooLarge, refusal } from '../errors.ts';
import type { PlanningRequest } from './planning-thread.ts';
import type { Planning } from './planning.ts';
import type { GraphqlRequest } from './read-request.ts';

/** Queries that clients have sent whole once and name by their hash since, counted by their characters. */
const SENT_LENGTH_MAX = 1_000_000;
/** What is kept, counted by the characters of its texts: some hundred large operations, at about 100 bytes of memory a character. */
const KEPT_LENGTH_MAX = 500_000;

/** Documents by the SHA-256 of their text, in hexadecimal. */
export type Manifest = Readonly<Record<string, string>>;

/** Reads a manifest; throws where it is none. */
export const readManifest = (json: string): Manifest => z.record(z.string(), z.string()).parse(JSON.parse(json));

/**
 * Finds the text of a query by its hash among those of the manifest and, unless they are all that is answered, those that a client has sent
 * with its hash before (automatic persisted queries); undefined for an unknown hash. Throws RefusedError for a query that is not allowed.
 */
export function createFindQuery(manifest: Manifest, isListedOnly: boolean) {
  const known = new Map(Object.entries(manifest));
  const listed = new Set(known.values());
  const sent = new LRUCache<string, string>({ maxSize: SENT_LENGTH_MAX, sizeCalculation: (query) => query.length });
  return ({ query, hash = '' }: GraphqlRequest): string | undefined => {
    if (query === undefined) return known.get(hash) ?? sent.get(hash);
    if (isListedOnly && !listed.has(query)) {
      const message = 'Only the operations of the published list are answered here.';
      throw new RefusedError(403, 'OPERATION_NOT_LISTED', message);
    }
    if (isListedOnly || hash === '') return query;
    if (createHash('sha256').update(query).digest('hex') !== hash)
      throw badRequest('The hash is not that of the query.');
    sent.set(hash, query);
    return query;
  };
}

/** A document within the limits, with what was prepared of it for the names of operations that were asked for. */
interface Known {
  readonly document: DocumentNode;
  /** Unlike that of any other document, and shorter than its text. */
  readonly number: number;
  readonly conditionsOf: Map<string | undefined, (variables: JsonObject) => Conditions>;
}

/**
 * Finds the operation of a name in a query's text, or the only one, as the variables include or skip its parts: has it planned, and keeps what
 * was prepared of valid ones. What is wrong with a query is told by `errors`. Throws RefusedError for one over a limit.
 */
export function createFindOperation(graph: Graph, plan: Planning['plan'], config: RouterConfig) {
  const tokensMax = config.QUERY_TOKENS_MAX;
  const prepareOperation = createOperations(graph);
  const documents = new LRUCache<string, Known>({
    maxSize: KEPT_LENGTH_MAX,
    sizeCalculation: (_, query) => query.length + 1,
  });
  let documentsRead = 0;
  const read = (query: string): Known => {
    const document = parse(query, { noLocation: true, maxLexicalTokens: tokensMax });
    // Before it is validated and planned: that takes long for one that is made to be large.
    checkLimits(document, config);
    const known = { document, number: (documentsRead += 1), conditionsOf: new Map() };
    documents.set(query, known);
    return known;
  };
  /** Of an operation that is valid: all that is checked before it runs. */
  const prepare = async (document: DocumentNode, request: PlanningRequest) => {
    const planned = await plan(request);
    if (planned.errors !== undefined) return planned;
    const source = sourceOf(document, request.name);
    return {
      name: source.operation.name?.value,
      operation: prepareOperation(applyConditions(source, request.conditions), planned.steps),
      faultsOf: createInputCheck(graph.schema, source, !config.INTROSPECTION),
      costOf: costOf(graph, source),
    };
  };
  const operations = new LRUCache<string, ReturnType<typeof prepare>>({ maxSize: KEPT_LENGTH_MAX });
  /** Keeps what is prepared from the start, so that it is prepared once for all who wait, and drops what turns out to be wrong. */
  const keep = (key: string, query: string, preparing: ReturnType<typeof prepare>): ReturnType<typeof prepare> => {
    const forget = (): void => {
      operations.delete(key);
      documents.delete(query);
    };
    operations.set(key, preparing, { size: query.length });
    preparing.then((found) => 'errors' in found && forget(), forget);
    return preparing;
  };

  return async (query: string, name: string | undefined, variables: JsonObject) => {
    try {
      const { document, number, conditionsOf } = documents.get(query) ?? read(query);
      let ofName = conditionsOf.get(name);
      if (ofName === undefined) {
        ofName = getOperationAST(document, name) ? createConditions(sourceOf(document, name)) : () => ({});
        conditionsOf.set(name, ofName);
      }
      const conditions = ofName(variables);
      const key = `${number} ${Object.values(conditions).join()} ${name ?? ''}`;
      const known = operations.get(key);
      return await (known ?? keep(key, query, prepare(document, { query, name, conditions })));
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
