import { waitBeforeMs, withDefaults, type RetryOptions } from './back-off.ts';
import { textOf, type GraphqlDocument } from './document.ts';
import { OrdergraphError, type GraphqlError } from './error.ts';
import { errorOf, exchange, isTransient, isUnauthenticated, type Answer } from './exchange.ts';
import { pause } from './pause.ts';
import { isRecord, prepare } from './repeatable.ts';
import type { Caller } from './session.ts';

/** Options of one call. */
export interface CallOptions extends RetryOptions {
  /** Ends the call, its waits included; it then throws the signal's reason. */
  readonly signal?: AbortSignal;
  /** How long one attempt may take. Default 30 000. */
  readonly timeoutMs?: number;
  /** Sent along, such as `x-request-id` or `traceparent`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Whether the call may be repeated. Default: the client decides by the document. */
  readonly repeatable?: boolean;
  /** Which one to run, where a document of your own has several. */
  readonly operationName?: string;
}

/** Sends a document. Variables may be left out where it needs none. */
interface Send<Whole extends boolean> {
  <Data, Variables>(
    document: GraphqlDocument<Data, Variables>,
    variables: NoInfer<Variables>,
    options?: CallOptions,
  ): Promise<Whole extends true ? Data : PartialAnswer<Data>>;
  <Data>(
    document: GraphqlDocument<Data, Record<string, never>>,
  ): Promise<Whole extends true ? Data : PartialAnswer<Data>>;
}

/** An answer, whole or in part. */
export interface PartialAnswer<Data> {
  /** As the document asks, but null where an error says why. */
  readonly data: Data;
  /** Empty where `data` is whole. */
  readonly errors: readonly GraphqlError[];
  readonly requestId: string | undefined;
}

/** Where calls go. */
export interface Requests {
  /**
   * Sends a document and gives its data; throws OrdergraphError where there is any error. Queries, and mutations that have an
   * idempotency key, are repeated while the graph cannot be reached. Where a mutation takes a key and you give none, one is made.
   */
  readonly request: Send<true>;
  /**
   * As `request`, for pages that can show a part: a service that is away costs only its own fields, which are null, and `errors`
   * says why. Throws where there is no data at all.
   */
  readonly requestPartial: Send<false>;
}

/** How all calls of a client are made. */
export interface RequestsOptions {
  readonly url: string;
  readonly fetch: typeof fetch;
  readonly timeoutMs: number;
  readonly retry: RetryOptions | undefined;
  readonly headers: Readonly<Record<string, string>> | undefined;
  readonly caller: () => Caller;
}

/** One attempt, with the token of now. */
type Attempt = (accessToken: string | undefined) => Promise<Answer>;

/** Repeats a call for as long as that is safe and may help. */
async function persist(
  attempt: Attempt,
  caller: Caller,
  isRepeatable: boolean,
  options: CallOptions & RequestsOptions,
): Promise<Answer> {
  const { signal } = options;
  const policy = withDefaults(options, options.retry);
  let isReplaced = false;
  for (let count = 1; ;) {
    const accessToken = await caller.accessToken(signal);
    const answer = await attempt(accessToken);
    // With HTTP 401 the graph did nothing, so that this is no repetition of an unsafe call.
    const mayReplace = !isReplaced && isUnauthenticated(answer) && (isRepeatable || answer.status === 401);
    if (mayReplace && accessToken !== undefined) {
      isReplaced = true;
      if ((await caller.replace(accessToken, signal)) !== undefined) continue;
    }
    const waitMs = isRepeatable && isTransient(answer) ? waitBeforeMs(count, answer.retryAfterMs, policy) : undefined;
    if (waitMs === undefined) return answer;
    await pause(waitMs, signal);
    count += 1;
  }
}

/** The graph answers what a document asks for. This is the only place that relies on it. */
const isDataOf = <Data, Variables>(_document: GraphqlDocument<Data, Variables>, data: unknown): data is Data =>
  isRecord(data);

/** Makes the functions that everything else calls. */
export function createRequests(options: RequestsOptions): Requests {
  const answerTo = (query: string, variables: unknown, call: CallOptions = {}): Promise<Answer> => {
    const prepared = prepare(query, isRecord(variables) ? variables : {}, call.operationName);
    const merged = {
      ...options,
      ...call,
      timeoutMs: call.timeoutMs ?? options.timeoutMs,
      headers: { ...options.headers, ...call.headers },
    };
    const attempt: Attempt = (accessToken) =>
      exchange({ ...merged, query, variables: prepared.variables, accessToken });
    return persist(attempt, options.caller(), call.repeatable ?? prepared.isRepeatable, merged);
  };
  return {
    request: async <Data, Variables>(
      document: GraphqlDocument<Data, Variables>,
      variables?: Variables,
      call?: CallOptions,
    ) => {
      const answer = await answerTo(textOf(document), variables, call);
      if (answer.errors.length > 0 || !isDataOf(document, answer.data)) throw errorOf(answer);
      return answer.data;
    },
    requestPartial: async <Data, Variables>(
      document: GraphqlDocument<Data, Variables>,
      variables?: Variables,
      call?: CallOptions,
    ) => {
      const answer = await answerTo(textOf(document), variables, call);
      if (!isDataOf(document, answer.data)) throw errorOf(answer);
      return { data: answer.data, errors: answer.errors, requestId: answer.requestId };
    },
  };
}

/** Returns what the graph always gives. Throws BAD_RESPONSE where it is missing. */
export function whole<Value>(value: Value | null | undefined, name: string): Value {
  if (value != null) return value;
  throw new OrdergraphError(`The answer holds no ${name}.`, { code: 'BAD_RESPONSE' });
}
