import type { RequestErrorCode } from './generated/error-codes.ts';
import type { ErrorCode } from './generated/graphql.ts';

/** An error as the graph gives it (https://spec.graphql.org/October2021/#sec-Errors), with what Ordergraph adds to it. */
export interface GraphqlError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions?: {
    readonly code?: string;
    /** Of BAD_USER_INPUT: the field that is wrong, such as `input.lines.0.quantity`. */
    readonly field?: string;
    /** Of RATE_LIMITED: when to come back. */
    readonly retryAfterSeconds?: number;
  };
}

/** What the graph says of a request, what the client says where no answer of the graph came, and what `unwrap` throws. */
export type OrdergraphErrorCode = RequestErrorCode | 'NETWORK_ERROR' | 'TIMEOUT' | 'BAD_RESPONSE' | ErrorCode;

/** The graph gives the codes that the documentation lists. This is the only place that relies on it. */
export const isErrorCode = (code: string | undefined): code is OrdergraphErrorCode => code !== undefined;

/** The properties of an OrdergraphError beside its message. */
export interface ErrorDetails {
  readonly code: OrdergraphErrorCode;
  readonly field?: string | undefined;
  readonly status?: number | undefined;
  readonly requestId?: string | undefined;
  readonly retryAfterMs?: number | undefined;
  readonly errors?: readonly GraphqlError[];
  readonly data?: unknown;
  readonly cause?: unknown;
}

/** The one error that a client throws, but for an AbortSignal's own reason. */
export class OrdergraphError extends Error {
  override readonly name = 'OrdergraphError';
  /** What happened, for programs. */
  readonly code: OrdergraphErrorCode;
  /** The input field that is wrong, dotted, such as `input.lines.0.quantity`. */
  readonly field: string | undefined;
  /** The HTTP status; undefined where nothing came back. */
  readonly status: number | undefined;
  /** The id under which the router's log has the request. */
  readonly requestId: string | undefined;
  /** How long to wait before the next attempt, where the graph said so. */
  readonly retryAfterMs: number | undefined;
  /** All the errors of the answer; the first of them gave code and message. */
  readonly errors: readonly GraphqlError[];
  /** The part of the data that was answered. */
  readonly data: unknown;

  constructor(message: string, details: ErrorDetails) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = details.code;
    this.field = details.field;
    this.status = details.status;
    this.requestId = details.requestId;
    this.retryAfterMs = details.retryAfterMs;
    this.errors = details.errors ?? [];
    this.data = details.data;
  }
}
