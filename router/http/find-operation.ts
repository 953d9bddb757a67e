import { createHash } from 'node:crypto';
import { GraphQLError, getOperationAST, parse } from 'graphql';
import type { DocumentNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { RefusedError, badRequest, refused } from '#platform/errors.ts';
import { createInputCheck } from '../admission/input.ts';
import { measureDocument } from '../admission/limits.ts';
import type { RouterConfig } from '../config.ts';
import type { JsonObject } from '../engine/data.ts';
import { applyConditions, createConditions, sourceOf } from '../engine/document.ts';
import type { Graph } from '../engine/graph.ts';
import { prepareOperation } from '../engine/operation.ts';
import { queryError, queryTooLarge } from '../errors.ts';
import type { Planning } from './planning.ts';
import type { PlanningRequest } from './planning-thread.ts';
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
 * Finds the text of a query by its hash among those of the manifest and, unless only they are answered, those that a client has sent with
 * its hash before (automatic persisted queries). Throws RefusedError for an unknown hash and for a query that is not allowed.
 */
export function createFindQuery(manifest: Manifest, isListedOnly: boolean) {
  const known = new Map(Object.entries(manifest));
  const listed = new Set(known.values());
  const sent = new LRUCache<string, string>({ maxSize: SENT_LENGTH_MAX, sizeCalculation: (query) => query.length });
  return ({ query, hash = '' }: GraphqlRequest): string => {
    if (query === undefined) {
      const found = known.get(hash) ?? sent.get(hash);
      if (found === undefined)
        throw new RefusedError([queryError('PERSISTED_QUERY_NOT_FOUND', { message: 'PersistedQueryNotFound' })]);
      return found;
    }
    if (isListedOnly && !listed.has(query))
      throw refused(403, 'OPERATION_NOT_LISTED', 'Only the operations of the published list are answered here.');
    if (hash === '') return query;
    if (createHash('sha256').update(query).digest('hex') !== hash)
      throw badRequest('The hash is not that of the query.');
    if (!isListedOnly) sent.set(hash, query);
    return query;
  };
}

const NO_OPERATION = queryError('OPERATION_RESOLUTION_FAILURE', {
  message: 'The query has no such operation, or several and none is named.',
});

type Wanted = Pick<PlanningRequest, 'query' | 'name'>;

/**
 * Finds the operation of a name in a query's text, or the only one, as the variables include or skip its parts: has it planned, and keeps what
 * was prepared of valid ones. Throws RefusedError for a query that is over a limit or wrong.
 */
export function createFindOperation(graph: Graph, plan: Planning['plan'], config: RouterConfig) {
  let documentsRead = 0;
  const read = ({ query, name }: Wanted) => {
    const document = parseQuery(query, config.QUERY_TOKENS_MAX);
    // Before it is validated and planned: that takes long for one that is made to be large.
    const costs = measureDocument(document, graph.wholeSchema, config);
    const source = getOperationAST(document, name) ? sourceOf(document, name) : undefined;
    const conditionsOf = source ? createConditions(source) : () => ({});
    const costOf = costs.get(source?.operation.name?.value) ?? (() => 0);
    // The number stands for the text in keys, since it is shorter.
    return { source, costOf, conditionsOf, number: (documentsRead += 1) };
  };
  type Known = ReturnType<typeof read>;
  const documents = new LRUCache<string, Known, Wanted>({
    maxSize: KEPT_LENGTH_MAX,
    sizeCalculation: (_, key) => key.length + 1,
    memoMethod: (_, __, { context }) => read(context),
  });

  /** All that is known of an operation before its variables are. */
  const prepare = async (wanted: Wanted, { source, costOf }: Known, conditions: PlanningRequest['conditions']) => {
    const planned = await plan({ ...wanted, conditions });
    if (planned.errors !== undefined) throw new RefusedError(planned.errors);
    if (source === undefined) throw new RefusedError([NO_OPERATION]);
    const conditioned = applyConditions(source, conditions);
    return {
      name: source.operation.name?.value,
      operation: prepareOperation(graph, conditioned, planned.steps),
      checkInput: createInputCheck(graph.schema, { source, conditioned, conditions }, !config.INTROSPECTION),
      costOf,
    };
  };
  // A promise is kept from the start, so that an operation is prepared once for all who wait for it.
  const operations = new LRUCache<string, ReturnType<typeof prepare>>({ maxSize: KEPT_LENGTH_MAX });

  return async (query: string, name: string | undefined, variables: JsonObject) => {
    const wanted = { query, name };
    // With the length, since a name may be any text: it must not look like the beginning of another query.
    const documentKey = `${query.length} ${name ?? ''} ${query}`;
    const known = documents.memo(documentKey, { context: wanted });
    const conditions = known.conditionsOf(variables);
    const key = `${known.number} ${Object.values(conditions).join()}`;
    let prepared = operations.get(key);
    if (prepared === undefined) {
      prepared = prepare(wanted, known, conditions);
      operations.set(key, prepared, { size: query.length });
      // Invalid operations must not evict valid ones.
      prepared.catch(() => operations.delete(key) && documents.delete(documentKey));
    }
    return prepared;
  };
}

function parseQuery(query: string, tokensMax: number): DocumentNode {
  try {
    return parse(query, { noLocation: true, maxLexicalTokens: tokensMax });
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    if (/contains more tha[nt] \d+ tokens/.test(error.message))
      throw queryTooLarge(`The query has more than ${tokensMax} tokens, which is the limit.`);
    throw new RefusedError([queryError('GRAPHQL_PARSE_FAILED', error.toJSON())]);
  }
}
