import { afterAll, describe, expect, test } from 'vitest';
import { startWorld } from './world.ts';
import type { World } from './world.ts';

const TOKEN = 'a token for those who watch';
const world = await startWorld({ METRICS_TOKEN: TOKEN });
const open = await startWorld();
afterAll(() => Promise.all([world.stop(), open.stop()]));

const metrics = (of: World, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${of.url}/metrics`, { headers });
const text = async (): Promise<string> => (await metrics(world, { authorization: `Bearer ${TOKEN}` })).text();
/** The value of a line such as `name{a="b"} 7`. */
const valueOf = (lines: string, start: string): number =>
  Number(
    lines
      .split('\n')
      .find((line) => line.startsWith(start))
      ?.split(' ')
      .at(-1) ?? 0,
  );

describe('metrics', () => {
  test('are not there where no token is set', async () => {
    expect((await metrics(open)).status).toBe(404);
    expect((await metrics(open, { authorization: `Bearer ${TOKEN}` })).status).toBe(404);
  });

  test('are for those alone who have the token', async () => {
    expect((await metrics(world)).status).toBe(401);
    expect((await metrics(world, { authorization: 'Bearer another token' })).status).toBe(401);
    const response = await metrics(world, { authorization: `Bearer ${TOKEN}` });
    expect([response.status, response.headers.get('content-type')]).toEqual([
      200,
      expect.stringContaining('text/plain'),
    ]);
  });

  test('count requests by what became of them, and questions by subgraph', async () => {
    const before = await text();
    await world.ask('{ products { nodes { name } } }');
    await world.ask('{ nothing }');
    await world.subgraphs.accounts.whileAway(async () => {
      await world.ask('{ me { account { id } } }');
    });
    const after = await text();
    const grown = (start: string): number => valueOf(after, start) - valueOf(before, start);
    expect({
      answered: grown('ordergraph_router_request_seconds_count{outcome="answered"}'),
      refused: grown('ordergraph_router_request_seconds_count{outcome="refused"}'),
      withErrors: grown('ordergraph_router_request_seconds_count{outcome="with_errors"}'),
      products: grown('ordergraph_router_subgraph_seconds_count{subgraph="products",outcome="answered"}'),
      accounts: grown('ordergraph_router_subgraph_seconds_count{subgraph="accounts",outcome="unavailable"}'),
    }).toEqual({ answered: 1, refused: 1, withErrors: 1, products: 1, accounts: 1 });
  });
});
