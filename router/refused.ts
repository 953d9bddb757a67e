/** Raised for a request that is refused as it stands, before it is GraphQL. The message is for the client. */
export class RefusedError extends Error {
  readonly status: number;
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;
  constructor(status: number, code: string, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.name = 'RefusedError';
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}
