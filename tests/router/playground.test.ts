import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { storyIn } from '../../router/playground/story.ts';
import { answerOf, startWorld } from './world.ts';
import type { World } from './world.ts';

let world: World;
let production: World;
let withoutConsole: World;
beforeAll(async () => {
  world = await startWorld({ DEFAULT_CURRENCY: 'JPY', ADMIN_EMAIL: 'admin@example.com', ADMIN_PASSWORD: 'a secret' });
  production = await startWorld({ NODE_ENV: 'production' });
  withoutConsole = await startWorld({ CONSOLE: 'false' });
});
afterAll(() => Promise.all([world.stop(), production.stop(), withoutConsole.stop()]));

const BROWSER = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' };
const open = (path = '/graphql', headers: Record<string, string> = BROWSER): Promise<Response> =>
  fetch(world.url + path, { headers });

/** Sends headers that fetch sets itself. */
const statusOf = (url: string, headers: Record<string, string>): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    httpRequest(url, { headers }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode));
    })
      .on('error', reject)
      .end();
  });

/** What a page makes a browser fetch. */
const sourcesIn = (html: string): string[] =>
  [...html.matchAll(/<(?:script|link|img|iframe)\b[^>]*?(?:src|href)="([^"]*)"/g)].map(([, source = '']) => source);

describe('the page', () => {
  test('is shown to a browser, also from the root where there is no console', async () => {
    const response = await fetch(withoutConsole.url, { headers: BROWSER });
    expect([response.status, response.url, response.headers.get('content-type')]).toEqual([
      200,
      `${withoutConsole.url}/graphql`,
      'text/html; charset=utf-8',
    ]);
    expect(await response.text()).toContain('PlaceOrder');
  });

  test('fetches its files from this router alone, and may not fetch others', async () => {
    const response = await open();
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("connect-src 'self'");
    expect(policy).not.toMatch(/https?:|\*|unsafe-eval|script-src[^;]*unsafe/);
    const sources = sourcesIn(await response.text()).filter((source) => !source.startsWith('data:'));
    expect(sources.length).toBeGreaterThan(3);
    for (const source of sources) {
      expect(source).toMatch(/^\/playground\//);
      expect((await open(source)).status).toBe(200);
    }
  });

  test('names its scripts by a word that no other page has had', async () => {
    const nonces = await Promise.all(
      [open(), open()].map(async (page) => {
        const response = await page;
        const html = await response.text();
        const nonce = /'nonce-([^']+)'/.exec(response.headers.get('content-security-policy') ?? '')?.[1] ?? '';
        expect(nonce.length).toBeGreaterThan(20);
        const scripts = [...html.matchAll(/<script nonce="([^"]*)"/g)].map(([, each]) => each);
        expect(scripts).toEqual([nonce, nonce]);
        return nonce;
      }),
    );
    expect(new Set(nonces).size).toBe(2);
  });

  test('is told the currency and who administrates, and no secret', async () => {
    const html = await (await open()).text();
    expect(html).toContain(String.raw`\"currency\": \"JPY\"`);
    expect(html).toContain('admin@example.com');
    expect(html).not.toContain('a secret');
  });

  test('is not there in production', async () => {
    const answer = await answerOf(await fetch(`${production.url}/graphql`, { headers: BROWSER }));
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(answer.body.errors?.[0]?.extensions['code']).toBe('BAD_REQUEST');
    expect((await fetch(`${production.url}/playground/main.js`)).status).toBe(404);
  });

  test('offers no user whose password is known where it is asked for in production', async () => {
    const asked = await startWorld({ NODE_ENV: 'production', PLAYGROUND: 'true', ADMIN_EMAIL: 'admin@example.com' });
    try {
      const html = await (await fetch(`${asked.url}/graphql`, { headers: BROWSER })).text();
      expect(html).toContain('"hasDemoCustomer":false');
      expect(html).not.toContain('admin@example.com');
      expect(await (await open()).text()).toContain('"hasDemoCustomer":true');
    } finally {
      await asked.stop();
    }
  });
});

describe('a file of the page', () => {
  test('is compressed for those who take it, and not sent twice', async () => {
    const response = await open('/playground/graphiql.js');
    await response.arrayBuffer();
    expect(response.headers.get('content-encoding')).toBe('gzip');
    expect(response.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    const url = `${world.url}/playground/graphiql.js`;
    expect(await statusOf(url, { 'if-none-match': response.headers.get('etag') ?? '' })).toBe(304);
    expect(await statusOf(url, { 'if-none-match': '"another"' })).toBe(200);
  });

  test('fetches nothing from another host by its style', async () => {
    const style = await (await open('/playground/graphiql.css')).text();
    const starts = [...style.matchAll(/url\(\s*["']?([^"')]{0,5})/g)].map(([, start]) => start);
    expect(starts).not.toEqual([]);
    expect(starts.filter((start) => start !== 'data:' && !start?.startsWith('#'))).toEqual([]);
  });

  test('can be read and nothing else', async () => {
    expect((await fetch(`${world.url}/playground/main.js`, { method: 'POST' })).status).toBe(405);
    expect((await open('/playground/..%2findex.html')).status).toBe(404);
  });
});

test('every tab passes the limits that a router has by itself', async () => {
  for (const { query, variables } of storyIn('USD')) {
    // As the page fills it in.
    const text = JSON.stringify(variables).replaceAll(/\{\{\w+\}\}/g, '01a1f88b-0fff-72cd-9f37-44c54f7bbda7');
    const { status, body } = await production.ask(query, JSON.parse(text));
    // What the services of this test have no fixture for may be missing; nothing may be refused.
    const codes = body.errors?.map(({ extensions }) => extensions['code']) ?? [];
    expect({ query, refusals: codes.filter((code) => code !== 'INTERNAL_SERVER_ERROR') }).toEqual({
      query,
      refusals: [],
    });
    expect(status).toBe(200);
  }
});
