import { isErrorCode, OrdergraphError, type GraphqlError, type OrdergraphErrorCode } from './error.ts';
import { isRecord } from './repeatable.ts';

/** One HTTP request. */
export interface Exchange {
  readonly url: string;
  readonly fetch: typeof fetch;
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly operationName?: string | undefined;
  readonly accessToken?: string | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMs: number;
}

/** The outcome. Where the graph did not answer, `errors` says so in the graph's own form. */
export interface Answer {
  readonly data: unknown;
  readonly errors: readonly GraphqlError[];
  readonly status?: number;
  readonly requestId?: string | undefined;
  readonly retryAfterMs?: number | undefined;
  readonly cause?: unknown;
}

const ACCEPT = 'application/graphql-response+json, application/json;q=0.9';

const failed = (code: OrdergraphErrorCode, message: string): Pick<Answer, 'data' | 'errors'> => ({
  data: undefined,
  errors: [{ message, extensions: { code } }],
});

/** RFC 9110, section 10.2.3: seconds, or a date. */
function retryAfterMs(header: string | null, errors: readonly GraphqlError[]): number | undefined {
  const dateMs = Date.parse(header ?? '');
  const said = [
    Number.isNaN(Number(header ?? undefined)) ? dateMs - Date.now() : Number(header) * 1000,
    ...errors.map(({ extensions }) => Number(extensions?.retryAfterSeconds) * 1000),
  ].filter((ms) => ms > 0);
  return said.length > 0 ? Math.max(...said) : undefined;
}

const isErrors = (value: unknown): value is readonly GraphqlError[] =>
  Array.isArray(value) && value.every((error) => isRecord(error) && typeof error['message'] === 'string');

/** The body of a GraphQL response. Any other body comes from an intermediary, and only its status is used. */
function readBody(text: string, status: number): Pick<Answer, 'data' | 'errors'> {
  try {
    const body: unknown = JSON.parse(text);
    if (isRecord(body) && (isRecord(body['data']) || isErrors(body['errors']))) {
      return { data: body['data'], errors: isErrors(body['errors']) ? body['errors'] : [] };
    }
  } catch {
    // Not JSON: an error page of a proxy.
  }
  if (status === 401) return failed('UNAUTHENTICATED', 'The access token was refused.');
  if (status === 429) return failed('RATE_LIMITED', 'Too many requests.');
  if (status >= 500) return failed('SERVICE_UNAVAILABLE', `The graph is not available: HTTP ${status}.`);
  return failed('BAD_RESPONSE', `The answer with HTTP ${status} is not GraphQL.`);
}

/** Sends one request once. Throws nothing but the signal's reason. */
export async function exchange(request: Exchange): Promise<Answer> {
  const { url, query, variables, operationName, accessToken, headers, signal, timeoutMs } = request;
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    const response = await request.fetch(url, {
      method: 'POST',
      headers: {
        ...headers,
        accept: ACCEPT,
        'content-type': 'application/json',
        ...(accessToken !== undefined && { authorization: `Bearer ${accessToken}` }),
      },
      body: JSON.stringify({ query, variables, operationName }),
      signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
    });
    const { status } = response;
    const body = readBody(await response.text(), status);
    return {
      ...body,
      status,
      requestId: response.headers.get('x-request-id') ?? undefined,
      retryAfterMs: retryAfterMs(response.headers.get('retry-after'), body.errors),
    };
  } catch (cause) {
    signal?.throwIfAborted();
    if (timeout.aborted) return { ...failed('TIMEOUT', `${url} did not answer within ${timeoutMs} ms.`), cause };
    return { ...failed('NETWORK_ERROR', `${url} could not be reached.`), cause };
  }
}

/** Whether the same call may succeed a little later. */
export function isTransient({ errors, status }: Answer): boolean {
  const codes = ['SERVICE_UNAVAILABLE', 'RATE_LIMITED', 'NETWORK_ERROR', 'TIMEOUT'];
  if (errors.length === 0) return false;
  return (
    (status ?? 0) >= 500 || status === 429 || errors.every(({ extensions }) => codes.includes(extensions?.code ?? ''))
  );
}

/** Whether the access token was refused. */
export const isUnauthenticated = ({ errors, status }: Answer): boolean =>
  status === 401 || errors.some(({ extensions }) => extensions?.code === 'UNAUTHENTICATED');

/** An answer with errors as the error that callers get. */
export function errorOf({ errors, data, ...details }: Answer): OrdergraphError {
  const [first] = errors;
  const code = first?.extensions?.code;
  return new OrdergraphError(first?.message ?? 'The answer holds no data.', {
    ...details,
    code: isErrorCode(code) ? code : 'BAD_RESPONSE',
    field: first?.extensions?.field,
    errors,
    data,
  });
}
