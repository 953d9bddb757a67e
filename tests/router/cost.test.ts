import { afterAll, beforeAll, expect, test } from 'vitest';
import { startWorld } from './world.ts';
import type { World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({ QUERY_COST_MAX: '100' });
});
afterAll(() => world.stop());

const QUERY = 'query ($first: Int) { orders(first: $first) { nodes { lines { product { name } } } } }';

test('a query that costs too much is refused by what its variables say, with the limit and the cost, before anything is asked', async () => {
  const before = world.subgraphs.orders.received.length;
  for (const accept of ['application/json', 'application/graphql-response+json']) {
    expect(await world.ask(QUERY, { first: 10 }, { accept })).toMatchObject({
      status: 400,
      body: {
        errors: [{ message: 'The query costs 111; the limit is 100.', extensions: { code: 'QUERY_TOO_LARGE' } }],
      },
    });
  }
  expect(world.subgraphs.orders.received).toHaveLength(before);
});

test('a smaller page of the same query is answered', async () => {
  expect(await world.ask(QUERY, { first: 9 })).toMatchObject({ status: 200, body: { data: { orders: {} } } });
});
