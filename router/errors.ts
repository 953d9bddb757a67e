import type { GraphQLFormattedError } from 'graphql';
import { REQUEST_ERRORS, USER_ERRORS, internalError } from '#platform/errors.ts';

/**
 * Codes that the router gives beside those of the platform, for requests that cannot be run as they are. docs/errors.md shows the
 * same list; a test holds the two together.
 */
export const ROUTER_ERRORS = {
  GRAPHQL_PARSE_FAILED: 'The query is not GraphQL; the message says where.',
  GRAPHQL_VALIDATION_FAILED:
    'The query does not match the schema; for a value in it, `extensions.field` names the field.',
  OPERATION_RESOLUTION_FAILURE: 'The document has no operation of this name, or several and no name was given.',
  QUERY_TOO_LARGE: 'The query exceeds a limit; the message says which.',
  OPERATION_NOT_LISTED: 'Only operations of the published list are accepted.',
  PERSISTED_QUERY_NOT_FOUND: 'The query of this hash is unknown; send its text as well.',
  BAD_REQUEST: 'It is not a request of GraphQL over HTTP: its method, media type, size or JSON.',
} as const;

/** A code of that list. */
export type RouterErrorCode = keyof typeof ROUTER_ERRORS;

/** What a subgraph may say to a client. Its other codes are about how it was asked, which is between it and the router. */
const CODES_OF_SUBGRAPHS: ReadonlySet<string> = new Set([...Object.keys(REQUEST_ERRORS), ...Object.keys(USER_ERRORS)]);

/** What the router itself says to a client. */
const CODES_OF_ROUTER: ReadonlySet<string> = new Set([...Object.keys(REQUEST_ERRORS), ...Object.keys(ROUTER_ERRORS)]);

const INTERNAL = 'INTERNAL_SERVER_ERROR' satisfies keyof typeof REQUEST_ERRORS;

/** Extensions of errors for clients: the code, the wrong field, and when to retry. */
const isShown = (name: string): boolean => name === 'code' || name === 'field' || name.startsWith('retryAfter');

/** Whether an error was meant for clients. All others are bugs, and belong into the log. */
export function isForClients({ extensions }: Pick<GraphQLFormattedError, 'extensions'>): boolean {
  const code = extensions?.['code'];
  if (typeof code !== 'string' || code === INTERNAL) return false;
  return (extensions?.['serviceName'] === undefined ? CODES_OF_ROUTER : CODES_OF_SUBGRAPHS).has(code);
}

/** An error as clients see it: message, place, code and what belongs to the code. A bug says only that it is one, and where. */
export function maskError(formatted: GraphQLFormattedError): GraphQLFormattedError {
  const { message, extensions } = isForClients(formatted) ? formatted : internalError();
  const { locations, path } = formatted;
  return {
    message,
    ...(locations && { locations }),
    ...(path && { path }),
    extensions: Object.fromEntries(Object.entries(extensions ?? {}).filter(([name]) => isShown(name))),
  };
}

/** GraphQL's own messages quote what is wrong, which can be as large as the request. */
const MESSAGE_LENGTH_MAX = 500;

/** Truncates a message to a readable length. */
export const shortened = (message: string): string =>
  message.length > MESSAGE_LENGTH_MAX ? `${message.slice(0, MESSAGE_LENGTH_MAX)}…` : message;

/** The fault of a request with the code that clients know it by and, for a wrong value, the dotted path of its field. */
export const refusal = (
  code: RouterErrorCode,
  { message, locations }: GraphQLFormattedError,
  field?: string,
): GraphQLFormattedError => ({
  message: shortened(message),
  ...(locations !== undefined && { locations }),
  extensions: { code, ...(field !== undefined && { field }) },
});

/** Raised for a request that is refused as it is, before it is GraphQL. The message is for the client. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
  readonly status: number;
  /** With the code, and what belongs to it, such as when to come back. */
  readonly extensions: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;
  constructor(
    status: number,
    code: string,
    message: string,
    more: { headers?: Record<string, string>; extensions?: object } = {},
  ) {
    super(message);
    this.status = status;
    this.extensions = { code, ...more.extensions };
    this.headers = more.headers ?? {};
  }
}

/** A request that is not GraphQL over HTTP. */
export const badRequest = (message: string): RefusedError => new RefusedError(400, 'BAD_REQUEST', message);

/** A query that goes over a limit, refused as HTTP 400 whatever the media type. */
export const queryTooLarge = (message: string): RefusedError => new RefusedError(400, 'QUERY_TOO_LARGE', message);

/** A caller who asks too often, or for too much at once. */
export const rateLimited = (message: string, retryAfterSeconds: number): RefusedError =>
  new RefusedError(429, 'RATE_LIMITED', message, {
    headers: { 'retry-after': String(retryAfterSeconds) },
    extensions: { retryAfterSeconds },
  });
