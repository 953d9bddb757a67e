import { afterEach, expect, test } from 'vitest';
import { z } from 'zod';
import { readConfig, serviceSettings } from '#platform/config.ts';
import { connectDatabase } from '#platform/database.ts';
import { sendJson, startHttpServer } from '#platform/http-server.ts';
import { createLog } from '#platform/log.ts';
import { startService } from '#platform/start-service.ts';
import { createContext } from '../../subgraphs/products/context.ts';
import { owners, resolvers } from '../../subgraphs/products/resolvers.ts';
import { createIssuer } from '../kit/issuer.ts';
import { createTestDatabase } from '../kit/postgres.ts';

const log = createLog('products', { LOG_LEVEL: 'silent' });
const stops: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).toReversed()) await stop();
});

test('a service is not ready, and calls no token wrong, until it has the keys of the issuer', async () => {
  const issuer = await createIssuer();
  let isIssuerUp = false;
  const users = await startHttpServer({
    host: '127.0.0.1',
    port: 0,
    log,
    routes: {
      '/.well-known/jwks.json': (_, response) =>
        isIssuerUp ? sendJson(response, 200, { keys: [issuer.key] }) : sendJson(response, 503, {}),
    },
  });
  const [own, queue] = await Promise.all([createTestDatabase('products'), createTestDatabase('queue')]);
  stops.push(() => users.stop(), own.drop, queue.drop);
  const config = readConfig(z.object(serviceSettings), {
    ROUTER_SECRET: 'a secret that only the router and the services know',
    QUEUE_URL: queue.url,
    USERS_URL: `http://127.0.0.1:${users.port}`,
  });
  const database = connectDatabase({ url: own.url, connectionsMax: 4 });
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
    log,
    lifecycle: { onStop: (_, stop) => void stops.push(stop), stop: () => Promise.resolve() },
  });
  const ready = async (): Promise<unknown> => (await fetch(`http://127.0.0.1:${port}/ready`)).json();
  const ask = async (): Promise<string> => {
    const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
      method: 'POST',
      body: JSON.stringify({ query: '{ products(first: 1) { nodes { id } } }' }),
      headers: {
        'content-type': 'application/json',
        'x-router-secret': config.ROUTER_SECRET,
        authorization: `Bearer ${await issuer.token()}`,
      },
    });
    return response.text();
  };
  expect(await ready()).toEqual({ status: 'unavailable', missing: ['keys'] });
  expect(await ask()).toContain('"code":"SERVICE_UNAVAILABLE"');
  isIssuerUp = true;
  // Without anybody asking anything.
  await expect.poll(ready, { timeout: 10_000 }).toEqual({ status: 'ready' });
  expect(JSON.parse(await ask())).toEqual({ data: { products: { nodes: [] } } });
});
