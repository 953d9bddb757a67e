import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { readConfig, serviceSettings } from '#platform/config.ts';
import { connectDatabase } from '#platform/database.ts';
import { every } from '#platform/every.ts';
import { sendJson, startHttpServer } from '#platform/http-server.ts';
import type { Handler, Routes } from '#platform/http-server.ts';
import type { Log } from '#platform/log.ts';
import { REVOCATIONS_MAX_AGE_MS } from '#platform/revocations.ts';
import { startService } from '#platform/start-service.ts';
import { createContext } from '../../subgraphs/products/context.ts';
import { owners, resolvers } from '../../subgraphs/products/resolvers.ts';
import { sweepReservations } from '../../subgraphs/products/use-cases/stock-by-hand.ts';
import { subscriptions } from '../../subgraphs/products/workers.ts';
import { createIssuer } from '../kit/issuer.ts';
import type { Issuer } from '../kit/issuer.ts';
import { createTestDatabase } from '../kit/postgres.ts';
import { portOf, startProxy, withPort } from '../kit/proxy.ts';
import type { Proxy } from '../kit/proxy.ts';
import { redisOrSkip, startRedis } from '../kit/redis.ts';
import { recordLog, silent } from '../kit/world.ts';

const CUSTOMER = '019a0000-0000-7000-8000-000000000001';
const stops: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).toReversed()) await stop();
});

/** Where a service logs, what is between it and its databases, and where its queue is if not there. */
interface Surroundings {
  readonly log?: Log;
  readonly proxy?: Proxy;
  readonly queueUrl?: string | undefined;
}

/** Starts products beside a users service that answers what `routes` say. */
async function startProducts(
  issuer: Issuer,
  routes: Routes,
  { log: itsLog = silent, proxy, queueUrl }: Surroundings = {},
) {
  const users = await startHttpServer({ host: '127.0.0.1', port: 0, log: silent, routes });
  const [own, queue] = await Promise.all([createTestDatabase('products'), createTestDatabase('queue')]);
  stops.push(() => users.stop(), own.drop, queue.drop);
  const databasePort = portOf(own.url);
  const ofQueue = new URL(queue.url).pathname.slice(1);
  proxy?.lead(databasePort);
  const addressOf = (url: string): string => (proxy === undefined ? url : withPort(url, proxy.port));
  const config = readConfig(z.object(serviceSettings), {
    ROUTER_SECRET: 'a secret that only the router and the services know',
    QUEUE_URL: queueUrl ?? addressOf(queue.url),
    USERS_URL: `http://127.0.0.1:${users.port}`,
  });
  const database = connectDatabase({ url: addressOf(own.url), connectionsMax: 4, log: itsLog });
  const { port } = await startService({
    name: 'products',
    config,
    port: 0,
    database,
    schemaFile: new URL('../../subgraphs/products/schema.graphql', import.meta.url),
    resolvers,
    owners,
    contextOf: (request) => createContext({ database }, request),
    subscriptions,
    routes: {
      '/own': async (_, response) => sendJson(response, 200, await database.run`SELECT 1`),
      '/fault': async (_, response) => sendJson(response, 200, await database.run`SELECT 1 / 0`),
    },
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
    fault: status('/fault'),
    /** Whether the consumer waits for jobs of a queue on PostgreSQL. */
    waitsForJobs: async (): Promise<boolean> =>
      (await database.run`
        SELECT FROM pg_stat_activity WHERE datname = ${ofQueue} AND query LIKE '%LISTEN bullmq_jobs%' AND state = 'idle'`) >
      0,
    dropDatabase: own.drop,
    databasePort,
    database,
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
  // Without any request.
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

/** What is logged at debug by each part of a service that an outage keeps from its work. */
const PARTS = [
  'periodic work fails',
  'no messages can be published',
  'no messages can be fetched from the queue',
  'waiting for the revocations',
];
const LINE = z.looseObject({ level: z.string(), msg: z.string() });

test.each(redisOrSkip('start-service') ? ['PostgreSQL', 'Redis'] : ['PostgreSQL'])(
  'an outage is a line per dependency when it begins and one when it ends, whatever notices it; queue on %s',
  async (engine) => {
    const { log: itsLog, lines: logged } = recordLog('products', 'debug');
    const lines = () => logged.map((line) => LINE.parse(JSON.parse(line)));
    const [proxy, redisProxy] = [await startProxy(undefined), await startProxy(undefined)];
    const redis = engine === 'Redis' ? await startRedis() : undefined;
    const redisPort = redis && portOf(redis.url);
    redisProxy.lead(redisPort);
    stops.push(proxy.stop, redisProxy.stop, () => redis?.kill());
    let isAway = false;
    const issuer = await createIssuer();
    // Users is on the same server, and says so.
    const revocations: Handler = (_, response) =>
      isAway ? sendJson(response, 503, {}) : sendJson(response, 200, { users: [], sessions: [] });
    const { ready, waitsForJobs, own, fault, ask, databasePort, database } = await startProducts(
      issuer,
      { ...issuer.routes, '/revocations': revocations },
      { log: itsLog, proxy, queueUrl: redis && `redis://127.0.0.1:${redisProxy.port}` },
    );
    const lead = (isThere: boolean): void => {
      isAway = !isThere;
      proxy.lead(isThere ? databasePort : undefined);
      redisProxy.lead(isThere ? redisPort : undefined);
      if (!isThere) for (const each of [proxy, redisProxy]) each.cut();
    };
    const work = every({
      name: 'expiry of reservations',
      intervalMs: 100,
      log: itsLog,
      work: () => sweepReservations({ database }),
    });
    stops.push(() => work.stop());
    await expect.poll(ready, { timeout: 10_000 }).toEqual({ status: 'ready' });
    // A consumer that does not wait yet tries to wait, and fetches nothing until it can.
    if (engine === 'PostgreSQL') await vi.waitUntil(waitsForJobs, { timeout: 10_000 });
    logged.length = 0;
    lead(false);
    const noticed = (): string[] => lines().flatMap(({ level, msg }) => (level === 'debug' ? [msg] : []));
    // The connection that waits for jobs in Redis waits on.
    const parts = engine === 'Redis' ? PARTS.filter((part) => !part.includes('fetched')) : PARTS;
    await expect.poll(noticed, { timeout: 15_000 }).toEqual(expect.arrayContaining(parts));
    for (let times = 0; times < 5; times += 1) {
      expect(await ask()).toContain('"code":"SERVICE_UNAVAILABLE"');
      expect(JSON.stringify(await own())).toContain('"code":"SERVICE_UNAVAILABLE"');
    }
    lead(true);
    await expect.poll(ask, { timeout: 2_000 }).toContain('"nodes":[]');
    await expect.poll(ready, { timeout: 2_000 }).toEqual({ status: 'ready' });
    const queue = engine === 'Redis' ? 'Redis' : 'the database of the queue';
    const told = () =>
      lines()
        .flatMap(({ level, msg }) => (level === 'debug' ? [] : [`${level}: ${msg}`]))
        .toSorted();
    await expect
      .poll(told, { timeout: 5_000 })
      .toEqual(
        [
          `info: ${queue} answers again`,
          'info: the database answers again',
          `warn: ${queue} does not answer`,
          'warn: the database does not answer',
        ].toSorted(),
      );
    // What is no outage is told each time.
    logged.length = 0;
    await Promise.all([fault(), fault()]);
    expect(told()).toEqual(['error: a request failed', 'error: a request failed']);
  },
);

test('a service has not started until its own database is there', async () => {
  const issuer = await createIssuer();
  const { started, dropDatabase } = await startProducts(issuer, issuer.routes);
  expect(await started()).toEqual({ status: 'ready' });
  await dropDatabase();
  expect(await started()).toEqual({ status: 'unavailable', missing: ['database'] });
});
