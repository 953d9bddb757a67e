import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { ExpressAdapter } from '@bull-board/express';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { SERVICES, type Service } from '#platform/config.ts';
import type { Database } from '#platform/database.ts';
import {
  countDeadLetters,
  listDeadLetters,
  masked,
  resendDeadLetters,
  unsentDeadLetters,
} from '#platform/dead-letters.ts';
import { RefusedError } from '#platform/errors.ts';
import {
  SECURITY_HEADERS,
  headerOf,
  readBody,
  secured,
  startHttpServer,
  type Handler,
  type HttpServer,
} from '#platform/http-server.ts';
import type { Log } from '#platform/log.ts';
import type { MessageQueue } from '#platform/queue.ts';
import { createClient, type OrdergraphClient } from '../client/index.ts';
import { lettersPage, signInPage, type ServiceLetters } from './board-pages.ts';

const COOKIE = 'ordergraph-board';
const SESSION_MS = 8 * 3_600_000;
const SESSIONS_MAX = 100;
/** How long a session is valid before the graph is asked again whether its user is an administrator. */
const CHECK_MS = 10_000;
const FORM_BYTES_MAX = 10_000;

const HEADERS = {
  ...SECURITY_HEADERS,
  // Prevents a request for the font of another host that Bull Board's page names.
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'self'; frame-ancestors 'none'",
  // Without a referrer, browsers do not say either which page a form is of.
  'referrer-policy': 'same-origin',
  'cache-control': 'no-store',
};

interface BoardOptions {
  readonly host: string;
  readonly port: number;
  readonly graphqlUrl: string;
  readonly queue: MessageQueue;
  readonly databases: readonly { readonly service: Service; readonly database: Database }[];
  readonly log: Log;
}

interface Session {
  readonly client: OrdergraphClient;
  checkedAt: number;
}

type Listener = (request: IncomingMessage, response: ServerResponse) => void;
const isListener = (value: unknown): value is Listener => typeof value === 'function';

/** Bull Board over the five queues, read-only: only dead letters are resent, which the inbox recognises. */
function bullBoard(queue: MessageQueue): Listener {
  const serverAdapter = new ExpressAdapter();
  const queues = SERVICES.map((service) => {
    const adapter = new BullMQAdapter(queue.jobsOf(service), { readOnlyMode: true });
    adapter.setFormatter('data', masked);
    return adapter;
  });
  createBullBoard({
    queues,
    serverAdapter,
    options: {
      uiConfig: {
        boardTitle: 'Ordergraph',
        miscLinks: [{ text: 'Dead letters', url: '/dead-letters' }],
        hideDocsLink: true,
      },
    },
  });
  const app: unknown = serverAdapter.getRouter();
  if (!isListener(app)) throw new TypeError('Bull Board has no request listener');
  return app;
}

function send(response: ServerResponse, status: number, html: string): void {
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8' });
  response.end(html);
}

function redirect(response: ServerResponse, location: string): void {
  response.writeHead(303, { location });
  response.end();
}

/** Whether a form was sent by one of the board's own pages. */
const isOwnForm = (request: IncomingMessage): boolean =>
  URL.parse(headerOf(request, 'origin') ?? '')?.host === headerOf(request, 'host');

/** Undefined for a form that is too large, or not UTF-8. */
const readForm = async (request: IncomingMessage): Promise<URLSearchParams | undefined> => {
  try {
    return new URLSearchParams(await readBody(request, FORM_BYTES_MAX));
  } catch (error) {
    if (error instanceof RefusedError) return undefined;
    throw error;
  }
};

/** Sessions of administrators who have signed in with their password. */
function openSessions(graphqlUrl: string) {
  const sessions = new LRUCache<string, Session>({ max: SESSIONS_MAX, ttl: SESSION_MS });
  const idOf = (request: IncomingMessage): string =>
    new RegExp(`(?:^|; )${COOKIE}=([\\w-]+)`).exec(headerOf(request, 'cookie') ?? '')?.[1] ?? '';

  return {
    isAdministrator: async (request: IncomingMessage): Promise<boolean> => {
      const id = idOf(request);
      const session = sessions.get(id);
      if (session === undefined) return false;
      if (Date.now() - session.checkedAt < CHECK_MS) return true;
      // Without a response of the graph access is refused, and the session stays.
      const user = await session.client.me().catch(() => undefined);
      if (user === undefined) return false;
      session.checkedAt = Date.now();
      if (user?.role === 'ADMIN') return true;
      sessions.delete(id);
      return false;
    },
    /** Returns why not, or undefined once the response has the cookie. */
    signIn: async (form: URLSearchParams, response: ServerResponse): Promise<[number, string] | undefined> => {
      const client = createClient({ url: graphqlUrl });
      const result = await client.login({ login: form.get('login') ?? '', password: form.get('password') ?? '' });
      if (!result.ok) return [401, result.userErrors[0].message];
      if (result.user.role !== 'ADMIN') {
        await client.logout();
        return [403, 'Only administrators may look at the queues.'];
      }
      const id = randomBytes(32).toString('base64url');
      sessions.set(id, { client, checkedAt: Date.now() });
      response.setHeader('set-cookie', `${COOKIE}=${id}; HttpOnly; SameSite=Strict; Path=/`);
      return undefined;
    },
    signOut: async (request: IncomingMessage): Promise<void> => {
      const id = idOf(request);
      const session = sessions.get(id);
      sessions.delete(id);
      await session?.client.logout().catch(() => undefined);
    },
  };
}

/** Serves the board. Only administrators of the graph may sign in. */
export function startBoard({ host, port, graphqlUrl, queue, databases, log }: BoardOptions): Promise<HttpServer> {
  const sessions = openSessions(graphqlUrl);
  const board = bullBoard(queue);

  async function signIn(form: URLSearchParams, response: ServerResponse): Promise<void> {
    try {
      const fault = await sessions.signIn(form, response);
      if (fault === undefined) redirect(response, '/');
      else send(response, fault[0], signInPage(fault[1]));
    } catch (error) {
      log.warn({ err: error }, 'the graph does not answer a sign-in');
      send(response, 503, signInPage('The graph does not answer. Try again soon.'));
    }
  }

  async function resend(form: URLSearchParams): Promise<void> {
    const target = databases.find(({ service }) => service === form.get('service'));
    if (target === undefined) return;
    const id = form.get('id');
    if (id !== null && !z.uuid().safeParse(id).success) return;
    const ids = await unsentDeadLetters(target.database, id === null ? 'all' : [id]);
    const count = await resendDeadLetters(target.database, target.service, ids);
    log.info({ service: target.service, count }, 'dead letters were sent again');
  }

  const letters = (): Promise<ServiceLetters[]> =>
    Promise.all(
      databases.map(async ({ service, database }) => ({
        service,
        count: await countDeadLetters(database),
        letters: await listDeadLetters(database),
      })),
    );

  async function answerForm(request: IncomingMessage, response: ServerResponse, pathname: string): Promise<void> {
    if (!isOwnForm(request)) return send(response, 403, signInPage('This form is not of this page.'));
    const form = await readForm(request);
    if (form === undefined) return send(response, 413, signInPage('The form is too large, or not UTF-8.'));
    if (pathname === '/sign-in') return signIn(form, response);
    if (!(await sessions.isAdministrator(request))) return redirect(response, '/sign-in');
    if (pathname === '/sign-out') await sessions.signOut(request);
    if (pathname === '/dead-letters') await resend(form);
    redirect(response, '/dead-letters');
  }

  const answer: Handler = async (request, response, { pathname }) => {
    if (request.method === 'POST') return answerForm(request, response, pathname);
    if (pathname === '/sign-in') return send(response, 200, signInPage());
    if (!(await sessions.isAdministrator(request))) return redirect(response, '/sign-in');
    if (pathname === '/dead-letters') return send(response, 200, lettersPage(await letters()));
    board(request, response);
  };
  return startHttpServer({ host, port, log, routes: {}, fallback: secured(answer, HEADERS) });
}
