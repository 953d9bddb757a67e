import type { GraphQLFormattedError } from 'graphql';
import type { Log } from '#platform/log.ts';
import { isObject } from '../engine/json.ts';
import type { JsonObject } from '../engine/json.ts';
import type { Question, SubgraphAnswer } from '../engine/plan.ts';
import { subgraphSeconds } from './metrics.ts';
import { NoAnswerError, connectToSubgraph } from './subgraph-connection.ts';

/** What the router knows of a request while it is answered; the subgraphs are told what concerns them. */
export interface RequestContext {
  /** The Authorization header as it came, already verified; undefined for an anonymous caller. */
  readonly authorization: string | undefined;
  /** Where the client is, so that attempts to guess a password can be counted by it. */
  readonly clientAddress: string | undefined;
  readonly requestId: string;
  readonly traceparent: string;
  /** Aborted when the client leaves before its answer. */
  readonly signal: AbortSignal;
}

export interface SubgraphOptions {
  /** The subgraph's name in the supergraph. */
  readonly name: string;
  /** Where it takes GraphQL. */
  readonly url: string;
  readonly routerSecret: string;
  readonly timeoutMs: number;
  readonly connectionsMax: number;
  readonly log: Log;
}

/** One subgraph, as the engine asks it. */
export interface Subgraph {
  readonly name: string;
  /** Answers always: one that is away, too slow or not to be understood gives SERVICE_UNAVAILABLE. */
  readonly ask: (question: Question, context: RequestContext) => Promise<SubgraphAnswer>;
  /** Whether the subgraph says that it can serve. Never throws. */
  readonly isReady: () => Promise<boolean>;
  /** Closes the connections to it. */
  readonly close: () => Promise<void>;
}

/** Connects to a subgraph. Only the headers below go out to it. */
export function createSubgraph(options: SubgraphOptions): Subgraph {
  const { name, routerSecret, log } = options;
  const connection = connectToSubgraph(options);
  const noteAnswer = createAvailabilityNotes(name, log);
  const unavailable: SubgraphAnswer = { data: null, errors: [unavailableError(name)] };

  return {
    name,
    isReady: () => connection.isReady(),
    close: () => connection.close(),
    ask: async (question, context) => {
      const begun = performance.now();
      let outcome = 'answered';
      try {
        const { status, text } = await connection.send({
          headers: headersOf(context, routerSecret),
          body: question.body,
          isRepeatable: !question.isMutation,
          // What changes something is done to its end, whoever waits for the answer.
          signal: question.isMutation ? undefined : context.signal,
        });
        const answer = readAnswer(text, question, { status, isSignedIn: context.authorization !== undefined });
        noteAnswer(undefined);
        return answer;
      } catch (error) {
        if (!(error instanceof NoAnswerError)) throw error;
        outcome = context.signal.aborted ? 'abandoned' : 'unavailable';
        if (!context.signal.aborted) noteAnswer(error);
        return unavailable;
      } finally {
        subgraphSeconds.observe({ subgraph: name, outcome }, (performance.now() - begun) / 1_000);
      }
    },
  };
}

function headersOf(context: RequestContext, routerSecret: string): string[] {
  const headers = [
    'content-type',
    'application/json',
    'x-router-secret',
    routerSecret,
    'x-request-id',
    context.requestId,
    'traceparent',
    context.traceparent,
  ];
  if (context.clientAddress !== undefined) headers.push('x-client-address', context.clientAddress);
  if (context.authorization !== undefined) headers.push('authorization', context.authorization);
  return headers;
}

const unavailableError = (name: string): GraphQLFormattedError => ({
  message: `${name.charAt(0).toUpperCase()}${name.slice(1)} is not available right now.`,
  extensions: { code: 'SERVICE_UNAVAILABLE' },
});

const isError = (value: unknown): value is GraphQLFormattedError =>
  isObject(value) && typeof value['message'] === 'string';

/** Reads a body as a GraphQL answer; throws NoAnswerError for what is none. */
function readAnswer(
  text: string,
  { entityCounts }: Question,
  { status, isSignedIn }: { status: number; isSignedIn: boolean },
): SubgraphAnswer {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw new NoAnswerError(`HTTP ${status} with a body that is not JSON`);
  }
  if (!isObject(body)) throw new NoAnswerError(`HTTP ${status} with a body that is not GraphQL`);
  const { data, errors = [] } = body;
  if (!Array.isArray(errors) || !errors.every(isError))
    throw new NoAnswerError(`HTTP ${status} with errors that are not GraphQL`);
  // Nobody's token was refused where none was sent: the subgraph does not know this router.
  if (status === 401 && !isSignedIn) throw new NoAnswerError('the subgraph does not accept the router secret');
  if (data === undefined || data === null) {
    if (errors.length === 0) throw new NoAnswerError(`HTTP ${status} with neither data nor errors`);
    return { data: null, errors };
  }
  if (!isObject(data) || !isWhole(data, entityCounts))
    throw new NoAnswerError(`HTTP ${status} with data of another shape`);
  // Every text that needs an escape has one in the body; one look at all of it is sooner done than one at each text.
  const isPlain = !text.includes('\\');
  return errors.length === 0 ? { data, isPlain } : { data, errors, isPlain };
}

/** Whether there is an answer, if only null, for every entity that was asked for. */
function isWhole(data: JsonObject, entityCounts: Question['entityCounts']): boolean {
  for (const [name, count] of entityCounts ?? []) {
    const entities = data[name];
    if (!Array.isArray(entities) || entities.length !== count) return false;
  }
  return true;
}

/** Tells the log when a subgraph goes away and when it is back, rather than once per request. */
function createAvailabilityNotes(name: string, log: Log): (fault: NoAnswerError | undefined) => void {
  let isAway = false;
  return (fault) => {
    if (fault !== undefined && !isAway)
      log.warn({ subgraph: name, reason: fault.message }, 'a subgraph does not answer');
    if (fault === undefined && isAway) log.info({ subgraph: name }, 'a subgraph answers again');
    isAway = fault !== undefined;
  };
}
