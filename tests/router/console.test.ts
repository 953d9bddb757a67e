import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startWorld } from './world.ts';
import type { World } from './world.ts';

let world: World;
let production: World;
let shop: World;
beforeAll(async () => {
  world = await startWorld();
  production = await startWorld({ NODE_ENV: 'production' });
  shop = await startWorld({ NODE_ENV: 'production', CONSOLE: 'true' });
});
afterAll(() => Promise.all([world.stop(), production.stop(), shop.stop()]));

const BROWSER = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' };
const open = ({ url }: World, path = '/'): Promise<Response> =>
  fetch(url + path, { headers: BROWSER, redirect: 'manual' });

describe('the console', () => {
  test('is shown to a browser at the root, under a policy that trusts this router alone', async () => {
    const response = await open(world);
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("require-trusted-types-for 'script'");
    expect(policy).not.toMatch(/https?:|\*|unsafe|data:/);
  });

  test('consists of files that are served, compressed, and kept by a browser that has them', async () => {
    const html = await (await open(world)).text();
    const sources = [...html.matchAll(/(?:src|href)="\.(\/[^"]+)"/g)].map(([, source = '']) => source);
    expect(sources.length).toBeGreaterThan(2);
    for (const source of sources) {
      const response = await open(world, source);
      expect([source, response.status, response.headers.get('content-encoding')]).toEqual([source, 200, 'gzip']);
      const etag = response.headers.get('etag') ?? '';
      const again = await fetch(world.url + source, { headers: { 'if-none-match': etag } });
      expect(again.status).toBe(304);
    }
    expect((await open(world, '/assets/../package.json')).status).toBe(404);
  });

  test('leaves the root to programs', async () => {
    const body = JSON.stringify({ query: '{ __typename }' });
    const headers = { 'content-type': 'application/json', accept: 'application/json' };
    const response = await fetch(`${world.url}/`, { method: 'POST', headers, body });
    expect([response.status, await response.json()]).toEqual([200, { data: { __typename: 'Query' } }]);
    const get = await fetch(`${world.url}/`, { redirect: 'manual' });
    expect([get.status, get.headers.get('location')]).toEqual([302, '/graphql']);
  });

  test('is in production where it is wanted, without the playground', async () => {
    expect((await open(production)).status).toBe(302);
    expect((await open(shop)).status).toBe(200);
    expect((await open(shop, '/graphql')).headers.get('content-type')).not.toContain('text/html');
  });
});
