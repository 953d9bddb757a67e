import { ApolloServerErrorCode } from '@apollo/server/errors';
import { GraphQLError } from 'graphql';
import type { GraphQLFormattedError } from 'graphql';
import { REQUEST_ERRORS, USER_ERRORS, internalError } from '#platform/errors.ts';

/** The code of a query that is larger than a limit. */
const QUERY_TOO_LARGE = 'QUERY_TOO_LARGE';

/** What a subgraph may say to a client. Its other codes are about how it was asked, which is between it and the router. */
const CODES_OF_SUBGRAPHS: ReadonlySet<string> = new Set([...Object.keys(REQUEST_ERRORS), ...Object.keys(USER_ERRORS)]);

/** What the router itself says to a client. */
const CODES_OF_ROUTER: ReadonlySet<string> = new Set([
  ...Object.keys(REQUEST_ERRORS),
  QUERY_TOO_LARGE,
  ApolloServerErrorCode.GRAPHQL_PARSE_FAILED,
  ApolloServerErrorCode.GRAPHQL_VALIDATION_FAILED,
  ApolloServerErrorCode.OPERATION_RESOLUTION_FAILURE,
  ApolloServerErrorCode.PERSISTED_QUERY_NOT_FOUND,
  ApolloServerErrorCode.PERSISTED_QUERY_NOT_SUPPORTED,
  ApolloServerErrorCode.BAD_REQUEST,
]);

const INTERNAL: string = ApolloServerErrorCode.INTERNAL_SERVER_ERROR;

/** Extensions that clients are told, beside the code: which field is wrong, and when to come back. */
const isShown = (name: string): boolean => name === 'field' || name.startsWith('retryAfter');

/** Whether an error was meant for clients. All others are bugs, and belong into the log. */
export function isForClients({ extensions }: Pick<GraphQLFormattedError, 'extensions'>): boolean {
  const code = extensions?.['code'];
  if (typeof code !== 'string' || code === INTERNAL) return false;
  return (extensions?.['serviceName'] === undefined ? CODES_OF_ROUTER : CODES_OF_SUBGRAPHS).has(code);
}

/** An error as clients see it: message, place, code and what belongs to the code. A bug says only that it is one, and where. */
export function maskError(formatted: GraphQLFormattedError): GraphQLFormattedError {
  const { locations, path, extensions = {} } = formatted;
  const where = { ...(locations !== undefined && { locations }), ...(path !== undefined && { path: ofClient(path) }) };
  if (!isForClients(formatted)) {
    const { message, extensions: shown } = internalError();
    return { message, ...where, extensions: shown };
  }
  const kept = Object.fromEntries(Object.entries(extensions).filter(([name]) => isShown(name)));
  return {
    message: formatted.message,
    ...where,
    extensions: { code: extensions['code'], ...kept },
  };
}

/** The part of a path that a client knows: the gateway's own signs, for "each of a list" and for entities, end it. */
function ofClient(path: readonly (string | number)[]): (string | number)[] {
  const end = path.findIndex((step) => step === '@' || step === '_entities');
  return path.slice(0, end === -1 ? path.length : end);
}

/** A query that goes over a limit, refused as HTTP 400 before it is validated. */
export const queryTooLarge = (message: string): GraphQLError =>
  new GraphQLError(message, { extensions: { code: QUERY_TOO_LARGE } });
