import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'rolldown';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Browser } from 'playwright-core';
import type { HttpServer } from '#platform/http-server.ts';
import { startHttpServer } from '#platform/http-server.ts';
import { createLog } from '#platform/log.ts';
import { chromiumOrSkip, openPage, startBrowser } from '../kit/browser.ts';
import { freePortRange } from '../../launcher/free-ports.ts';
import { startWorld } from './world.ts';
import type { World } from './world.ts';

/** What a shop's page does: both well-known clients, with the headers of their makers and of tracing. */
const PAGE = `
import { ApolloClient, HttpLink, InMemoryCache, gql } from '@apollo/client';
import { createClient, fetchExchange } from '@urql/core';
const url = new URLSearchParams(location.search).get('graph');
const headers = {
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  tracestate: 'shop=1', baggage: 'a=b', 'sentry-trace': '0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-1',
};
window.askApollo = async () => {
  const client = new ApolloClient({
    link: new HttpLink({ uri: url, headers }), cache: new InMemoryCache(), clientAwareness: { name: 'shop', version: '1' },
  });
  return (await client.query({ query: gql\`{ me { username } }\` })).data.me.username;
};
window.askUrql = async () => {
  const client = createClient({ url, exchanges: [fetchExchange], fetchOptions: { headers }, preferGetMethod: false });
  return (await client.query('{ me { username } }', {}).toPromise()).data.me.username;
};
window.askUrqlByGet = async () => {
  const client = createClient({ url, exchanges: [fetchExchange], fetchOptions: { headers }, preferGetMethod: true });
  return (await client.query('{ me { username } }', {}).toPromise()).data.me.username;
};`;

/** Packs the page's script with the packages that are installed here. */
async function bundle(): Promise<string> {
  const folder = await mkdtemp(fileURLToPath(new URL('../../node_modules/.page-', import.meta.url)));
  try {
    await writeFile(join(folder, 'page.js'), PAGE);
    const { output } = await build({
      input: join(folder, 'page.js'),
      write: false,
      platform: 'browser',
      transform: { define: { 'process.env.NODE_ENV': '"production"' } },
      output: { format: 'iife' },
      logLevel: 'silent',
    });
    return output[0].code;
  } finally {
    await rm(folder, { recursive: true });
  }
}

describe.runIf(chromiumOrSkip('clients in a browser'))('a page of another origin', () => {
  let world: World;
  let closed: World;
  let shop: HttpServer;
  let browser: Browser;
  beforeAll(async () => {
    const port = await freePortRange(1);
    const script = await bundle();
    const log = createLog('shop', { LOG_LEVEL: 'silent' });
    shop = await startHttpServer({
      host: '127.0.0.1',
      port,
      log,
      routes: {
        '/': (_, response) =>
          void response
            .writeHead(200, { 'content-type': 'text/html' })
            .end(`<link rel="icon" href="data:,"><script>${script}</script>`),
      },
    });
    world = await startWorld({ CORS_ORIGINS: `http://127.0.0.1:${port}` });
    closed = await startWorld();
    browser = await startBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await Promise.all([world.stop(), closed.stop(), shop.stop()]);
  });

  const ask = async (of: World, name: string): Promise<{ answer: unknown; faults: readonly string[] }> => {
    const hosts = [`127.0.0.1:${shop.port}`, new URL(of.url).host];
    const { page, faults, close } = await openPage(browser, hosts);
    try {
      await page.goto(`http://127.0.0.1:${shop.port}/?graph=${encodeURIComponent(`${of.url}/graphql`)}`);
      const answer: unknown = await page.evaluate(`window.${name}().catch((error) => 'refused')`);
      return { answer, faults: [...faults] };
    } finally {
      await close();
    }
  };

  test.for(['askApollo', 'askUrql', 'askUrqlByGet'])('is answered by %s if it may ask', async (name) => {
    expect(await ask(world, name)).toEqual({ answer: 'ada', faults: [] });
  });

  test.for(['askApollo', 'askUrql'])('is kept out by the browser if it may not: %s', async (name) => {
    const { answer, faults } = await ask(closed, name);
    expect(answer).toBe('refused');
    expect(faults.join('\n')).toContain('CORS');
  });
});
