import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type * as GraphiQL from '@graphql-yoga/render-graphiql/graphiql';
import { sendJson } from '#platform/http-server.ts';
import type { Handler, Routes } from '#platform/http-server.ts';

const FOLDER = '/playground/';

// Millions of characters, only for those who look.
const editor = (): Promise<typeof GraphiQL> => import('@graphql-yoga/render-graphiql/graphiql');

/** The editor, as the package ships it: its script, its style and the workers that know GraphQL and JSON. */
const OF_THE_EDITOR: Routes = {
  'graphiql.js': serveText('text/javascript', async () => (await editor()).js),
  'graphiql.css': serveText('text/css', async () => (await editor()).css),
  'editor-worker.js': serveText('text/javascript', async () => (await editor()).editorWorkerService),
  'graphql-worker.js': serveText('text/javascript', async () => (await editor()).graphqlWorker),
  'json-worker.js': serveText('text/javascript', async () => (await editor()).jsonWorker),
};

/** What is ours; the browser gets it as it is. */
const OURS = new URL('browser/', import.meta.url);

interface Asset {
  readonly body: Buffer;
  readonly gzipped: Buffer;
  readonly etag: string;
}

/**
 * The files of the page, each under an address of its own. They are read when they are first wanted, since most routers never show a
 * page, and a browser that has one gets 304.
 */
export const assetRoutes = (): Routes => ({
  ...Object.fromEntries(Object.entries(OF_THE_EDITOR).map(([name, handler]) => [FOLDER + name, handler])),
  ...fileRoutes(OURS, FOLDER),
});

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};

/** Routes for the scripts, styles and pictures of a folder, each under its path there. */
export const fileRoutes = (folder: URL, prefix: string): Routes =>
  Object.fromEntries(
    readdirSync(fileURLToPath(folder), { recursive: true, encoding: 'utf8' }).flatMap((path) => {
      const name = path.replaceAll('\\', '/');
      const type = TYPES[extname(name)];
      const read = (): Promise<string> => readFile(new URL(name, folder), 'utf8');
      return type === undefined ? [] : [[prefix + name, serveText(type, read)]];
    }),
  );

/** Serves a text under its media type. It is read and compressed when it is first wanted and kept; what failed is tried again. */
export function serveText(type: string, read: () => Promise<string>): Handler {
  let packed: Promise<Asset> | undefined;
  const load = (): Promise<Asset> =>
    (packed ??= pack(read).catch((error: unknown) => {
      packed = undefined;
      throw error;
    }));
  return async (request, response) => {
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return sendJson(response, 405, { error: 'Use GET.' }, { allow: 'GET, HEAD' });
    const { body, gzipped, etag } = await load();
    const headers = { 'cache-control': 'no-cache', vary: 'accept-encoding', etag };
    if (request.headers['if-none-match'] === etag) {
      response.writeHead(304, headers).end();
      return;
    }
    const isGzipTaken = /\bgzip\b/.test(request.headers['accept-encoding'] ?? '');
    const sent = isGzipTaken ? gzipped : body;
    response.writeHead(200, {
      ...headers,
      'content-type': `${type}; charset=utf-8`,
      'content-length': sent.length,
      ...(isGzipTaken && { 'content-encoding': 'gzip' }),
    });
    response.end(request.method === 'HEAD' ? undefined : sent);
  };
}

async function pack(read: () => Promise<string>): Promise<Asset> {
  const body = Buffer.from(await read());
  const etag = `"${createHash('sha256').update(body).digest('base64url')}"`;
  return { body, gzipped: await promisify(gzip)(body), etag };
}
