import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { SECURITY_HEADERS, secured, startHttpServer } from '#platform/http-server.ts';
import type { Handler, HttpServer } from '#platform/http-server.ts';
import type { Log } from '#platform/log.ts';
import { listShape, mailShape } from './api.ts';
import { listPage, mailPage, notFoundPage, viewOf, type Listed } from './pages.ts';
import { searchTest } from './search.ts';
import type { MailStore } from './store.ts';

const PAGE_POLICY =
  "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src data:; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
// A mail's HTML: no scripts, forms or external content, in its own origin; links open in a new tab.
const MAIL_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox";

// The page of a mail frames its body.
const HEADERS = { ...SECURITY_HEADERS, 'x-frame-options': 'SAMEORIGIN', 'cache-control': 'no-store' };

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
  readonly policy?: string;
}

/** The assets of the pages, as files, since the policy forbids everything inline. */
const asset = (type: string, name: string): Answer => ({
  status: 200,
  type,
  body: readFileSync(new URL(`browser/${name}`, import.meta.url), 'utf8'),
});
const STYLE = asset('text/css', 'style.css');
const SCRIPT = asset('text/javascript', 'live.js');

const page = (body: string, status = 200): Answer => ({ status, type: 'text/html', body, policy: PAGE_POLICY });
const json = (body: object, status = 200): Answer => ({ status, type: 'application/json', body: JSON.stringify(body) });
const NOTHING_THERE = json({ error: 'There is nothing here.' }, 404);

const MISDIRECTED = json({ error: 'Open this by the address of the machine, or as localhost.' }, 421);

async function listedBy(store: MailStore, search: URLSearchParams): Promise<Listed> {
  const query = search.get('query')?.trim() ?? '';
  const start = search.get('start') ?? '';
  const found = (await store.list()).filter(searchTest(query));
  return { query, found, start: /^\d{1,9}$/.test(start) ? Number(start) : 0 };
}

async function answerAboutMail(store: MailStore, path: string, query: URLSearchParams): Promise<Answer> {
  const [, root = '', ...rest] = path.split('/');
  const isApi = root === 'api';
  const [id = '', part] = isApi ? rest.slice(2) : rest;
  const mail = await store.read(id);
  if (mail === undefined) return isApi ? NOTHING_THERE : page(notFoundPage(await listedBy(store, query)), 404);
  if (isApi) return part === undefined ? json(mailShape(mail)) : NOTHING_THERE;
  if (part === undefined) return page(mailPage(mail, viewOf(query.get('view'), mail), await listedBy(store, query)));
  const body = `<!doctype html><meta charset="utf-8"><base target="_blank">${mail.html}`;
  return part === 'body' ? { status: 200, type: 'text/html', body, policy: MAIL_POLICY } : NOTHING_THERE;
}

async function answer(store: MailStore, { pathname, searchParams: query }: URL): Promise<Answer> {
  switch (pathname) {
    case '/health':
      return json({ status: 'ok' });
    case '/ready':
      return json({ status: 'ready' });
    case '/':
      return page(listPage(await listedBy(store, query)));
    case '/style.css':
      return STYLE;
    case '/live.js':
      return SCRIPT;
    case '/api/v1/messages':
    case '/api/v1/search': {
      const mails = await store.list();
      const found = pathname.endsWith('search') ? mails.filter(searchTest(query.get('query') ?? '')) : mails;
      return json(listShape({ found, total: mails.length, query }));
    }
    default:
      return /^\/(?:mail|api\/v1\/message)\//.test(pathname) ? answerAboutMail(store, pathname, query) : NOTHING_THERE;
  }
}

/** Whether a request's host is an IP address or localhost. Any other name could be DNS rebinding by a foreign page that reads the mail. */
function isAddressedHere(host: string | undefined): boolean {
  const name = URL.parse(`http://${host ?? ''}`)?.hostname ?? '';
  return name === 'localhost' || isIP(name.replaceAll(/^\[|\]$/g, '')) !== 0;
}

async function answerTo(store: MailStore, { method, headers }: IncomingMessage, url: URL): Promise<Answer> {
  if (!isAddressedHere(headers.host)) return MISDIRECTED;
  return method === 'GET' || method === 'HEAD' ? answer(store, url) : NOTHING_THERE;
}

/** Serves the pages and the read-only API. */
export function startWeb(options: { host: string; port: number; store: MailStore; log: Log }): Promise<HttpServer> {
  const { store, ...server } = options;
  const respond: Handler = async (request, response, url) => {
    const { status, type, body, policy } = await answerTo(store, request, url);
    // A page that polls every two seconds gets 304 for the same content.
    const etag = `"${createHash('sha256').update(body).digest('base64url')}"`;
    if (status === 200 && request.headers['if-none-match'] === etag) {
      response.writeHead(304, { etag }).end();
      return;
    }
    response.writeHead(status, {
      etag,
      'content-type': `${type}; charset=utf-8`,
      'content-length': Buffer.byteLength(body),
      ...(policy !== undefined && { 'content-security-policy': policy }),
    });
    response.end(request.method === 'HEAD' ? undefined : body);
  };
  return startHttpServer({ ...server, routes: {}, fallback: secured(respond, HEADERS) });
}
