import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { z } from 'zod';
import { readConfig, serviceSettings } from '#platform/config.ts';
import { connectDatabase } from '#platform/database.ts';
import { sendJson, startHttpServer } from '#platform/http-server.ts';
import type { Handler, Routes } from '#platform/http-server.ts';
import type { Log } from '#platform/log.ts';
import { REVOCATIONS_MAX_AGE_MS } from '#platform/revocations.ts';
import { startService } from '#platform/start-service.ts';
import { createContext } from '../../subgraphs/products/context.ts';
import { owners, resolvers } from '../../subgraphs/products/resolvers.ts';
import { createIssuer } from '../kit/issuer.ts';
import type { Issuer } from '../kit/issuer.ts';
import { createTestDatabase } from '../kit/postgres.ts';
import { startProxy } from '../kit/proxy.ts';
import type { Proxy } from '../kit/proxy.ts';
import { recordLog, silent } from '../kit/world.ts';

const CUSTOMER = '019a0000-0000-7000-8000-000000000001';
const stops: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).toReversed()) await stop();
});

/** Where a service logs, and what is between it and its database. */
interface Surroundings {
  readonly log?: Log;
  readonly proxy?: Proxy;
}

/** Starts products beside a users service that answers what `routes` say. */
async function startProducts(issuer: Issuer, routes: Routes, { log: itsLog = silent, proxy }: Surroundings = {}) {
  const users = await startHttpServer({ host: '127.0.0.1', port: 0, log: silent, routes });
  const [own, queue] = await Promise.all([createTestDatabase('products'), createTestDatabase('queue')]);
  stops.push(() => users.stop(), own.drop, queue.drop);
  const config = readConfig(z.object(serviceSettings), {
    ROUTER_SECRET: 'a secret that only the router and the services know',
    QUEUE_URL: queue.url,
    USERS_URL: `http://127.0.0.1:${users.port}`,
  });
  const address = new URL(own.url);
  const databasePort = Number(address.port);
  proxy?.lead(databasePort);
  if (proxy !== undefined) Object.assign(address, { hostname: '127.0.0.1', port: String(proxy.port) });
  const database = connectDatabase({ url: String(address), connectionsMax: 4, log: itsLog });
  const { port } = await startService({
    name: 'products',
    config,
    port: 0,
    database,
    schemaFile: new URL('../../subgraphs/products/schema.graphql', import.meta.url),
    resolvers,
    owners,
    contextOf: (request) => createContext({ database }, request),
    subscriptions: [],
    routes: { '/own': async (_, response) => sendJson(response, 200, await database.run`SELECT 1`) },
    log: itsLog,
    lifecycle: { onStop: (_, stop) => void stops.push(stop), stop: () => Promise.resolve() },
  });
  const status = (path: string) => async (): Promise<unknown> =>
    (await fetch(`http://127.0.0.1:${port}${path}`)).json();
  const token = await issuer.token({ userId: CUSTOMER });
  const ask = async (): Promise<string> => {
    const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
      method: 'POST',
      body: JSON.stringify({ query: '{ products(first: 1) { nodes { id } } }' }),
      headers: {
        'content-type': 'application/json',
        'x-router-secret': config.ROUTER_SECRET,
        authorization: `Bearer ${token}`,
      },
    });
    return response.text();
  };
  return {
    ready: status('/ready'),
    started: status('/started'),
    own: status('/own'),
    dropDatabase: own.drop,
    databasePort,
    ask,
  };
}

test('a service is not ready, and calls no token wrong, until it has the keys of the issuer and what was revoked', async () => {
  const issuer = await createIssuer();
  let isIssuerUp = false;
  const whileUp = ([path, answer]: [string, Handler]): [string, Handler] => [
    path,
    (request, response, url) => (isIssuerUp ? answer(request, response, url) : sendJson(response, 503, {})),
  ];
  const { ready, started, ask } = await startProducts(
    issuer,
    Object.fromEntries(Object.entries(issuer.routes).map(whileUp)),
  );
  expect(await ready()).toEqual({ status: 'unavailable', missing: ['keys', 'revocations'] });
  expect(await started()).toEqual({ status: 'ready' });
  expect(await ask()).toContain('"code":"SERVICE_UNAVAILABLE"');
  isIssuerUp = true;
  // Without anybody asking anything.
  await expect.poll(ready, { timeout: 10_000 }).toEqual({ status: 'ready' });
  expect(JSON.parse(await ask())).toEqual({ data: { products: { nodes: [] } } });
});

test('a service that is asked directly takes no token that was revoked longer ago than the list may be old', async () => {
  const issuer = await createIssuer();
  const users: { id: string; before: number }[] = [];
  const { ready, ask } = await startProducts(issuer, {
    ...issuer.routes,
    '/revocations': (_, response) => sendJson(response, 200, { users, sessions: [] }),
  });
  await expect.poll(ready, { timeout: 10_000 }).toEqual({ status: 'ready' });
  expect(await ask()).toContain('"nodes":[]');
  users.push({ id: CUSTOMER, before: Date.now() / 1_000 });
  const revokedAt = performance.now();
  let takenAt = 0;
  while (performance.now() < revokedAt + REVOCATIONS_MAX_AGE_MS + 500) {
    const askedAt = performance.now();
    if ((await ask()).includes('"nodes":[]')) takenAt = askedAt;
    await delay(5);
  }
  expect(takenAt - revokedAt).toBeLessThan(REVOCATIONS_MAX_AGE_MS);
  expect(await ask()).toContain('UNAUTHENTICATED');
});

test('an outage of its database is a line when it begins and one when it ends, whatever was asked meanwhile', async () => {
  const { log: recorded, lines: logged } = recordLog('products');
  const proxy = await startProxy(undefined);
  stops.push(proxy.stop);
  const issuer = await createIssuer();
  const { ready, own, ask, databasePort } = await startProducts(issuer, issuer.routes, {
    log: recorded,
    proxy,
  });
  await expect.poll(ready, { timeout: 10_000 }).toEqual({ status: 'ready' });
  proxy.lead(undefined);
  proxy.cut();
  for (let times = 0; times < 5; times += 1) {
    expect(await ask()).toContain('"code":"SERVICE_UNAVAILABLE"');
    expect(JSON.stringify(await own())).toContain('"code":"SERVICE_UNAVAILABLE"');
  }
  proxy.lead(databasePort);
  await expect.poll(ask).toContain('"nodes":[]');
  const messages = logged.map((line) => /"msg":"([^"]+)"/.exec(line)?.[1]);
  // The relay has a connection of its own, and tells what the outage means for messages.
  const others = /^(no messages can be published|messages are published again|products listens)$/;
  expect(messages.filter((message) => !others.test(message ?? ''))).toEqual([
    'the database does not answer',
    'the database answers again',
  ]);
});

test('a service has not started until its own database is there', async () => {
  const issuer = await createIssuer();
  const { started, dropDatabase } = await startProducts(issuer, issuer.routes);
  expect(await started()).toEqual({ status: 'ready' });
  await dropDatabase();
  expect(await started()).toEqual({ status: 'unavailable', missing: ['database'] });
});
