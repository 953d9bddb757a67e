import { Client, Pool, errors } from 'undici';
import type { Dispatcher } from 'undici';

/** How long a new connection may take; services are near each other. */
const CONNECT_TIMEOUT_MS = 2_000;
/** Larger than any honest answer; what is larger is not read to its end. */
const ANSWER_BYTES_MAX = 64 * 1024 * 1024;
const READY_TIMEOUT_MS = 2_000;

/** Raised when a subgraph gave no answer in time, or none at all. The message is for the log. */
export class NoAnswerError extends Error {
  override readonly name = 'NoAnswerError';
}

export interface ConnectionOptions {
  /** Where the subgraph takes GraphQL, with its path. */
  readonly url: string;
  /** For a whole answer: waiting for a connection, headers and body. */
  readonly timeoutMs: number;
  readonly connectionsMax: number;
}

export interface SubgraphRequest {
  /** Names and values by turns. */
  readonly headers: string[];
  readonly body: string;
  /** Whether asking twice does no harm, as is so for queries. */
  readonly isRepeatable: boolean;
  /** Aborted when nobody waits for the answer any more; undefined for what is to be done in any case. */
  readonly signal: AbortSignal | undefined;
}

/** A subgraph's answer, whole. */
export interface HttpAnswer {
  readonly status: number;
  readonly text: string;
}

export interface SubgraphConnection {
  /** Sends a request and reads the whole answer. Throws NoAnswerError. */
  send(request: SubgraphRequest): Promise<HttpAnswer>;
  /** Whether the subgraph says that it can serve. Never throws. */
  isReady(): Promise<boolean>;
  close(): Promise<void>;
}

/** Codes of a connection that broke before the answer began, as one does that the other side closed while it was idle. */
const BROKEN = new Set(['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE']);

/**
 * Connections to one subgraph, kept open and bounded in number. Below fetch and `request` of undici: no stack trace, no stream and no
 * header objects per request, since an answer is wanted whole or not at all.
 */
export function connectToSubgraph({ url, timeoutMs, connectionsMax }: ConnectionOptions): SubgraphConnection {
  const { origin, pathname } = new URL(url);
  const clientOptions = {
    connect: { timeout: CONNECT_TIMEOUT_MS },
    // The one timer below covers all of it.
    headersTimeout: 0,
    bodyTimeout: 0,
    maxResponseSize: ANSWER_BYTES_MAX,
    allowH2: false,
  };
  const pool = new Pool(origin, { ...clientOptions, connections: connectionsMax });

  const exchange = (over: Dispatcher, { headers, body }: SubgraphRequest, limit: Limit): Promise<HttpAnswer> =>
    new Promise((resolve, reject) => {
      const answer = new AnswerReader(resolve, reject, limit);
      over.dispatch({ method: 'POST', path: pathname, headers, body }, answer);
    });

  const exchangeOrRepeat = async (request: SubgraphRequest, limit: Limit): Promise<HttpAnswer> => {
    try {
      return await exchange(pool, request, limit);
    } catch (error) {
      if (!request.isRepeatable || limit.reason !== undefined || !BROKEN.has(codeOf(error))) throw error;
      const fresh = new Client(origin, clientOptions);
      try {
        return await exchange(fresh, request, limit);
      } finally {
        void fresh.close();
      }
    }
  };

  return {
    send: async (request) => {
      const limit = new Limit();
      const timer = setTimeout(() => limit.end(`no answer within ${timeoutMs} ms`), timeoutMs);
      const leave = (): void => limit.end('the client left');
      request.signal?.addEventListener('abort', leave);
      try {
        if (request.signal?.aborted === true) throw new NoAnswerError('the client left');
        return await exchangeOrRepeat(request, limit);
      } catch (error) {
        throw error instanceof NoAnswerError ? error : new NoAnswerError(codeOf(error) || String(error));
      } finally {
        clearTimeout(timer);
        request.signal?.removeEventListener('abort', leave);
      }
    },
    isReady: async () => {
      try {
        const { statusCode, body } = await pool.request({
          method: 'GET',
          path: '/ready',
          signal: AbortSignal.timeout(READY_TIMEOUT_MS),
        });
        await body.dump();
        return statusCode === 200;
      } catch {
        return false;
      }
    },
    close: () => pool.close(),
  };
}

/** What ends an exchange before its answer is whole. */
class Limit {
  reason: NoAnswerError | undefined;
  onEnd: ((reason: NoAnswerError) => void) | undefined;

  end(message: string): void {
    this.reason ??= new NoAnswerError(message);
    this.onEnd?.(this.reason);
  }
}

/** Takes an answer as it comes in. */
class AnswerReader implements Dispatcher.DispatchHandler {
  readonly #resolve: (answer: HttpAnswer) => void;
  readonly #reject: (reason: Error) => void;
  readonly #limit: Limit;
  readonly #chunks: Buffer[] = [];
  #status = 0;
  #controller: Dispatcher.DispatchController | undefined;

  constructor(resolve: (answer: HttpAnswer) => void, reject: (reason: Error) => void, limit: Limit) {
    this.#resolve = resolve;
    this.#reject = reject;
    this.#limit = limit;
    // A request that still waits for a connection has no controller; it is told when its turn comes.
    limit.onEnd = (reason) => {
      this.#controller?.abort(reason);
      reject(reason);
    };
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#limit.reason !== undefined) controller.abort(this.#limit.reason);
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number): void {
    this.#status = status;
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    const [first] = this.#chunks;
    const whole = first !== undefined && this.#chunks.length === 1 ? first : Buffer.concat(this.#chunks);
    this.#resolve({ status: this.#status, text: whole.toString('utf8') });
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    this.#reject(error);
  }
}

/** The system's or the client's short name for what went wrong. */
const codeOf = (error: unknown): string =>
  error instanceof errors.UndiciError || (error instanceof Error && 'code' in error) ? String(error.code) : '';
