import { GraphQLError } from 'graphql';
import type { GraphQLFormattedError } from 'graphql';

/** Business failures that a payload may hold in `userErrors`. A test compares docs/errors.md with this catalogue. */
export const USER_ERRORS = {
  EMAIL_TAKEN: 'This e-mail address is already registered.',
  USERNAME_TAKEN: 'This username is already taken.',
  INVALID_CREDENTIALS: 'Login or password is wrong.',
  WEAK_PASSWORD: 'The password is too short or too common.',
  INVALID_TOKEN: 'The token is unknown, used or too old.',
  EMAIL_NOT_VERIFIED: 'The e-mail address is not confirmed, and the shop requires that.',
  INVALID_INPUT: 'The input breaks a rule that depends on what is stored.',
  NOT_FOUND: 'There is no such object, or it is not yours.',
  IDEMPOTENCY_CONFLICT: 'The idempotency key was used with another input.',
  INVALID_STATE: 'The object is in a state that does not allow this step.',
  INSUFFICIENT_FUNDS: 'There is not enough money available.',
  ACCOUNT_FROZEN: 'The account is frozen.',
  CURRENCY_MISMATCH: 'The currencies differ.',
  SKU_TAKEN: 'Another product has this SKU.',
  INSUFFICIENT_STOCK: 'There is not enough stock available.',
  RESERVATION_CLOSED: 'The reservation has been committed, released or has expired.',
} as const;
export type UserErrorCode = keyof typeof USER_ERRORS;

/** A business failure. `field` is the path of the input field it is about, such as `['input', 'email']`. */
export interface UserError<Code extends UserErrorCode = UserErrorCode> {
  readonly code: Code;
  readonly message: string;
  readonly field: string[] | null;
}

/** The payload of a command that failed for a business reason: errors, and no result. */
export type Failure<Code extends UserErrorCode = UserErrorCode> = Readonly<{ userErrors: [UserError<Code>] }>;

/** A command's outcome: its result with an empty `userErrors`, or a failure. */
export type Outcome<Result extends object, Code extends UserErrorCode = UserErrorCode> =
  | (Result & { readonly userErrors: [] })
  | Failure<Code>;

/** An expected failure, as a value. `field` is a dotted path such as `input.email`. */
export const fail = <Code extends UserErrorCode>(code: Code, message: string, field?: string): Failure<Code> => ({
  userErrors: [{ code, message, field: field === undefined ? null : field.split('.') }],
});
export const succeed = <Result extends object>(result: Result): Result & { readonly userErrors: [] } => ({
  ...result,
  userErrors: [],
});
export const isFailure = (outcome: { readonly userErrors: readonly unknown[] }): outcome is Failure =>
  outcome.userErrors.length > 0;

/** Codes of top-level GraphQL errors, beside graphql's own GRAPHQL_PARSE_FAILED and GRAPHQL_VALIDATION_FAILED. */
export const REQUEST_ERRORS = {
  BAD_USER_INPUT: 'The input has a wrong type or range; `extensions.field` names the field.',
  UNAUTHENTICATED: 'This needs a valid token.',
  FORBIDDEN: 'You may not do this.',
  RATE_LIMITED: 'Too many requests; retry after `extensions.retryAfterSeconds`.',
  SERVICE_UNAVAILABLE: 'The service for this is unavailable; try again.',
  INTERNAL_SERVER_ERROR: 'A bug on our side.',
} as const;

const requestError = (
  code: keyof typeof REQUEST_ERRORS,
  message: string,
  extensions: Record<string, unknown> = {},
): GraphQLError => new GraphQLError(message, { extensions: { code, ...extensions } });

/** Input of a wrong shape or range. `field` is a dotted path such as `input.lines.0.quantity`. */
export const badUserInput = (field: string, message: string): GraphQLError =>
  requestError('BAD_USER_INPUT', `${field}: ${message}`, { field });
export const unauthenticated = (message = 'Sign in first.'): GraphQLError => requestError('UNAUTHENTICATED', message);
export const forbidden = (): GraphQLError => requestError('FORBIDDEN', 'You may not do this.');
export const rateLimited = (retryAfterSeconds: number): GraphQLError =>
  requestError('RATE_LIMITED', `Too many attempts. Try again in ${retryAfterSeconds} seconds.`, { retryAfterSeconds });
export const serviceUnavailable = (): GraphQLError =>
  requestError('SERVICE_UNAVAILABLE', 'This is not available right now. Try again.');
export const internalError = (): GraphQLError => requestError('INTERNAL_SERVER_ERROR', 'Internal server error');

/** Thrown for a request that is not run, with what its response says. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
  readonly errors: readonly GraphQLFormattedError[];
  /** Undefined where it depends on the media type of the response: for a well-formed request with a wrong query. */
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly code: unknown;
  constructor(errors: readonly GraphQLFormattedError[], status?: number, headers: Record<string, string> = {}) {
    super(errors[0]?.message);
    this.code = errors[0]?.extensions?.['code'];
    this.errors = errors;
    this.status = status;
    this.headers = headers;
  }
}

/** A request that is answered with one error and an HTTP status. */
export const refused = (status: number, code: string, message: string, headers?: Record<string, string>) =>
  new RefusedError([{ message, extensions: { code } }], status, headers);

/** A request that is not GraphQL over HTTP. */
export const badRequest = (message: string): RefusedError => refused(400, 'BAD_REQUEST', message);

/** Returns a RefusedError as it is, and for every other error one with status 500 and no details. */
export const refusalOf = (error: unknown): RefusedError =>
  error instanceof RefusedError ? error : new RefusedError([internalError().toJSON()], 500);
