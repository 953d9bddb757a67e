import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { ExpressAdapter } from '@bull-board/express';
import { Queue } from 'bullmq';
import { LRUCache } from 'lru-cache';
import { SERVICES, type Service } from '#platform/config.ts';
import type { Database } from '#platform/database.ts';
import {
  countDeadLetters,
  listDeadLetters,
  masked,
  resendDeadLetters,
  unsentDeadLetters,
} from '#platform/dead-letters.ts';
import { headerOf, readBody, startHttpServer, type HttpServer } from '#platform/http-server.ts';
import type { Log } from '#platform/log.ts';
import type { MessageQueue } from '#platform/queue.ts';
import { createClient, type OrdergraphClient } from '../client/index.ts';
import { lettersPage, signInPage, type ServiceLetters } from './board-pages.ts';

const COOKIE = 'ordergraph-board';
const SESSION_MS = 8 * 3_600_000;
const SESSIONS_MAX = 100;
/** How long a session is trusted before the graph is asked whether its user is still an administrator. */
const CHECK_MS = 10_000;
/** A sign-in, or a thousand ids. */
const FORM_BYTES_MAX = 64_000;

const HEADERS = {
  // Bull Board's page names a font of another host, which this keeps it from asking.
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'self'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
  'cache-control': 'no-store',
};

export interface BoardOptions {
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

type NodeHandler = (request: IncomingMessage, response: ServerResponse) => unknown;
const isHandler = (value: unknown): value is NodeHandler => typeof value === 'function';
const isQueue = (value: unknown): value is ConstructorParameters<typeof BullMQAdapter>[0] => value instanceof Queue;

/** Bull Board over the five queues, to look at: what is sent again are dead letters, which the inbox knows. */
function bullBoard(queue: MessageQueue): NodeHandler {
  const serverAdapter = new ExpressAdapter();
  const queues = SERVICES.map((service) => {
    const jobs = queue.jobsOf(service);
    if (!isQueue(jobs)) throw new TypeError(`The queue of ${service} is none of BullMQ`);
    const adapter = new BullMQAdapter(jobs, { readOnlyMode: true });
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
  const router: unknown = serverAdapter.getRouter();
  if (!isHandler(router)) throw new TypeError('Bull Board has no router');
  return router;
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

const readForm = async (request: IncomingMessage): Promise<URLSearchParams> =>
  new URLSearchParams(await readBody(request, FORM_BYTES_MAX));

const idOf = (request: IncomingMessage): string =>
  new RegExp(`(?:^|; )${COOKIE}=([\\w-]+)`).exec(headerOf(request, 'cookie') ?? '')?.[1] ?? '';

/** Who is signed in, by the graph's own login. */
function createSessions(graphqlUrl: string, log: Log) {
  const sessions = new LRUCache<string, Session>({ max: SESSIONS_MAX, ttl: SESSION_MS });
  return {
    /** Without an answer of the graph nobody is let in, and no session is ended. */
    isAdministrator: async (request: IncomingMessage): Promise<boolean> => {
      const session = sessions.get(idOf(request));
      if (session === undefined) return false;
      if (Date.now() - session.checkedAt < CHECK_MS) return true;
      const user = await session.client.me().catch(() => undefined);
      if (user === undefined) return false;
      session.checkedAt = Date.now();
      if (user?.role === 'ADMIN') return true;
      sessions.delete(idOf(request));
      return false;
    },
    signIn: async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
      const form = await readForm(request);
      const client = createClient({ url: graphqlUrl });
      const input = { login: form.get('login') ?? '', password: form.get('password') ?? '' };
      const outcome = await client.login(input).catch((error: unknown) => {
        log.warn({ err: error }, 'the graph does not answer a sign-in');
      });
      if (outcome === undefined) return send(response, 503, signInPage('The graph does not answer. Try again soon.'));
      if (!outcome.ok) return send(response, 401, signInPage(outcome.userErrors[0].message));
      if (outcome.user.role !== 'ADMIN') {
        await client.logout();
        return send(response, 403, signInPage('Only administrators may look at the queues.'));
      }
      const id = randomBytes(32).toString('base64url');
      sessions.set(id, { client, checkedAt: Date.now() });
      response.setHeader('set-cookie', `${COOKIE}=${id}; HttpOnly; SameSite=Strict; Path=/`);
      redirect(response, '/');
    },
    signOut: async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
      const session = sessions.get(idOf(request));
      sessions.delete(idOf(request));
      await session?.client.logout().catch(() => undefined);
      redirect(response, '/sign-in');
    },
  };
}

/** Serves the board. Only administrators of the graph are let in. */
export function startBoard({ host, port, graphqlUrl, queue, databases, log }: BoardOptions): Promise<HttpServer> {
  const { isAdministrator, signIn, signOut } = createSessions(graphqlUrl, log);
  const board = bullBoard(queue);

  async function resend(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const form = await readForm(request);
    const target = databases.find(({ service }) => service === form.get('service'));
    if (target === undefined) return redirect(response, '/dead-letters');
    const { service, database } = target;
    const id = form.get('id');
    const count = await resendDeadLetters(
      database,
      service,
      await unsentDeadLetters(database, id === null ? 'all' : [id]),
    );
    log.info({ service, count }, 'dead letters were sent again');
    redirect(response, '/dead-letters');
  }

  const letters = (): Promise<ServiceLetters[]> =>
    Promise.all(
      databases.map(async ({ service, database }) => ({
        service,
        count: await countDeadLetters(database),
        letters: await listDeadLetters(database),
      })),
    );

  async function answer(request: IncomingMessage, response: ServerResponse, { pathname }: URL): Promise<unknown> {
    for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
    const isPost = request.method === 'POST';
    if (isPost && !isOwnForm(request)) return send(response, 403, signInPage('This form is not of this page.'));
    if (pathname === '/sign-in') return isPost ? signIn(request, response) : send(response, 200, signInPage());
    if (!(await isAdministrator(request))) return redirect(response, '/sign-in');
    if (pathname === '/sign-out' && isPost) return signOut(request, response);
    if (pathname !== '/dead-letters') return board(request, response);
    return isPost ? resend(request, response) : send(response, 200, lettersPage(await letters()));
  }

  return startHttpServer({
    host,
    port,
    log,
    routes: {},
    fallback: async (...request) => void (await answer(...request)),
  });
}
