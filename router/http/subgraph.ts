import type { GraphQLFormattedError } from 'graphql';
import { SpanKind } from '@opentelemetry/api';
import { Histogram } from 'prom-client';
import { createOutageLog } from '#platform/log.ts';
import type { Log } from '#platform/log.ts';
import { registry } from '#platform/metrics.ts';
import { inSpan } from '#platform/scope.ts';
import { LARGE_LENGTH, inTurn } from '../admission/share.ts';
import { isObject } from '../engine/data.ts';
import type { Question, SubgraphAnswer } from '../engine/plan.ts';
import { NoAnswerError, connectToSubgraph } from './subgraph-connection.ts';
import type { ConnectionOptions, HttpAnswer } from './subgraph-connection.ts';

/** From a fraction of a millisecond on loopback to the time limit of a subgraph. */
export const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

const subgraphSeconds = new Histogram({
  name: 'ordergraph_router_subgraph_seconds',
  help: 'Seconds until a subgraph has answered a question, by subgraph and outcome (answered, unavailable, abandoned).',
  labelNames: ['subgraph', 'outcome'],
  buckets: SECONDS,
  registers: [registry],
});

/** What the router knows of a request while it is answered; subgraphs get what concerns them. */
export interface RequestContext {
  /** The Authorization header as it came, already verified; undefined for an anonymous caller. */
  readonly authorization: string | undefined;
  /** Where the client is, so that attempts to guess a password can be counted by it. */
  readonly clientAddress: string | undefined;
  readonly requestId: string;
  readonly traceparent: string;
  /** Aborted when the client leaves before its answer, or the answer is given up. */
  readonly signal: AbortSignal;
  /** Gives up what is under way. */
  readonly abandon: () => void;
}

export interface SubgraphOptions extends ConnectionOptions {
  /** The subgraph's name in the supergraph. */
  readonly name: string;
  readonly routerSecret: string;
  readonly log: Log;
}

/** One subgraph, as the engine asks it. */
export interface Subgraph {
  readonly name: string;
  /** A subgraph that is away, too slow or not to be understood gives SERVICE_UNAVAILABLE. Throws AnswerTooLargeError. */
  readonly ask: (question: Question, context: RequestContext) => Promise<SubgraphAnswer>;
  /** Whether the subgraph says that it can serve. Never throws. */
  readonly isReady: () => Promise<boolean>;
  readonly close: () => Promise<void>;
}

/** Connects to a subgraph. Only the headers below go out to it. */
export function createSubgraph(options: SubgraphOptions): Subgraph {
  const { name, routerSecret } = options;
  for (const outcome of ['answered', 'unavailable', 'abandoned']) subgraphSeconds.zero({ subgraph: name, outcome });
  const { send, isReady, close } = connectToSubgraph(options);
  const outage = createOutageLog(options.log.child({ subgraph: name }), {
    begins: 'a subgraph does not answer',
    ends: 'a subgraph answers again',
  });
  const message = `${name.charAt(0).toUpperCase()}${name.slice(1)} is not available right now.`;
  const unavailable: SubgraphAnswer = {
    data: null,
    errors: [{ message, extensions: { code: 'SERVICE_UNAVAILABLE' } }],
  };

  return {
    name,
    isReady,
    close,
    ask: async (question, context) => {
      const begun = performance.now();
      let outcome = 'answered';
      try {
        // What changes something is done to its end, also when no client waits.
        const signal = question.isMutation ? undefined : context.signal;
        const received = await inSpan(`ask ${name}`, { kind: SpanKind.CLIENT }, (traceparent = context.traceparent) =>
          send(headersOf({ ...context, traceparent }, routerSecret), question.body, signal),
        );
        const read = (): SubgraphAnswer => readAnswer(received, question, context.authorization !== undefined);
        const answer = received.text.length > LARGE_LENGTH ? await inTurn(read) : read();
        outage.works();
        return answer;
      } catch (error) {
        if (!(error instanceof NoAnswerError)) throw error;
        outcome = context.signal.aborted ? 'abandoned' : 'unavailable';
        if (!context.signal.aborted) outage.failed(error);
        return unavailable;
      } finally {
        subgraphSeconds.observe({ subgraph: name, outcome }, (performance.now() - begun) / 1_000);
      }
    },
  };
}

function headersOf(context: RequestContext, routerSecret: string): string[] {
  const { requestId, traceparent, clientAddress, authorization } = context;
  const headers = ['content-type', 'application/json', 'x-router-secret', routerSecret];
  headers.push('x-request-id', requestId, 'traceparent', traceparent);
  if (clientAddress !== undefined) headers.push('x-client-address', clientAddress);
  if (authorization !== undefined) headers.push('authorization', authorization);
  return headers;
}

const isError = (value: unknown): value is GraphQLFormattedError =>
  isObject(value) && typeof value['message'] === 'string';

/** Reads a body as a GraphQL answer; throws NoAnswerError for what is none. */
function readAnswer({ status, text }: HttpAnswer, { entityCount }: Question, isSignedIn: boolean): SubgraphAnswer {
  const refuse = (what: string): NoAnswerError => new NoAnswerError(`HTTP ${status} with ${what}`);
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw refuse('a body that is not JSON');
  }
  if (!isObject(body)) throw refuse('a body that is not GraphQL');
  const { data, errors: found = [] } = body;
  if (!Array.isArray(found) || !found.every(isError)) throw refuse('errors that are not GraphQL');
  // A 401 without a token sent means that the subgraph does not know this router.
  if (status === 401 && !isSignedIn) throw new NoAnswerError('the subgraph does not accept the router secret');
  const told = found.length > 0 && { errors: found };
  if (data === undefined || data === null) {
    if (!told) throw refuse('neither data nor errors');
    return { data: null, ...told };
  }
  // There is an answer, if only null, for every entity that was asked for.
  const { _entities: entities } = isObject(data) ? data : {};
  const isWhole = entityCount === undefined || (Array.isArray(entities) && entities.length === entityCount);
  if (!isObject(data) || !isWhole) throw refuse('data of another shape');
  // Every text that needs an escape has one in the body; one look at all of it is sooner done than one at each text.
  return { data, isPlain: !text.includes('\\'), length: text.length, ...told };
}
