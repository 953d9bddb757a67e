import type { ServerResponse } from 'node:http';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { readBody, sendJson } from '#platform/http-server.ts';
import { ORDER, USER } from './fixtures.ts';
import { startWorld } from './world.ts';

const BYTES_MAX = 100_000;
const world = await startWorld({ ANSWER_BYTES_MAX: String(BYTES_MAX) });
const { orders, products } = world.subgraphs;
afterAll(() => world.stop());
afterEach(() => {
  for (const subgraph of Object.values(world.subgraphs)) subgraph.intercept = undefined;
});

const requestSchema = z.object({ variables: z.object({ representations: z.array(z.object({ id: z.string() })) }) });

const many = (count: number, text: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => text(index)).join(' ');

describe('an answer that is larger than it may be', () => {
  const nodes = (length: number) =>
    Array.from({ length }, () => ({ __typename: 'Order', id: ORDER, number: 'A-1', lines: [] }));
  test.for([
    ['while it is written', '{ order(id: "1") { lines { product { name } } } }'],
    ['while it comes from a service', '{ orders { nodes { number } } }'],
  ] as const)('is given up %s', async ([, query]) => {
    const lines = Array.from({ length: 200 }, () => ({ product: { __typename: 'Product', id: ORDER } }));
    orders.intercept = (_, response) =>
      sendJson(response, 200, {
        data: query.includes('lines') ? { order: { lines } } : { orders: { nodes: nodes(4_000) } },
      });
    products.intercept = (_, response) =>
      sendJson(response, 200, { data: { _entities: [{ name: 'x'.repeat(1_000) }] } });
    const { status, body } = await world.ask(query);
    const message = `The answer is larger than ${BYTES_MAX} bytes, which is the limit.`;
    expect({ status, body }).toEqual({
      status: 200,
      body: { data: null, errors: [{ message, extensions: { code: 'QUERY_TOO_LARGE' } }] },
    });
  });

  test.for([
    [90_000, null],
    [110_000, 'QUERY_TOO_LARGE'],
  ] as const)('is counted over all services: two of %i bytes', async ([length, code]) => {
    // Each is below the limit of one service, and nothing of the padding is written.
    const padding = 'x'.repeat(length);
    orders.intercept = (_, response) => sendJson(response, 200, { data: { orders: { nodes: [], padding } } });
    products.intercept = (_, response) => sendJson(response, 200, { data: { products: { nodes: [], padding } } });
    const { body } = await world.ask('{ orders { nodes { number } } products { nodes { name } } }');
    expect(body.errors?.[0]?.extensions['code'] ?? null).toBe(code);
  });

  test('does not keep the next field of a mutation from being run', async () => {
    world.ran.length = 0;
    orders.intercept = (_, response) => sendJson(response, 200, { data: { placeOrder: 'x'.repeat(3 * BYTES_MAX) } });
    const { body } = await world.ask(`mutation {
      placeOrder(input: { lines: [{ sku: "A", quantity: 1 }] }) { order { id } }
      requestPasswordReset(email: "a@example.com") { ok }
    }`);
    expect(body.errors?.[0]?.extensions['code']).toBe('QUERY_TOO_LARGE');
    expect(world.ran).toEqual(['requestPasswordReset']);
  });

  test('is not waited for by other services', async () => {
    const left = new Promise<void>((resolve) => {
      products.intercept = (_, response) => void response.once('close', resolve);
    });
    orders.intercept = (_, response) => sendJson(response, 200, { data: { orders: { nodes: nodes(4_000) } } });
    const { body } = await world.ask('{ orders { nodes { number } } products { nodes { name } } }');
    expect(body.errors?.[0]?.extensions['code']).toBe('QUERY_TOO_LARGE');
    await left;
  });
});

test('a query with so many fields of one name that they are not compared is too large', async () => {
  const { status, body } = await world.ask(`{ me { ${many(1_990, () => 'id')} } }`);
  expect(status).toBe(400);
  expect(body.errors?.map(({ extensions }) => extensions)).toEqual([{ code: 'QUERY_TOO_LARGE' }]);
});

test('two thousand entities are asked for a thousand at a time, and each fault is told at its place', async () => {
  const COUNT = 2_000;
  const lines = Array.from({ length: COUNT }, (_, index) => ({
    product: { __typename: 'Product', id: String(COUNT - index) },
  }));
  orders.intercept = (_, response) => sendJson(response, 200, { data: { order: { lines } } });
  const asked: number[] = [];
  let underWay = 0;
  products.intercept = async (request, response) => {
    underWay += 1;
    const { variables } = requestSchema.parse(JSON.parse(await readBody(request)));
    asked.push(variables.representations.length);
    expect(underWay).toBe(1);
    const entities = variables.representations.map(({ id }) => (id === '7' ? null : { sku: `S-${id}` }));
    const fault = { message: 'no', extensions: { code: 'FORBIDDEN' } };
    const errors = entities.flatMap((entity, index) => (entity ? [] : [{ ...fault, path: ['_entities', index] }]));
    underWay -= 1;
    sendJson(response, 200, { data: { _entities: entities }, ...(errors.length > 0 && { errors }) });
  };
  const { body } = await world.ask(`{ order(id: "${ORDER}") { lines { product { sku } } } }`);
  expect(asked).toEqual([1_000, 1_000]);
  const expected = lines.map(({ product: { id } }) => ({ product: id === '7' ? null : { sku: `S-${id}` } }));
  expect(body.data).toEqual({ order: { lines: expected } });
  expect(body.errors?.map(({ path }) => path)).toEqual([['order', 'lines', COUNT - 7, 'product']]);
});

describe('large queries of one caller', () => {
  const LARGE = '{ orders(first: 100) { nodes { lines { quantity } } } }';
  /** Lets orders wait with its answers. */
  const holding = () => {
    const held: ServerResponse[] = [];
    orders.intercept = (_, response) => void held.push(response);
    return held;
  };
  const answer = (response: ServerResponse): void => sendJson(response, 200, { data: { orders: { nodes: [] } } });

  test('are answered two at a time, while others have their turn', async () => {
    const held = holding();
    const one = { authorization: `Bearer ${await world.issuer.token()}` };
    const other = { authorization: `Bearer ${await world.issuer.token({ userId: USER })}` };
    const asked = Array.from({ length: 4 }, () => world.ask(LARGE, {}, one));
    await expect.poll(() => held.length).toBe(2);
    const another = world.ask(LARGE, {}, other);
    await expect.poll(() => held.length).toBe(3);
    expect((await world.ask('{ products { nodes { name } } }', {}, one)).body.errors).toBeUndefined();
    for (let index = 0; index < 5; index += 1) {
      await expect.poll(() => held.length).toBeGreaterThan(index);
      held.slice(index, index + 1).forEach(answer);
    }
    for (const { body } of await Promise.all([...asked, another]))
      expect(body).toEqual({ data: { orders: { nodes: [] } } });
  });

  test('are refused while too many wait', async () => {
    const held = holding();
    const asked = Array.from({ length: 23 }, () => world.ask(LARGE));
    const refused = await Promise.race(asked);
    expect(refused).toMatchObject({
      status: 429,
      body: { errors: [{ extensions: { code: 'RATE_LIMITED', retryAfterSeconds: 1 } }] },
    });
    orders.intercept = (_, response) => answer(response);
    held.forEach(answer);
    expect((await Promise.all(asked)).filter(({ status }) => status === 429)).toHaveLength(1);
  });
});

describe('a document that takes long to validate or plan', () => {
  const SLOW = [
    // Each field is compared with each.
    `{ me { ${many(480, () => 'orders { nodes { id } }')} } }`,
    `{ ${many(50, (index) => `a${index}: orders { nodes { id lines { product { name } } customer { username } payment { status } } }`)} }`,
  ];
  test.for(SLOW)('does not keep the router from answering others (%#)', async (query) => {
    await world.ask('{ me { username } }');
    let isDone = false;
    const slow = world.ask(query).finally(() => (isDone = true));
    for (let count = 0; count < 5; count += 1) await world.ask('{ me { username } }');
    expect(isDone).toBe(false);
    await slow;
  });

  test('is planned after shorter ones that have come since', async () => {
    const done: string[] = [];
    const ask = (name: string, query: string): Promise<unknown> => world.ask(query).finally(() => done.push(name));
    const [first = '', second = ''] = SLOW.map((query) => `${query} # again`);
    await Promise.all([ask('first', first), ask('long', second), ask('short', '{ me { id email } }')]);
    expect(done).toEqual(['first', 'short', 'long']);
  });
});
