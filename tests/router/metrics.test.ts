import { afterAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { sendJson } from '#platform/http-server.ts';
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

  test('count requests and errors by operation of the manifest, all others together, from 0 on', async () => {
    const before = await text();
    expect(before).toContain('ordergraph_router_operation_errors_total{operation="PlaceOrder",outcome="failed"} 0');
    expect(before).toContain('ordergraph_router_operation_seconds_count{operation="Statistics"} 0');
    expect(before).toContain('ordergraph_router_request_seconds_count{outcome="failed"} 0');
    await world.ask('query Products { products { nodes { name } } }');
    for (let name = 0; name < 3; name += 1) await world.ask(`query Mine${name} { products { nodes { name } } }`);
    await world.subgraphs.products.whileAway(async () => {
      await world.ask('query Products { products { nodes { name } } }');
    });
    // A bug of a subgraph, in one field of an answer with the status 200.
    world.subgraphs.products.intercept = (_, response) =>
      sendJson(response, 200, { data: null, errors: [{ message: 'a stack', path: ['products'] }] });
    await world.ask('query Products { products { nodes { name } } me { username } }');
    world.subgraphs.products.intercept = undefined;
    const after = await text();
    const grown = (start: string): number => valueOf(after, start) - valueOf(before, start);
    expect({
      products: grown('ordergraph_router_operation_seconds_count{operation="Products"}'),
      errors: grown('ordergraph_router_operation_errors_total{operation="Products",outcome="with_errors"}'),
      bugs: grown('ordergraph_router_operation_errors_total{operation="Products",outcome="with_bug"}'),
      other: grown('ordergraph_router_operation_seconds_count{operation="other"}'),
    }).toEqual({ products: 3, errors: 1, bugs: 1, other: 3 });
    expect(after).not.toContain('Mine');
  });
});

describe('the access line', () => {
  test('says who asked for what, what became of it, and the ids that lead on', async () => {
    world.logLines.length = 0;
    const ADA = '00000000-0000-7000-8000-00000000ada1';
    const headers = {
      authorization: `Bearer ${await world.issuer.token({ userId: ADA })}`,
      'x-request-id': 'r-1',
      traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`,
    };
    await world.ask('query Mine { me { username } }', {}, headers);
    await world.ask('{ nothing }');
    await world.ask('{ me { username } }', {}, { authorization: 'Bearer nonsense' });
    const lines = world.logLines.map((line) => z.record(z.string(), z.unknown()).parse(JSON.parse(line)));
    expect(lines.filter(({ msg }) => msg === 'request')).toEqual([
      expect.objectContaining({
        operation: 'Mine',
        userId: ADA,
        status: 200,
        outcome: 'answered',
        requestId: 'r-1',
        trace_id: 'a'.repeat(32),
      }),
      expect.objectContaining({ status: 200, outcome: 'refused' }),
      expect.objectContaining({ status: 401, outcome: 'refused' }),
    ]);
    expect(lines.map(({ ms }) => typeof ms)).toEqual(['number', 'number', 'number']);
    expect(world.logLines.join('')).not.toMatch(/nonsense|127\.0\.0\.1/);
  });
});
