import { SpanKind } from '@opentelemetry/api';
import type { GraphQLFormattedError } from 'graphql';
import { Histogram } from 'prom-client';
import { Client, Pool, errors } from 'undici';
import type { Dispatcher } from 'undici';
import { createOutageLog } from '#platform/log.ts';
import type { Log } from '#platform/log.ts';
import { SECONDS, registry } from '#platform/metrics.ts';
import { inSpan } from '#platform/scope.ts';
import { LARGE_LENGTH, inTurn } from '../admission/share.ts';
import type { RouterConfig } from '../config.ts';
import { isObject } from '../engine/data.ts';
import type { Question, SubgraphAnswer } from '../engine/operation.ts';
import type { RequestContext } from './context.ts';

const READY_TIMEOUT_MS = 2_000;
const CLIENT_OPTIONS = {
  // Services are near each other.
  connect: { timeout: 2_000 },
  // The one timer in `ask` covers the whole exchange: waiting for a connection, headers and body.
  headersTimeout: 0,
  bodyTimeout: 0,
  allowH2: false,
};

const subgraphSeconds = new Histogram({
  name: 'ordergraph_router_subgraph_seconds',
  help: 'Seconds until a subgraph has answered a question, by subgraph and outcome (answered, unavailable, abandoned).',
  labelNames: ['subgraph', 'outcome'],
  buckets: SECONDS,
  registers: [registry],
});

/** One subgraph, as the engine asks it. */
export type Subgraph = ReturnType<typeof createSubgraph>;

/** Raised when a subgraph gave no answer in time, or none at all. The message is for the log. */
class NoAnswerError extends Error {
  override readonly name = 'NoAnswerError';
}

/** Subgraphs send types and keys beside what the client asked for. */
export const RECEIVED_FACTOR = 2;

/** Keeps connections to a subgraph open, bounded in number. `url` is where the supergraph says that it takes GraphQL. */
export function createSubgraph({ name, url }: { name: string; url: string }, config: RouterConfig, log: Log) {
  const { origin, pathname: path } = new URL(config.subgraphUrlOf(name, url));
  const timeoutMs = config.SUBGRAPH_TIMEOUT_MS;
  for (const outcome of ['answered', 'unavailable', 'abandoned']) subgraphSeconds.zero({ subgraph: name, outcome });
  const outage = createOutageLog(log.child({ subgraph: name }), {
    begins: 'a subgraph does not answer',
    ends: 'a subgraph answers again',
  });
  const message = `${name.charAt(0).toUpperCase()}${name.slice(1)} is not available right now.`;
  const unavailable: SubgraphAnswer = {
    data: null,
    errors: [{ message, extensions: { code: 'SERVICE_UNAVAILABLE' } }],
  };
  // An answer that is larger is not read to its end.
  const clientOptions = { ...CLIENT_OPTIONS, maxResponseSize: RECEIVED_FACTOR * config.ANSWER_BYTES_MAX };
  const pool = new Pool(origin, { ...clientOptions, connections: config.SUBGRAPH_CONNECTIONS_MAX });
  /** A query whose connection breaks is sent once more, over a new one: all that are kept may be broken. */
  const send = async (request: Dispatcher.DispatchOptions, isRepeatable: boolean, signal: AbortSignal) => {
    try {
      return await exchange(pool, request, signal);
    } catch (error) {
      if (!isRepeatable || signal.aborted || !BROKEN.has(codeOf(error))) throw error;
      const fresh = new Client(origin, clientOptions);
      return exchange(fresh, request, signal).finally(() => void fresh.close());
    }
  };

  return {
    /** A subgraph that is away, too slow or not to be understood gives SERVICE_UNAVAILABLE. One that is too large is not read: its length is Infinity. */
    ask: async (question: Question, context: RequestContext): Promise<SubgraphAnswer> => {
      const begun = performance.now();
      const ending = new AbortController();
      const timer = setTimeout(() => ending.abort(`no answer within ${timeoutMs} ms`), timeoutMs);
      const leave = (): void => ending.abort('the client left');
      let outcome = 'answered';
      try {
        // A mutation is not aborted when its client leaves.
        if (!question.isMutation) {
          if (context.signal.aborted) throw new NoAnswerError('the client left');
          context.signal.addEventListener('abort', leave);
        }
        const received = await inSpan(`ask ${name}`, { kind: SpanKind.CLIENT }, (traceparent = context.traceparent) => {
          const headers = headersOf(context, traceparent, config.ROUTER_SECRET);
          const request = { method: 'POST', path, headers, body: question.body } as const;
          return send(request, !question.isMutation, ending.signal);
        });
        const read = (): SubgraphAnswer => readAnswer(received, question, context.authorization !== undefined);
        const answer = received.text.length > LARGE_LENGTH ? await inTurn(read) : read();
        outage.works(begun);
        return answer;
      } catch (error) {
        if (error instanceof errors.ResponseExceededMaxSizeError) return { data: null, length: Infinity };
        if (!(error instanceof NoAnswerError) && codeOf(error) === '') throw error;
        outcome = context.signal.aborted ? 'abandoned' : 'unavailable';
        if (!context.signal.aborted) outage.failed(error, begun);
        return unavailable;
      } finally {
        clearTimeout(timer);
        context.signal.removeEventListener('abort', leave);
        subgraphSeconds.observe({ subgraph: name, outcome }, (performance.now() - begun) / 1_000);
      }
    },
    /** Whether the subgraph says that it can serve. Throws where it does not say so in time. */
    isReady: async (): Promise<boolean> => {
      const signal = AbortSignal.timeout(READY_TIMEOUT_MS);
      const { statusCode, body } = await pool.request({ method: 'GET', path: '/ready', signal });
      await body.dump();
      return statusCode === 200;
    },
    close: (): Promise<void> => pool.close(),
  };
}

/** No other headers go out to a subgraph. A flat array: name, value, name, value. */
function headersOf(context: RequestContext, traceparent: string, routerSecret: string): string[] {
  const { requestId, clientAddress, authorization } = context;
  const headers = ['content-type', 'application/json', 'x-router-secret', routerSecret];
  headers.push('x-request-id', requestId, 'traceparent', traceparent);
  if (clientAddress !== undefined) headers.push('x-client-address', clientAddress);
  if (authorization !== undefined) headers.push('authorization', authorization);
  return headers;
}

/** Codes of a connection that broke before the answer began, as one does that the other side closed while it was idle. */
const BROKEN = new Set(['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE']);

/** The system's or the client's short name for what went wrong. */
const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : '');

/**
 * Sends a request and reads the whole answer. Below fetch and `request` of undici: no stack trace, no stream and no header objects per
 * request, since an answer is wanted whole or not at all. `request` takes a third more processor time.
 */
const exchange = (over: Dispatcher, request: Dispatcher.DispatchOptions, signal: AbortSignal) =>
  new Promise<{ readonly status: number; readonly text: string }>((resolve, reject) => {
    const chunks: Buffer[] = [];
    let status = 0;
    let controller: Dispatcher.DispatchController | undefined;
    const end = (): void => {
      const error = new NoAnswerError(String(signal.reason));
      controller?.abort(error);
      reject(error);
    };
    signal.addEventListener('abort', end);
    over.dispatch(request, {
      onRequestStart: (started) => {
        controller = started;
        // One that waited for a connection hears only now that it is to end.
        if (signal.aborted) end();
      },
      onResponseStart: (_, code) => void (status = code),
      onResponseData: (_, chunk) => void chunks.push(chunk),
      onResponseEnd: () => resolve({ status, text: Buffer.concat(chunks).toString('utf8') }),
      onResponseError: (_, error) => reject(error),
    });
  });

const isPath = (value: unknown): boolean =>
  Array.isArray(value) && value.every((step) => typeof step === 'string' || typeof step === 'number');
const isError = (value: unknown): value is GraphQLFormattedError =>
  isObject(value) && typeof value['message'] === 'string' && isPath(value['path'] ?? []);

/** Reads a body as a GraphQL answer; throws NoAnswerError for what is none. */
function readAnswer(
  { status, text }: Awaited<ReturnType<typeof exchange>>,
  { entityCount }: Question,
  isSignedIn: boolean,
): SubgraphAnswer {
  const refuse = (what: string): NoAnswerError => new NoAnswerError(`HTTP ${status} with ${what}`);
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw refuse('a body that is not JSON');
  }
  if (!isObject(body)) throw refuse('a body that is not GraphQL');
  const { data = null } = body;
  const found = body['errors'] ?? [];
  if (!Array.isArray(found) || !found.every(isError)) throw refuse('errors that are not GraphQL');
  // A 401 without a token sent means that the subgraph does not know this router.
  if (status === 401 && !isSignedIn) throw new NoAnswerError('the subgraph does not accept the router secret');
  const told = found.length > 0 && { errors: found };
  if (data === null && told) return { data, ...told };
  // There is an answer, if only null, for every entity that was asked for.
  const entities = isObject(data) ? data['_entities'] : undefined;
  const isWhole = entityCount === undefined || (Array.isArray(entities) && entities.length === entityCount);
  if (!isObject(data) || !isWhole) throw refuse('neither errors nor data of the right shape');
  // Every text that needs an escape has one in the body; one search of all of it is cheaper than one of each text.
  return { data, isPlain: !text.includes('\\'), length: text.length, ...told };
}
