import type { GraphQLError, GraphQLFormattedError } from 'graphql';
import type { Log } from '#platform/log.ts';
import { LARGE_COST, LARGE_LENGTH, createShare, inTurn } from '../admission/share.ts';
import type { RouterConfig } from '../config.ts';
import { AnswerTooLargeError } from '../engine/writing.ts';
import type { Graph } from '../engine/graph.ts';
import { UnanswerableError } from '../engine/operation.ts';
import type { Operation, WrittenAnswer } from '../engine/operation.ts';
import { RefusedError, isForClients, maskError, queryTooLarge, refusal } from '../errors.ts';
import { createFindOperation, createFindQuery } from './find-operation.ts';
import type { Manifest } from './find-operation.ts';
import type { Planning } from './planning.ts';
import type { GraphqlRequest } from './read-request.ts';
import type { RequestContext, Subgraph } from './subgraph.ts';

/** A GraphQL response as JSON, and what became of the request. */
export interface Answer {
  readonly body: string | Buffer;
  /** `refused` did not run, for what the client sent; `failed` did not run, or gave nothing, for a bug; a `with_bug` has one in a field. */
  readonly kind: 'answered' | 'with_errors' | 'with_bug' | 'unknown_hash' | 'refused' | 'failed';
}

/** How a request came. */
export interface Arrival {
  readonly context: RequestContext;
  /** The caller or, for an anonymous one, the network. */
  readonly who: string;
  readonly isGet: boolean;
  /** Is told the operation's name once it is known, also of a request that is refused then. */
  readonly onOperation: (name: string | undefined) => void;
}

/** Executes a request. Throws RefusedError for one that is to be answered by an HTTP status. */
export type AnswerQuestion = (request: GraphqlRequest, arrival: Arrival) => Promise<Answer>;

/** What answering takes. */
export interface AnswerOptions {
  readonly graph: Graph;
  readonly plan: Planning['plan'];
  readonly subgraphs: readonly Subgraph[];
  readonly config: RouterConfig;
  readonly manifest: Manifest;
  readonly log: Log;
}

/** From a request to its answer: find the query, read it, check its input, ask the subgraphs, hide what is not for clients. */
export function createAnswerQuestion(options: AnswerOptions): AnswerQuestion {
  const { graph, plan, subgraphs, config, manifest, log } = options;
  const bytesMax = config.ANSWER_BYTES_MAX;
  const byName = new Map(subgraphs.map((subgraph) => [subgraph.name, subgraph]));
  const findQuery = createFindQuery(manifest, config.PERSISTED_OPERATIONS_ONLY);
  const share = createShare();
  const findOperation = createFindOperation(graph, plan, config);

  const run = async (operation: Operation, request: GraphqlRequest, context: RequestContext): Promise<Answer> => {
    let received = 0;
    const write = await operation.run(request.variables, async (name, question) => {
      const subgraph = byName.get(name);
      if (subgraph === undefined) throw new Error(`There is no subgraph ${name}`);
      const answer = await subgraph.ask(question, context);
      received += answer.length ?? 0;
      // A mutation that has begun is carried out to its end.
      if (received > RECEIVED_FACTOR * bytesMax && operation.isQuery) throw new AnswerTooLargeError();
      return answer;
    });
    const finish = (): Answer => {
      const { data, faults } = write(bytesMax);
      if (faults.errors.length === 0) return { kind: 'answered', body: bodyOf(`{"data":${data}}`) };
      const kind = logBugs(faults.errors, context, log) === 0 ? 'with_errors' : 'with_bug';
      const errors = JSON.stringify(shownErrors(faults));
      return { kind, body: bodyOf(`{"errors":${errors},"data":${data}}`) };
    };
    return received > LARGE_LENGTH ? inTurn(finish) : finish();
  };

  const answer = async (request: GraphqlRequest, { context, who, isGet, onOperation }: Arrival): Promise<Answer> => {
    const query = findQuery(request);
    if (query === undefined) return { ...refused([UNKNOWN_HASH]), kind: 'unknown_hash' };
    const found = await findOperation(query, request.operationName, request.variables);
    if ('errors' in found) return refused(found.errors);
    onOperation(found.name);
    if (isGet && !found.operation.isQuery)
      throw new RefusedError(405, 'BAD_REQUEST', 'Mutations are sent by POST.', { headers: { allow: 'POST' } });
    const faults = found.faultsOf(request.variables);
    if (faults.length > 0) return refused(faults.map((fault: GraphQLError) => fault.toJSON()));
    const cost = found.costOf(request.variables);
    if (cost > config.QUERY_COST_MAX)
      throw queryTooLarge(`The query costs ${cost}; the limit is ${config.QUERY_COST_MAX}.`);
    const runIt = (): Promise<Answer> => run(found.operation, request, context);
    return cost > LARGE_COST ? share(who, runIt) : runIt();
  };

  return async (request, arrival) => {
    try {
      return await answer(request, arrival);
    } catch (error) {
      if (error instanceof RefusedError) throw error;
      // What other subgraphs are still asked for is given up.
      arrival.context.abandon();
      return answerTo(error, bytesMax, log.child({ requestId: arrival.context.requestId }));
    }
  };
}

/** Returns the answer to an operation that was ended by an error. Throws RefusedError. */
function answerTo(error: unknown, bytesMax: number, log: Log): Answer {
  if (error instanceof UnanswerableError)
    throw new RefusedError(400, 'GRAPHQL_VALIDATION_FAILED', 'No service can answer what this query asks for.');
  if (error instanceof AnswerTooLargeError) {
    const message = `The answer is larger than ${bytesMax} bytes, which is the limit.`;
    const body = JSON.stringify({ errors: [refusal('QUERY_TOO_LARGE', { message })], data: null });
    return { kind: 'with_errors', body };
  }
  log.error({ err: error }, 'a request failed');
  return { ...refused([maskError({ message: '' })]), kind: 'failed' };
}

/** Subgraphs send types and keys beside what the client asked for. */
export const RECEIVED_FACTOR = 2;
/** Beyond it, a text is made into bytes at once. */
const LONG_TEXT = 16_384;

/**
 * A string concatenated from many parts (a V8 rope) keeps all of them alive until the next full garbage collection. A buffer is one piece
 * outside the heap.
 */
const bodyOf = (text: string): string | Buffer => (text.length > LONG_TEXT ? Buffer.from(text) : text);

const UNKNOWN_HASH = refusal('PERSISTED_QUERY_NOT_FOUND', { message: 'PersistedQueryNotFound' });

const refused = (errors: readonly GraphQLFormattedError[]): Answer => ({
  kind: 'refused',
  body: JSON.stringify({ errors }),
});

/** The errors as clients see them; of those that were left out the last one tells how many they are. */
function shownErrors({ errors, omitted }: WrittenAnswer['faults']): readonly GraphQLFormattedError[] {
  const shown = errors.map(maskError);
  const extensions = shown.at(-1)?.extensions;
  return omitted === 0 ? shown : [...shown, { message: `and ${omitted} more`, ...(extensions && { extensions }) }];
}

/** Logs what is needed to find bugs, and returns how many they are. Those of subgraphs come without a stack that would help. */
function logBugs(errors: readonly GraphQLFormattedError[], { requestId }: RequestContext, log: Log): number {
  const bugs = errors.filter((error) => !isForClients(error));
  for (const error of bugs) {
    const { serviceName: subgraph, code } = error.extensions ?? {};
    log.error({ subgraph, code, reason: error.message, path: error.path, requestId }, 'a request failed');
  }
  return bugs.length;
}
