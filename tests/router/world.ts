import { readFile } from 'node:fs/promises';
import type { DestinationStream } from 'pino';
import { expect } from 'vitest';
import { z } from 'zod';
import { SERVICES } from '#platform/config.ts';
import type { Service } from '#platform/config.ts';
import { sendJson } from '#platform/http-server.ts';
import type { Routes } from '#platform/http-server.ts';
import { createLog } from '#platform/log.ts';
import { readRouterConfig } from '../../router/config.ts';
import { readManifest } from '../../router/http/find-operation.ts';
import { startRouter } from '../../router/router.ts';
import { createIssuer } from '../kit/issuer.ts';
import type { Issuer } from '../kit/issuer.ts';
import { startTestSubgraph } from './test-subgraph.ts';
import { resolversOf } from './fixtures.ts';
import type { Records } from './fixtures.ts';
import type { TestSubgraph } from './test-subgraph.ts';

/** What the router of a test proves itself with. */
export const ROUTER_SECRET = 'a secret that only the router and the services know';

/** An answer of the router, read. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: z.infer<typeof bodySchema>;
}

const errorSchema = z.strictObject({
  message: z.string(),
  locations: z.array(z.unknown()).optional(),
  path: z.array(z.union([z.string(), z.number()])).optional(),
  extensions: z.record(z.string(), z.unknown()),
});
/** GraphQL specification, "Response Format": an answer holds nothing else. */
const bodySchema = z.strictObject({
  data: z.record(z.string(), z.unknown()).nullable().optional(),
  errors: z.array(errorSchema).min(1).optional(),
});

/** The router with five services that are real GraphQL servers over the real schemas, answering from fixtures. */
export interface World extends Records {
  readonly url: string;
  readonly issuer: Issuer;
  readonly subgraphs: Readonly<Record<Service, TestSubgraph>>;
  readonly revoked: { users: { id: string; before: number }[]; sessions: string[] };
  /** Lines of the router's log. */
  readonly logLines: string[];
  ask(query: string, variables?: unknown, headers?: Record<string, string>): Promise<Answer>;
  stop(): Promise<void>;
}

/** Starts a world; `settings` are added to the router's environment, and `change` makes another graph of the real one. */
export async function startWorld(
  settings: Record<string, string> = {},
  change = (supergraphSdl: string): string => supergraphSdl,
): Promise<World> {
  const issuer = await createIssuer();
  const ran: string[] = [];
  const productsAsked: string[][] = [];
  const revoked: World['revoked'] = { users: [], sessions: [] };
  const resolvers = resolversOf({ ran, productsAsked });
  const issuerRoutes: Routes = {
    '/.well-known/jwks.json': (_, response) => sendJson(response, 200, { keys: [issuer.key] }),
    '/revocations': (_, response) => sendJson(response, 200, revoked),
  };
  const subgraphs = {
    users: await startTestSubgraph('users', resolvers.users, issuerRoutes),
    accounts: await startTestSubgraph('accounts', resolvers.accounts),
    products: await startTestSubgraph('products', resolvers.products),
    orders: await startTestSubgraph('orders', resolvers.orders),
    notifications: await startTestSubgraph('notifications', resolvers.notifications),
  };
  const config = readRouterConfig({
    PORT: '0',
    ROUTER_SECRET,
    LOG_LEVEL: 'info',
    ...Object.fromEntries(SERVICES.map((service) => [`${service.toUpperCase()}_URL`, subgraphs[service].url])),
    ...settings,
  });
  const logLines: string[] = [];
  const destination: DestinationStream = { write: (line) => void logLines.push(line) };
  const supergraphSdl = await readFile(new URL('../../router/supergraph.graphql', import.meta.url), 'utf8');
  const manifest = await readFile(new URL('../../router/operations.json', import.meta.url), 'utf8');
  const router = await startRouter({
    config,
    supergraphSdl: change(supergraphSdl),
    manifest: readManifest(manifest),
    log: createLog('router', config, destination),
    revocationsIntervalMs: 20,
  });
  const url = `http://127.0.0.1:${router.port}`;
  return {
    url,
    issuer,
    subgraphs,
    ran,
    productsAsked,
    revoked,
    logLines,
    ask: (query, variables, headers) => post(url, JSON.stringify({ query, variables }), headers),
    stop: async () => {
      await router.stop();
      await Promise.all(SERVICES.map((service) => subgraphs[service].stop()));
    },
  };
}

/** Any text in an expected answer. */
export const anyText: unknown = expect.any(String);

/** Posts a body to the router as it is. */
export async function post(url: string, body: string, headers: Record<string, string> = {}): Promise<Answer> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', ...headers },
  });
  return answerOf(response);
}

/** Reads an answer; its text is kept for those who look for what should not be in it. */
export async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: text.startsWith('{') ? bodySchema.parse(JSON.parse(text)) : {},
  };
}
