import type { GraphQLFormattedError } from 'graphql';
import type { Log } from '#platform/log.ts';
import type { RouterContext } from './context.ts';
import type { FindDocument } from './documents.ts';
import { isForClients, maskError, queryTooLarge, refusal } from './errors.ts';
import type { Ask } from './engine/run.ts';
import type { Operation, Operations } from './operations.ts';
import type { FindQuery } from './persisted-queries.ts';
import type { GraphqlRequest } from './read-request.ts';
import { RefusedError } from './refused.ts';
import type { Subgraph } from './subgraph.ts';

/** A GraphQL response as JSON, and what became of the request. */
export interface Answer {
  readonly body: string | Buffer;
  /** `refused` did not run, for what the client sent; `failed` did not run, or gave nothing, for a bug. */
  readonly kind: 'answered' | 'with_errors' | 'unknown_hash' | 'refused' | 'failed';
}

/** Answers a request. Throws RefusedError for one that is to be answered by an HTTP status. */
export type AnswerQuestion = (
  request: GraphqlRequest,
  how: { readonly context: RouterContext; readonly isGet: boolean },
) => Promise<Answer>;

/** What answering takes. */
export interface AnswerOptions {
  readonly findQuery: FindQuery;
  readonly findDocument: FindDocument<Operations>;
  readonly costMax: number;
  readonly subgraphs: ReadonlyMap<string, Subgraph>;
  readonly log: Log;
}

/** From a request to its answer: find the query, read it, check its input, ask the subgraphs, hide what is not for clients. */
export function createAnswerQuestion(options: AnswerOptions): AnswerQuestion {
  const { findQuery, findDocument, costMax, subgraphs, log } = options;

  const run = async (operation: Operation, request: GraphqlRequest, context: RouterContext): Promise<Answer> => {
    const ask: Ask = (name, question) => {
      const subgraph = subgraphs.get(name);
      if (subgraph === undefined) throw new Error(`There is no subgraph ${name}`);
      return subgraph.ask(question, context);
    };
    const findings = await operation.run(request.variables, ask);
    const { data, errors } = operation.write(request.variables, findings);
    if (errors.length === 0) return { kind: 'answered', body: bodyOf(`{"data":${data}}`) };
    logBugs(errors, context, log);
    return { kind: 'with_errors', body: bodyOf(`{"errors":${JSON.stringify(errors.map(maskError))},"data":${data}}`) };
  };

  return async (request, { context, isGet }) => {
    const query = findQuery(request);
    if (query === undefined) return { ...refused([UNKNOWN_HASH]), kind: 'unknown_hash' };
    const { prepared, errors } = findDocument(query);
    if (prepared === undefined) return refused(errors);
    const operation = prepared(request.operationName);
    if (operation === undefined) return refused([NO_OPERATION]);
    if (isGet && !operation.isQuery)
      throw new RefusedError(405, 'BAD_REQUEST', 'Mutations are sent by POST.', { headers: { allow: 'POST' } });
    const faults = operation.faultsOf(request.variables);
    if (faults.length > 0) return refused(faults);
    const cost = operation.costOf(request.variables);
    if (cost > costMax) throw queryTooLarge(`The query costs ${cost}; the limit is ${costMax}.`);
    try {
      return await run(operation, request, context);
    } catch (error) {
      if (error instanceof RefusedError) throw error;
      log.error({ err: error, requestId: context.requestId }, 'a request failed');
      return { ...refused([INTERNAL]), kind: 'failed' };
    }
  };
}

/** Beyond it, a text is made into bytes at once. */
const LONG_TEXT = 16_384;

/**
 * A text that was put together from a thousand pieces keeps them all, and what is in the hands of a promise that has waited long is kept
 * until memory is next cleared as a whole: bytes are one piece, and outside of what is cleared.
 */
const bodyOf = (text: string): string | Buffer => (text.length > LONG_TEXT ? Buffer.from(text) : text);

const NO_OPERATION = refusal('OPERATION_RESOLUTION_FAILURE', {
  message: 'The query has no such operation, or several and none is named.',
});
const UNKNOWN_HASH = refusal('PERSISTED_QUERY_NOT_FOUND', { message: 'PersistedQueryNotFound' });
const INTERNAL = maskError({ message: '' });

const refused = (errors: readonly GraphQLFormattedError[]): Answer => ({
  kind: 'refused',
  body: JSON.stringify({ errors }),
});

/** What the log needs to find a bug. Those of subgraphs come without a stack that would help. */
function logBugs(errors: readonly GraphQLFormattedError[], { requestId }: RouterContext, log: Log): void {
  for (const error of errors) {
    if (isForClients(error)) continue;
    const { serviceName: subgraph, code } = error.extensions ?? {};
    log.error({ subgraph, code, reason: error.message, path: error.path, requestId }, 'a request failed');
  }
}
