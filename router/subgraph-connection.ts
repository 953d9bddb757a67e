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
  readonly headers: Record<string, string>;
  readonly body: string;
  /** Whether asking twice does no harm, as is so for queries. */
  readonly isRepeatable: boolean;
  /** Aborted when nobody waits for the answer any more. */
  readonly abandoned: AbortSignal | undefined;
}

export interface SubgraphConnection {
  /** Sends a request and reads the whole answer. Throws NoAnswerError. */
  send(request: SubgraphRequest): Promise<{ status: number; text: string }>;
  /** Whether the subgraph says that it can serve. Never throws. */
  isReady(): Promise<boolean>;
  close(): Promise<void>;
}

/** Codes of a connection that broke before the answer began, as one does that the other side closed while it was idle. */
const BROKEN = new Set(['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE']);

/**
 * Connections to one subgraph, kept open and bounded in number. `undici.request` rather than fetch: no stack trace, no stream
 * conversion and no header objects per request.
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

  const exchange = async (
    over: Dispatcher,
    { headers, body }: SubgraphRequest,
    signal: AbortSignal,
  ): Promise<{ status: number; text: string }> => {
    const answer = await over.request({ method: 'POST', path: pathname, headers, body, signal });
    return { status: answer.statusCode, text: await answer.body.text() };
  };

  const exchangeOrRepeat = async (
    request: SubgraphRequest,
    signal: AbortSignal,
  ): Promise<{ status: number; text: string }> => {
    try {
      return await exchange(pool, request, signal);
    } catch (error) {
      if (!request.isRepeatable || signal.aborted || !BROKEN.has(codeOf(error))) throw error;
      const fresh = new Client(origin, clientOptions);
      try {
        return await exchange(fresh, request, signal);
      } finally {
        void fresh.close();
      }
    }
  };

  return {
    send: async (request) => {
      const limit = new AbortController();
      const timer = setTimeout(() => limit.abort(new NoAnswerError(`no answer within ${timeoutMs} ms`)), timeoutMs);
      const leave = (): void => limit.abort(new NoAnswerError('the client left'));
      request.abandoned?.addEventListener('abort', leave);
      try {
        if (request.abandoned?.aborted === true) throw new NoAnswerError('the client left');
        return await exchangeOrRepeat(request, limit.signal);
      } catch (error) {
        throw error instanceof NoAnswerError ? error : new NoAnswerError(codeOf(error) || String(error));
      } finally {
        clearTimeout(timer);
        request.abandoned?.removeEventListener('abort', leave);
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

/** The system's or the client's short name for what went wrong. */
const codeOf = (error: unknown): string =>
  error instanceof errors.UndiciError || (error instanceof Error && 'code' in error) ? String(error.code) : '';
