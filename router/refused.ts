/** Raised for a request that is refused as it stands, before it is GraphQL. The message is for the client. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
  readonly status: number;
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;
  /** What belongs to the code, such as when to come back. */
  readonly extensions: Readonly<Record<string, unknown>>;
  constructor(status: number, code: string, message: string, more: RefusalDetails = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = more.headers ?? {};
    this.extensions = more.extensions ?? {};
  }
}

/** What a client is told of a refusal beside its code. */
export interface RefusalDetails {
  readonly headers?: Readonly<Record<string, string>>;
  readonly extensions?: Readonly<Record<string, unknown>>;
}
