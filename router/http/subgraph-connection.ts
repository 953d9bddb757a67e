import { Client, Pool, errors } from 'undici';
import type { Dispatcher } from 'undici';
import { AnswerTooLargeError } from '../engine/writing.ts';

/** How long a new connection may take; services are near each other. */
const CONNECT_TIMEOUT_MS = 2_000;
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
  /** An answer that is larger is not read to its end. */
  readonly answerBytesMax: number;
}

/** Keeps connections to a subgraph open, bounded in number. */
export function connectToSubgraph({ url, timeoutMs, connectionsMax, answerBytesMax }: ConnectionOptions) {
  const { origin, pathname: path } = new URL(url);
  const clientOptions = {
    connect: { timeout: CONNECT_TIMEOUT_MS },
    // The one timer below covers all of it.
    headersTimeout: 0,
    bodyTimeout: 0,
    maxResponseSize: answerBytesMax,
    allowH2: false,
  };
  const pool = new Pool(origin, { ...clientOptions, connections: connectionsMax });

  /** A query whose connection breaks is sent once more, over a new one. */
  const exchangeOrRepeat = async (request: Outgoing, isRepeatable: boolean, ending: Ending): Promise<HttpAnswer> => {
    try {
      return await exchange(pool, request, ending);
    } catch (error) {
      if (!isRepeatable || ending.reason !== undefined || !BROKEN.has(codeOf(error))) throw error;
      const fresh = new Client(origin, clientOptions);
      return exchange(fresh, request, ending).finally(() => void fresh.close());
    }
  };

  return {
    /**
     * Sends a request and reads the whole answer. `signal` is aborted once no client waits for it; without one the request must not be
     * repeated. Throws NoAnswerError, and AnswerTooLargeError.
     */
    send: async (headers: string[], body: string, signal: AbortSignal | undefined): Promise<HttpAnswer> => {
      const ending: Ending = { reason: undefined, onEnd: undefined };
      const end = (reason: string): void => {
        ending.reason ??= new NoAnswerError(reason);
        ending.onEnd?.(ending.reason);
      };
      const timer = setTimeout(() => end(`no answer within ${timeoutMs} ms`), timeoutMs);
      const leave = (): void => end('the client left');
      signal?.addEventListener('abort', leave);
      try {
        if (signal?.aborted === true) throw new NoAnswerError('the client left');
        return await exchangeOrRepeat({ path, headers, body }, signal !== undefined, ending);
      } catch (error) {
        if (error instanceof errors.ResponseExceededMaxSizeError) throw new AnswerTooLargeError();
        throw error instanceof NoAnswerError ? error : new NoAnswerError(codeOf(error) || String(error));
      } finally {
        clearTimeout(timer);
        signal?.removeEventListener('abort', leave);
      }
    },
    isReady: async (): Promise<boolean> => {
      try {
        const signal = AbortSignal.timeout(READY_TIMEOUT_MS);
        const { statusCode, body } = await pool.request({ method: 'GET', path: '/ready', signal });
        await body.dump();
        return statusCode === 200;
      } catch {
        return false;
      }
    },
    close: (): Promise<void> => pool.close(),
  };
}

/** A request; its headers are a flat array: name, value, name, value. */
interface Outgoing {
  readonly path: string;
  readonly headers: string[];
  readonly body: string;
}

/** A subgraph's answer, whole. */
export interface HttpAnswer {
  readonly status: number;
  readonly text: string;
}

/** Why an exchange is to end before its answer is whole, and what is called then. */
interface Ending {
  reason: NoAnswerError | undefined;
  onEnd: ((reason: NoAnswerError) => void) | undefined;
}

/** Codes of a connection that broke before the answer began, as one does that the other side closed while it was idle. */
const BROKEN = new Set(['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE']);

/** The system's or the client's short name for what went wrong. */
const codeOf = (error: unknown): string =>
  error instanceof errors.UndiciError || (error instanceof Error && 'code' in error) ? String(error.code) : '';

/**
 * Sends a request and reads the whole answer. Below fetch and `request` of undici: no stack trace, no stream and no header objects per
 * request, since an answer is wanted whole or not at all.
 */
const exchange = (over: Dispatcher, request: Outgoing, ending: Ending): Promise<HttpAnswer> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let status = 0;
    let controller: Dispatcher.DispatchController | undefined;
    ending.onEnd = (reason) => {
      controller?.abort(reason);
      reject(reason);
    };
    over.dispatch(
      { method: 'POST', ...request },
      {
        onRequestStart: (started) => {
          controller = started;
          // One that waited for a connection hears only now that it is to end.
          if (ending.reason !== undefined) started.abort(ending.reason);
        },
        onResponseStart: (_, code) => void (status = code),
        onResponseData: (_, chunk) => void chunks.push(chunk),
        onResponseEnd: () => {
          const [first] = chunks;
          const whole = first !== undefined && chunks.length === 1 ? first : Buffer.concat(chunks);
          resolve({ status, text: whole.toString('utf8') });
        },
        onResponseError: (_, error) => reject(error),
      },
    );
  });
