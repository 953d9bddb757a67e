import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type * as GraphiQL from '@graphql-yoga/render-graphiql/graphiql';
import { sendJson } from '#platform/http-server.ts';
import type { Handler, Routes } from '#platform/http-server.ts';

const FOLDER = '/playground/';

// Millions of characters, only for those who look.
const editor = (): Promise<typeof GraphiQL> => import('@graphql-yoga/render-graphiql/graphiql');

/** The editor, as the package ships it: its script, its style and the workers that know GraphQL and JSON. */
const OF_THE_EDITOR: ReadonlyMap<string, () => Promise<string>> = new Map([
  ['graphiql.js', async () => (await editor()).js],
  ['graphiql.css', async () => (await editor()).css],
  ['editor-worker.js', async () => (await editor()).editorWorkerService],
  ['graphql-worker.js', async () => (await editor()).graphqlWorker],
  ['json-worker.js', async () => (await editor()).jsonWorker],
]);

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
export const assetRoutes = (): Routes =>
  Object.fromEntries([
    ...Array.from(OF_THE_EDITOR, ([name, read]) => route(name, read)),
    ...readdirSync(OURS)
      .filter((name) => /\.(js|css)$/.test(name))
      .map((name) => route(name, () => readFile(new URL(name, OURS), 'utf8'))),
  ]);

const route = (name: string, read: () => Promise<string>): [string, Handler] => [
  FOLDER + name,
  serveText(name.endsWith('.css') ? 'text/css' : 'text/javascript', read),
];

/** Serves a text under its media type; it is read and compressed when it is first wanted. */
export const serveText = (type: string, read: () => Promise<string>): Handler =>
  serve(
    type,
    once(async () => pack(await read())),
  );

async function pack(text: string): Promise<Asset> {
  const body = Buffer.from(text);
  const etag = `"${createHash('sha256').update(body).digest('base64url')}"`;
  return { body, gzipped: await promisify(gzip)(body), etag };
}

/** Made at the first call and kept; what failed is tried again. */
function once<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | undefined;
  return () => {
    made ??= make().catch((error: unknown) => {
      made = undefined;
      throw error;
    });
    return made;
  };
}

function serve(type: string, load: () => Promise<Asset>): Handler {
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
