import { text } from 'node:stream/consumers';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { sendJson } from '#platform/http-server.ts';
import { ORDER } from './fixtures.ts';
import { anyText, startWorld } from './world.ts';

const world = await startWorld();
afterAll(() => world.stop());
afterEach(() => {
  for (const subgraph of Object.values(world.subgraphs)) subgraph.intercept = undefined;
});

/** Asks products for two things at once: an order's reservations, and the products of its lines. */
const PAGE = `{ order(id: "${ORDER}") {
  reservations { ...R } lines { product { name price { ...M } } }
} } fragment R on Reservation { status quantity } fragment M on Money { amount }`;
const reservations = [{ status: anyText, quantity: 1 }];
const lines = Array.from({ length: 4 }, () => ({ product: { name: 'Lamp', price: { amount: '200.50' } } }));

const askedOfProducts = async (query = PAGE): Promise<{ body: unknown; requests: number }> => {
  const before = world.subgraphs.products.received.length;
  const { body } = await world.ask(query);
  return { body, requests: world.subgraphs.products.received.length - before };
};

describe('what one subgraph is asked at the same time', () => {
  test('is one request, and each part gets its own', async () => {
    const { body, requests } = await askedOfProducts();
    expect(body).toEqual({ data: { order: { reservations, lines } } });
    expect(requests).toBe(1);
  });

  test('is the one part alone where there is nothing to ask of the other', async () => {
    world.subgraphs.orders.intercept = (_, response) =>
      sendJson(response, 200, { data: { order: { __typename: 'Order', id: ORDER, lines: [] } } });
    const { body, requests } = await askedOfProducts();
    expect(body).toEqual({ data: { order: { reservations, lines: [] } } });
    expect(requests).toBe(1);
  });

  test('tells an error of an entity at its part', async () => {
    world.subgraphs.products.intercept = (_, response) =>
      sendJson(response, 200, {
        data: { _0: [{ reservations: null }], _1: [null, { name: 'Lamp', price: { amount: '1.00' } }] },
        errors: [{ message: 'You may not.', path: ['_1', 0, 'name'], extensions: { code: 'FORBIDDEN' } }],
      });
    const { body } = await askedOfProducts();
    // The same product is in three of the four lines.
    const errors = [0, 2, 3].map((line) => ({
      message: 'You may not.',
      path: ['order', 'lines', line, 'product', 'name'],
      extensions: { code: 'FORBIDDEN' },
    }));
    const other = { product: { name: 'Lamp', price: { amount: '1.00' } } };
    expect(body).toEqual({
      data: { order: { reservations: null, lines: [{ product: null }, other, { product: null }, { product: null }] } },
      errors,
    });
  });

  test('is asked again, part by part, where one part leaves no answer for the others', async () => {
    let requests = 0;
    world.subgraphs.products.intercept = async (request, response) => {
      requests += 1;
      const body = await text(request);
      const isJoined = body.includes('_1:_entities');
      const isOfOrder = body.includes('on Order');
      const failure = {
        message: 'A bug',
        path: [isJoined ? '_0' : '_entities'],
        extensions: { code: 'INTERNAL_SERVER_ERROR' },
      };
      if (isJoined || isOfOrder) return sendJson(response, 200, { data: null, errors: [failure] });
      const product = { name: 'Lamp', price: { amount: '200.50' } };
      return sendJson(response, 200, { data: { _entities: [product, product] } });
    };
    const { body } = await askedOfProducts();
    expect(requests).toBe(3);
    expect(body).toEqual({
      data: { order: { reservations: null, lines } },
      errors: [
        {
          message: 'Internal server error',
          path: ['order', 'reservations'],
          extensions: { code: 'INTERNAL_SERVER_ERROR' },
        },
      ],
    });
  });

  test('costs all its fields where the subgraph is away', async () => {
    world.subgraphs.products.intercept = (_, response) => void response.writeHead(502).end('<h1>Bad gateway</h1>');
    const { body } = await askedOfProducts();
    expect(body).toMatchObject({ data: { order: { reservations: null } } });
    expect(body).toHaveProperty(['errors', 'length'], 5);
  });
});

test('a variable of the name that subgraphs are told entities by is refused', async () => {
  for (const name of ['representations', 'representations0']) {
    const { body } = await world.ask(`query ($${name}: ID!) { order(id: $${name}) { id } }`, { [name]: ORDER });
    expect(body.errors?.[0]?.extensions['code']).toBe('GRAPHQL_VALIDATION_FAILED');
  }
});
