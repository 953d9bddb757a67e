import type { GraphQLFormattedError } from 'graphql';
import { refused } from '#platform/errors.ts';
import type { Log } from '#platform/log.ts';
import { LARGE_COST, LARGE_LENGTH, createShare, inTurn } from '../admission/share.ts';
import type { RouterConfig } from '../config.ts';
import type { JsonObject } from '../engine/data.ts';
import type { Faults } from '../engine/faults.ts';
import type { Graph } from '../engine/graph.ts';
import type { Operation } from '../engine/operation.ts';
import { AnswerTooLargeError } from '../engine/writing.ts';
import { isForClients, maskError, queryError, queryTooLarge } from '../errors.ts';
import type { RequestContext } from './context.ts';
import { createFindOperation, createFindQuery } from './find-operation.ts';
import type { Manifest } from './find-operation.ts';
import type { Planning } from './planning.ts';
import type { GraphqlRequest } from './read-request.ts';
import { RECEIVED_FACTOR } from './subgraph.ts';
import type { Subgraph } from './subgraph.ts';

/** A GraphQL response as JSON, and what became of the request; `with_bug` has a bug in a field. */
export interface Answer {
  readonly body: string | Buffer;
  readonly kind: 'answered' | 'with_errors' | 'with_bug';
}

/** From a request to its answer: find the query, read it, check its input, ask the subgraphs, hide what is not for clients. */
export function createAnswerRequest(
  graph: Graph,
  plan: Planning['plan'],
  subgraphs: ReadonlyMap<string, Subgraph>,
  { config, manifest, log }: { readonly config: RouterConfig; readonly manifest: Manifest; readonly log: Log },
) {
  const bytesMax = config.ANSWER_BYTES_MAX;
  const findQuery = createFindQuery(manifest, config.PERSISTED_OPERATIONS_ONLY);
  const findOperation = createFindOperation(graph, plan, config);
  const share = createShare();

  const run = async (operation: Operation, variables: JsonObject, context: RequestContext): Promise<Answer> => {
    let received = 0;
    const write = await operation.run(variables, async (name, question) => {
      const subgraph = subgraphs.get(name);
      if (subgraph === undefined) throw new Error(`There is no subgraph ${name}`);
      const answer = await subgraph.ask(question, context);
      received += answer.length ?? 0;
      // A mutation that has begun is carried out to its end.
      if (received > RECEIVED_FACTOR * bytesMax && operation.isQuery) throw new AnswerTooLargeError();
      return answer;
    });
    if (received === Infinity) throw new AnswerTooLargeError();
    const finish = (): Answer => {
      const { data, faults } = write(bytesMax);
      if (faults.errors.length === 0) return { kind: 'answered', body: bodyOf(`{"data":${data}}`) };
      const kind = logBugs(faults.errors, context, log) === 0 ? 'with_errors' : 'with_bug';
      return { kind, body: bodyOf(`{"errors":${JSON.stringify(shownErrors(faults))},"data":${data}}`) };
    };
    return received > LARGE_LENGTH ? inTurn(finish) : finish();
  };

  /** Throws RefusedError for a request that is not run. */
  return async (request: GraphqlRequest, context: RequestContext): Promise<Answer> => {
    const { operationName, variables } = request;
    try {
      const { name, operation, checkInput, costOf } = await findOperation(findQuery(request), operationName, variables);
      context.operation = name;
      if (context.isGet && !operation.isQuery)
        throw refused(405, 'BAD_REQUEST', 'Mutations are sent by POST.', { allow: 'POST' });
      const cost = costOf(checkInput(variables));
      if (cost > config.QUERY_COST_MAX)
        throw queryTooLarge(`The query costs ${cost}; the limit is ${config.QUERY_COST_MAX}.`);
      const runIt = (): Promise<Answer> => run(operation, variables, context);
      return await (cost > LARGE_COST ? share(context.who, runIt) : runIt());
    } catch (error) {
      // Lists in lists in lists, for which the stack is not deep enough.
      if (error instanceof RangeError) throw queryTooLarge('The query or a variable is nested too deeply to be read.');
      if (!(error instanceof AnswerTooLargeError)) throw error;
      // Aborts the requests to other subgraphs.
      context.abandon();
      const message = `The answer is larger than ${bytesMax} bytes, which is the limit.`;
      const body = JSON.stringify({ errors: [queryError('QUERY_TOO_LARGE', { message })], data: null });
      return { kind: 'with_errors', body };
    }
  };
}

/** Beyond it, a text is made into bytes at once. */
const LONG_TEXT = 16_384;

/**
 * A string concatenated from many parts (a V8 rope) keeps all of them alive until the next full garbage collection. A buffer is one piece
 * outside the heap.
 */
const bodyOf = (text: string): string | Buffer => (text.length > LONG_TEXT ? Buffer.from(text) : text);

/** The errors as clients see them; of those that were left out the last one tells how many they are. */
function shownErrors({ errors, omitted }: Faults): readonly GraphQLFormattedError[] {
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
