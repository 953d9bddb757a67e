import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { renderGraphiQL } from '@graphql-yoga/render-graphiql';
import type { Handler } from '#platform/http-server.ts';
import { STORY } from './story.ts';

interface Page {
  readonly html: Buffer;
  readonly gzipped: Buffer;
  readonly etag: string;
  /** Content-Security-Policy: the page's own script, its workers, and questions to this router. Nothing from another host. */
  readonly policy: string;
}

/**
 * GraphiQL, whole, from this process: it works without the internet and nobody else learns what is asked. The page is made when it is
 * first wanted, and kept.
 */
export function createPlayground(): Handler {
  let page: Promise<Page> | undefined;
  return async (request, response) => {
    page ??= makePage();
    const { html, gzipped, etag, policy } = await page;
    const headers = {
      'content-security-policy': policy,
      'cache-control': 'no-cache',
      vary: 'accept, accept-encoding',
      etag,
    };
    if (request.headers['if-none-match'] === etag) {
      response.writeHead(304, headers).end();
      return;
    }
    const isGzipTaken = /\bgzip\b/.test(request.headers['accept-encoding'] ?? '');
    const body = isGzipTaken ? gzipped : html;
    response.writeHead(200, {
      ...headers,
      'content-type': 'text/html; charset=utf-8',
      'content-length': body.length,
      ...(isGzipTaken && { 'content-encoding': 'gzip' }),
    });
    response.end(body);
  };
}

async function makePage(): Promise<Page> {
  const text = renderGraphiQL({
    title: 'Ordergraph',
    endpoint: '/graphql',
    defaultTabs: STORY.map(({ query, variables }) => ({
      query,
      variables: JSON.stringify(variables, null, 2),
      headers: '{}',
    })),
    defaultEditorToolsVisibility: 'headers',
    isHeadersEditorEnabled: true,
    shouldPersistHeaders: true,
    schemaDescription: true,
    inputValueDeprecation: true,
  });
  const html = Buffer.from(text);
  return { html, gzipped: await promisify(gzip)(html), etag: `"${digest(text, 'base64url')}"`, policy: policyOf(text) };
}

/** A page may only run the scripts that stand in it, named by their digests. The editor writes its own style elements. */
function policyOf(html: string): string {
  const scripts = [...html.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(
    ([, script = '']) => `'sha256-${digest(script, 'base64')}'`,
  );
  return [
    "default-src 'none'",
    `script-src ${scripts.join(' ')}`,
    'worker-src blob:',
    "style-src 'unsafe-inline'",
    'img-src data:',
    'font-src data:',
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

const digest = (text: string, encoding: 'base64' | 'base64url'): string =>
  createHash('sha256').update(text).digest(encoding);
