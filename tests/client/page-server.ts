import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join, normalize } from 'node:path';

/** A web site with nothing but the client in it. */
export interface PageServer {
  /** Such as `http://127.0.0.1:31234`. */
  readonly origin: string;
  readonly host: string;
  stop(): Promise<void>;
}

const HTML = '<!doctype html><title>shop</title><link rel="icon" href="data:,"><h1>shop</h1>';

/** Serves an empty page at `/`, and the files of a folder at `/client/` as they are: no bundler has seen them. */
export async function servePage(folder: string): Promise<PageServer> {
  const server = createServer((request, response) => {
    const [, path] = /^\/client\/([\w./-]+\.js)$/.exec(normalize(request.url ?? '/')) ?? [];
    const respond = async (): Promise<void> => {
      const body = path === undefined ? HTML : await readFile(join(folder, path));
      response.writeHead(200, { 'content-type': path === undefined ? 'text/html' : 'text/javascript' }).end(body);
    };
    respond().catch(() => response.writeHead(404).end());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const host = `127.0.0.1:${typeof address === 'object' ? address?.port : undefined}`;
  return {
    origin: `http://${host}`,
    host,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
