import type { GraphQLFormattedError } from 'graphql';
import { REQUEST_ERRORS, RefusedError, USER_ERRORS, internalError } from '#platform/errors.ts';

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

/** What a subgraph may say to a client. Its other codes are about how it was asked, which is between it and the router. */
const CODES_OF_SUBGRAPHS: ReadonlySet<unknown> = new Set(Object.keys({ ...REQUEST_ERRORS, ...USER_ERRORS }));
/** What the router itself says to a client. */
const CODES_OF_ROUTER: ReadonlySet<unknown> = new Set(Object.keys({ ...REQUEST_ERRORS, ...ROUTER_ERRORS }));

/** Whether an error was meant for clients. All others are bugs, and belong into the log. */
export function isForClients({ extensions = {} }: Pick<GraphQLFormattedError, 'extensions'>): boolean {
  const codes = extensions['serviceName'] === undefined ? CODES_OF_ROUTER : CODES_OF_SUBGRAPHS;
  return extensions['code'] !== 'INTERNAL_SERVER_ERROR' && codes.has(extensions['code']);
}

/** Extensions of errors for clients: the code, the wrong field, and when to retry. */
const isShown = (name: string): boolean => name === 'code' || name === 'field' || name.startsWith('retryAfter');

/** An error as clients see it: message, place, code and what belongs to the code. A bug says only that it is one, and where. */
export function maskError(formatted: GraphQLFormattedError): GraphQLFormattedError {
  const { message, extensions = {} } = isForClients(formatted) ? formatted : internalError();
  const { locations, path } = formatted;
  const shown = Object.fromEntries(Object.entries(extensions).filter(([name]) => isShown(name)));
  return { message, ...(locations && { locations }), ...(path && { path }), extensions: shown };
}

/** GraphQL's own messages quote what is wrong, which can be as large as the request. */
const MESSAGE_LENGTH_MAX = 500;

/** Truncates a message to a readable length. */
export const shortened = (message: string): string =>
  message.length > MESSAGE_LENGTH_MAX ? `${message.slice(0, MESSAGE_LENGTH_MAX)}…` : message;

/** A fault of a query with its code and, for a wrong value, the dotted path of its field. */
export const queryError = (
  code: keyof typeof ROUTER_ERRORS,
  { message, locations }: GraphQLFormattedError,
  field?: string,
): GraphQLFormattedError => ({
  message: shortened(message),
  ...(locations && { locations }),
  extensions: { code, ...(field !== undefined && { field }) },
});

/** A query that goes over a limit, refused as HTTP 400 whatever the media type. */
export const queryTooLarge = (message: string): RefusedError =>
  new RefusedError([queryError('QUERY_TOO_LARGE', { message })]);

/** A caller who asks too often, or for too much at once. */
export const rateLimited = (message: string, retryAfterSeconds: number): RefusedError =>
  new RefusedError([{ message, extensions: { code: 'RATE_LIMITED', retryAfterSeconds } }], 429, {
    'retry-after': String(retryAfterSeconds),
  });
