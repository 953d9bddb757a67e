import { afterAll, afterEach, describe, expect, onTestFinished, test } from 'vitest';
import { sendJson } from '#platform/http-server.ts';
import type { Handler } from '#platform/http-server.ts';
import { MISSING, ORDER, PRODUCTS } from './fixtures.ts';
import { anyText, startWorld } from './world.ts';

const world = await startWorld({ SUBGRAPH_TIMEOUT_MS: '2000' });
afterAll(() => world.stop());
afterEach(() => {
  for (const subgraph of Object.values(world.subgraphs)) subgraph.intercept = undefined;
});

const ORDER_PAGE = `{ order(id: "${ORDER}") { number payment { status } reservations { status } lines { quantity product { name sku description } } } }`;
const accountsAway = { message: 'Accounts is not available right now.', extensions: { code: 'SERVICE_UNAVAILABLE' } };
const productsAway = { message: 'Products is not available right now.', extensions: { code: 'SERVICE_UNAVAILABLE' } };

/** Nothing of where the services are, or of how they are asked, may be in an answer. */
function expectNothingInside(text: string): void {
  expect(text).not.toMatch(/127\.0\.0\.1|localhost|ECONN|socket|_entities|representations|serviceName|stack|@/i);
}

describe('a service that is away', () => {
  test('costs its own root field, and nothing else', async () => {
    await world.subgraphs.products.whileAway(async () => {
      const { status, body, text } = await world.ask('{ me { username } catalogue: products { nodes { name } } }');
      expect(status).toBe(200);
      expect(body).toEqual({
        data: { me: { username: 'ada' }, catalogue: null },
        errors: [{ ...productsAway, path: ['catalogue'] }],
      });
      expectNothingInside(text);
    });
  });

  test('costs the fields that it adds to the entities of others, each told at its place', async () => {
    await world.subgraphs.accounts.whileAway(async () => {
      const { body, text } = await world.ask('{ orders { nodes { number payment { status } } } }');
      expect(body).toEqual({
        data: {
          orders: {
            nodes: [
              { number: 'A-1', payment: null },
              { number: 'A-1', payment: null },
            ],
          },
        },
        errors: [
          { ...accountsAway, path: ['orders', 'nodes', 0, 'payment'] },
          { ...accountsAway, path: ['orders', 'nodes', 1, 'payment'] },
        ],
      });
      expectNothingInside(text);
    });
  });

  test('takes the whole of an entity that cannot be without it, and is told once for each', async () => {
    await world.subgraphs.products.whileAway(async () => {
      const { body } = await world.ask(
        `{ order(id: "${ORDER}") { number lines { quantity product { description name sku } } } }`,
      );
      expect(body.data).toEqual({
        order: { number: 'A-1', lines: Array.from({ length: 4 }, () => ({ quantity: 1, product: null })) },
      });
      const places = new Set(body.errors?.map(({ path }) => path?.join('.')));
      expect(places).toEqual(new Set([0, 1, 2, 3].map((index) => `order.lines.${index}.product.name`)));
      expect(body.errors).toHaveLength(4);
      expect(body.errors).toContainEqual({ ...productsAway, path: ['order', 'lines', 0, 'product', 'name'] });
    });
  });

  test('keeps its mutation from being told as done, and the other one is done', async () => {
    await world.subgraphs.notifications.whileAway(async () => {
      const { body } = await world.ask(`mutation {
        sendNotification(input: { userId: "${ORDER}", message: "Hello" }) { notification { id } }
        deposit(input: { amount: { amount: "1.00", currency: "USD" } }) { account { id } }
      }`);
      expect(body.data).toMatchObject({ sendNotification: null, deposit: { account: { id: anyText } } });
      expect(body.errors).toMatchObject([{ path: ['sendNotification'], extensions: { code: 'SERVICE_UNAVAILABLE' } }]);
    });
  });

  test('is missed by /ready until it is back, and told to the log once', async () => {
    const ready = async (): Promise<unknown> => {
      const response = await fetch(`${world.url}/ready`);
      return [response.status, await response.json()];
    };
    expect(await ready()).toEqual([200, { status: 'ready' }]);
    world.logLines.length = 0;
    await world.subgraphs.orders.whileAway(async () => {
      expect(await ready()).toEqual([503, { status: 'unavailable', missing: ['orders'] }]);
      await world.ask(ORDER_PAGE);
      await world.ask(ORDER_PAGE);
      expect(world.logLines.filter((line) => line.includes('does not answer'))).toHaveLength(1);
    });
    expect(await ready()).toEqual([200, { status: 'ready' }]);
    world.subgraphs.orders.isReady = false;
    expect(await ready()).toEqual([503, { status: 'unavailable', missing: ['orders'] }]);
    world.subgraphs.orders.isReady = true;
    expect(await (await fetch(`${world.url}/health`)).json()).toEqual({ status: 'ok' });
  });
});

test('what was asked before an outage does not end it in the log', async () => {
  const fresh = await startWorld(); // Another test's outage is told of for a minute.
  onTestFinished(() => fresh.stop());
  const { users } = fresh.subgraphs;
  const asked = Promise.withResolvers<void>();
  const back = Promise.withResolvers<void>();
  const lines = (text: string): string[] => fresh.logLines.filter((line) => line.includes(text));
  users.intercept = async (_, response) => {
    asked.resolve();
    await back.promise;
    sendJson(response, 200, { data: { me: null } });
  };
  const early = fresh.ask('{ me { username } }');
  await asked.promise;
  users.intercept = (_, response) => void response.writeHead(502).end();
  await fresh.ask('{ me { username } }');
  back.resolve();
  expect((await early).body).toEqual({ data: { me: null } });
  expect(lines('a subgraph answers again')).toEqual([]);
  users.intercept = undefined;
  await fresh.ask('{ me { username } }');
  expect([lines('a subgraph does not answer').length, lines('a subgraph answers again').length]).toEqual([1, 1]);
});

describe('a service that does not answer as it should', () => {
  const garbage: [string, Handler][] = [
    [
      'HTML',
      (_, response) =>
        void response.writeHead(502, { 'content-type': 'text/html' }).end('<h1>Bad gateway at 10.0.0.7</h1>'),
    ],
    ['nothing', (_, response) => void response.writeHead(200).end()],
    ['nothing in time', () => undefined],
    [
      'without an end, however steadily',
      (_, response) => {
        const drip = setInterval(() => response.write(' '), 20);
        response.on('close', () => clearInterval(drip));
      },
    ],
    [
      'half an answer',
      (_, response) =>
        void response.writeHead(200, { 'content-length': '500' }).end('{"data":', () => response.destroy()),
    ],
    ['a list', (_, response) => sendJson(response, 200, [])],
    ['a number', (_, response) => sendJson(response, 200, 7)],
    ['an empty object', (_, response) => sendJson(response, 200, {})],
    ['data that is a text', (_, response) => sendJson(response, 200, { data: 'x' })],
    ['entities that are not there', (_, response) => sendJson(response, 200, { data: {} })],
    ['entities that are too few', (_, response) => sendJson(response, 200, { data: { _entities: [] } })],
    ['errors that are none', (_, response) => sendJson(response, 200, { errors: [{ at: '10.0.0.7' }] })],
    [
      'errors at places that are none',
      (_, response) =>
        sendJson(response, 200, {
          data: { _entities: [null] },
          errors: [{ message: 'no', path: ['_entities', null] }],
        }),
    ],
    [
      'an answer for unknown callers',
      (_, response) =>
        sendJson(response, 401, { errors: [{ message: 'Only the router', extensions: { code: 'UNAUTHENTICATED' } }] }),
    ],
  ];
  test.for(garbage)('but %s is not available', async ([, intercept]) => {
    world.subgraphs.accounts.intercept = intercept;
    const { status, body, text } = await world.ask(ORDER_PAGE);
    expect(status).toBe(200);
    expect(body.data).toMatchObject({ order: { number: 'A-1', payment: null } });
    expect(body.errors).toEqual([{ ...accountsAway, path: ['order', 'payment'] }]);
    expectNothingInside(text);
  });

  test("but refuses the caller's token tells it at each field", async () => {
    world.subgraphs.accounts.intercept = (_, response) =>
      sendJson(response, 401, {
        errors: [{ message: 'The token is not valid.', extensions: { code: 'UNAUTHENTICATED' } }],
      });
    const { body } = await world.ask(ORDER_PAGE, {}, { authorization: `Bearer ${await world.issuer.token()}` });
    expect(body.errors).toEqual([
      { message: 'The token is not valid.', path: ['order', 'payment'], extensions: { code: 'UNAUTHENTICATED' } },
    ]);
  });
});

describe('a connection that breaks before the answer', () => {
  /** Breaks the first connections to users, so many of them; tells how many there were. */
  const breaking = (times: number): (() => number) => {
    let attempts = 0;
    const { users } = world.subgraphs;
    users.intercept = (request) => {
      attempts += 1;
      if (attempts >= times) users.intercept = undefined;
      request.socket.destroy();
    };
    return () => attempts;
  };

  test('is tried again once for a query', async () => {
    const attempts = breaking(1);
    expect((await world.ask('{ me { username } }')).body).toEqual({ data: { me: { username: 'ada' } } });
    expect(attempts()).toBe(1);
  });

  test('is not tried a third time', async () => {
    const attempts = breaking(9);
    expect((await world.ask('{ me { username } }')).body).toMatchObject({
      data: { me: null },
      errors: [{ extensions: { code: 'SERVICE_UNAVAILABLE' } }],
    });
    expect(attempts()).toBe(2);
  });

  test('is never tried again for a mutation', async () => {
    const attempts = breaking(9);
    const { body } = await world.ask('mutation { requestPasswordReset(email: "a@example.com") { ok } }');
    expect(body).toMatchObject({
      data: { requestPasswordReset: null },
      errors: [{ extensions: { code: 'SERVICE_UNAVAILABLE' } }],
    });
    expect(attempts()).toBe(1);
    expect(world.ran).not.toContain('requestPasswordReset');
  });
});

describe('entities', () => {
  test('that a page names many times are asked for once, and are in every place', async () => {
    world.productsAsked.length = 0;
    const { body } = await world.ask('{ orders { nodes { lines { product { id name price { amount } } } } } }');
    const line = (id: string) => ({ product: { id, name: 'Lamp', price: { amount: '200.50' } } });
    const lines = [PRODUCTS[0], PRODUCTS[1], PRODUCTS[0], PRODUCTS[0]].map(line);
    expect(body).toEqual({ data: { orders: { nodes: [{ lines }, { lines }] } } });
    expect(world.productsAsked).toEqual([[PRODUCTS[0], PRODUCTS[1]]]);
  });

  test('that do not exist are null without an error where they may be', async () => {
    const { body } = await world.ask(`{ order(id: "${MISSING}") { lines { product { name } } } }`);
    expect(body).toEqual({ data: { order: { lines: [{ product: { name: 'Lamp' } }, { product: null }] } } });
  });

  test('that a service leaves without what they must have are told as a bug', async () => {
    world.subgraphs.accounts.intercept = (_, response) =>
      sendJson(response, 200, { data: { _entities: [{ payment: { status: null } }] } });
    const { body } = await world.ask(ORDER_PAGE);
    expect(body.data).toMatchObject({ order: { number: 'A-1', payment: null } });
    expect(body.errors).toContainEqual({
      message: 'Internal server error',
      path: ['order', 'payment', 'status'],
      extensions: { code: 'INTERNAL_SERVER_ERROR' },
    });
  });
});
