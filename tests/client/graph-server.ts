import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { z } from 'zod';

/** A request as it arrived. */
export interface Asked {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly headers: IncomingMessage['headers'];
  /** When it arrived, by a clock that only goes forward. */
  readonly atMs: number;
  /** Aborted when the client disconnects before it is answered. */
  readonly abandoned: AbortSignal;
}

/** What is answered: JSON, or a text as it is; `cut` ends the connection without an answer. */
export interface Said {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly cut?: boolean;
}

/** An HTTP server in place of a graph, which fails as a test wants it to. */
export interface GraphServer {
  readonly url: string;
  readonly asked: readonly Asked[];
  stop(): Promise<void>;
}

const bodySchema = z.object({ query: z.string(), variables: z.record(z.string(), z.unknown()).default({}) });

/** A response with one GraphQL error. */
export const errorAnswer = (code: string, extensions: object = {}, data: unknown = null): Said => ({
  body: { data, errors: [{ message: `It is ${code}.`, extensions: { code, ...extensions } }] },
});

/** A mutation that gives a user, refused. */
export const failureAnswer = (field: string, code: string): Said => ({
  body: { data: { [field]: { user: null, tokens: null, userErrors: [{ code, message: 'No.', field: null }] } } },
});

/** The answer to an invalid token. */
export const REFUSED: Said = {
  status: 401,
  body: { errors: [{ message: 'No.', extensions: { code: 'UNAUTHENTICATED' } }] },
};

/** Starts one on a free port of its own; `answer` is asked for each request, with what was asked before it. */
export async function startGraphServer(
  answer: (asked: Asked, before: readonly Asked[]) => Said | Promise<Said>,
): Promise<GraphServer> {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    const respond = async (): Promise<void> => {
      const { query, variables } = bodySchema.parse(JSON.parse(await text(request)));
      const gone = new AbortController();
      response.once('close', () => gone.abort());
      const one = { query, variables, headers: request.headers, atMs: performance.now(), abandoned: gone.signal };
      asked.push(one);
      const { status = 200, headers = {}, body, cut } = await answer(one, asked.slice(0, -1));
      if (cut) return void response.destroy();
      const payload = typeof body === 'string' ? body : JSON.stringify(body);
      response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(payload);
    };
    respond().catch((error: unknown) => response.writeHead(500).end(String(error)));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  return {
    url: `http://127.0.0.1:${port}/graphql`,
    asked,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
