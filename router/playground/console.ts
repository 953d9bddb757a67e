import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Handler, Routes } from '#platform/http-server.ts';
import { fileRoutes, serveText } from './assets.ts';

/** Where `console/` is built to. */
const BUILT = new URL('../../console/dist/', import.meta.url);

/** What the pages may do: run and show what comes from this router, and ask it. Text never becomes script. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join('; ');

/**
 * The console as it was built: its page at `/`, for browsers, and its files. Other requests for `/` are handled by `otherwise`. No
 * routes where it is not built, as in an installation without development packages.
 */
export function consoleRoutes(otherwise: Handler): Routes {
  if (!existsSync(new URL('index.html', BUILT))) return {};
  const page = serveText('text/html', () => readFile(new URL('index.html', BUILT), 'utf8'));
  return {
    ...fileRoutes(BUILT, '/'),
    '/': (request, response, url) => {
      const isShown = request.method === 'GET' || request.method === 'HEAD';
      if (!isShown || !/\btext\/html\b/.test(request.headers.accept ?? '')) return otherwise(request, response, url);
      response.setHeader('content-security-policy', POLICY);
      return page(request, response, url);
    },
  };
}
