import { request as httpRequest } from 'node:http';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { storyIn } from '../../router/playground/story.ts';
import { startWorld } from './world.ts';
import type { World } from './world.ts';

// As many as take seconds; a failure prints the seed that repeats it.
const RUNS = { numRuns: 150 };

let world: World;
let queries: readonly string[];
beforeAll(async () => {
  world = await startWorld();
  queries = storyIn('USD').map(({ query }) => query);
});
afterAll(() => world.stop());

interface RawAnswer {
  readonly status: number;
  readonly text: string;
}

/** Sends bytes as they are, which fetch would not do. */
const send = (body: string | Buffer, headers: Record<string, string> = {}, path = '/graphql'): Promise<RawAnswer> =>
  new Promise((resolve, reject) => {
    const method = path === '/graphql' ? 'POST' : 'GET';
    const outgoing = httpRequest(`${world.url}${path}`, {
      method,
      headers: { 'content-type': 'application/json', ...headers },
    });
    outgoing.on('error', reject).on('response', (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (text += chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
    });
    outgoing.end(method === 'POST' ? body : undefined);
  });

/** A client's fault is told as such: never as a bug, never with anything of the inside, never by a connection that breaks. */
function expectRefusal({ status, text }: RawAnswer): void {
  expect(status).toBeLessThan(500);
  const body: unknown = JSON.parse(text);
  const isAnswered = status === 200 && text.includes('"data":');
  expect(body).toHaveProperty(isAnswered ? ['data'] : ['errors', 0, 'message']);
  expect(text).not.toMatch(/INTERNAL_SERVER_ERROR|127\.0\.0\.1|node_modules|    at |ECONN|postgres/);
}

describe('the router refuses, and breaks nothing, when it is sent', () => {
  test('random bytes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 2_000 }), async (bytes) =>
        expectRefusal(await send(Buffer.from(bytes))),
      ),
      RUNS,
    );
  });

  test('any JSON', async () => {
    await fc.assert(
      fc.asyncProperty(fc.json({ maxDepth: 6 }), async (json) => expectRefusal(await send(json))),
      RUNS,
    );
  });

  test('any JSON where a query, variables, an operation name and extensions belong', async () => {
    const part = fc.oneof(fc.jsonValue({ maxDepth: 4 }), fc.string({ unit: 'binary' }));
    const body = fc.record(
      { query: part, variables: part, operationName: part, extensions: part },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(body, async (value) => expectRefusal(await send(JSON.stringify(value)))),
      RUNS,
    );
  });

  test('queries with random damage', async () => {
    const damaged = fc
      .tuple(
        fc.nat(),
        fc.nat(),
        fc.nat({ max: 20 }),
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.constantFrom('{', '}', '(', '"', '"""', '...', '$', '@', '\0', '\ud800'),
        ),
      )
      .map(([which, at, length, insert]) => {
        const query = queries[which % queries.length] ?? '';
        const start = at % query.length;
        return query.slice(0, start) + insert + query.slice(start + length);
      });
    await fc.assert(
      fc.asyncProperty(damaged, async (query) => expectRefusal(await send(JSON.stringify({ query })))),
      RUNS,
    );
  });

  test('any variables for what an order needs', async () => {
    const query = 'mutation ($input: PlaceOrderInput!) { placeOrder(input: $input) { order { id } } }';
    const any = fc.oneof(
      fc.jsonValue({ maxDepth: 3 }),
      fc.string({ unit: 'binary' }),
      fc.double(),
      fc.bigInt().map(String),
    );
    const line = fc.record({ productId: any, sku: any, quantity: any }, { requiredKeys: [] });
    const input = fc.oneof(
      any,
      fc.record(
        { lines: fc.oneof(any, fc.array(fc.oneof(line, any))), expectedTotal: any, idempotencyKey: any },
        { requiredKeys: [] },
      ),
    );
    await fc.assert(
      fc.asyncProperty(input, async (value) =>
        expectRefusal(await send(JSON.stringify({ query, variables: { input: value } }))),
      ),
      RUNS,
    );
  });

  test('any search string', async () => {
    const path = fc
      .string({ unit: 'binary' })
      .map((text) => `/graphql?query=${encodeURIComponent(text.toWellFormed())}`);
    const raw = fc
      .string({ unit: fc.constantFrom('%', '=', '&', '0', 'f', '{', '}', '+', 'query', 'variables') })
      .map((text) => `/graphql?${text}`);
    await fc.assert(
      fc.asyncProperty(fc.oneof(path, raw), async (value) => expectRefusal(await send('', {}, value))),
      RUNS,
    );
  });

  test('any headers', async () => {
    const value = fc.string({ unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCodePoint(code)) });
    const headers = fc.record(
      {
        accept: value,
        'content-type': value,
        authorization: value,
        traceparent: value,
        'x-request-id': value,
        origin: value,
        'accept-encoding': value,
      },
      { requiredKeys: [] },
    );
    const body = JSON.stringify({ query: '{ me { username } }' });
    await fc.assert(
      fc.asyncProperty(headers, async (given) => expectRefusal(await send(body, given))),
      RUNS,
    );
  });

  test('deep and wide JSON', async () => {
    const depth = 50_000;
    const deep = `${'['.repeat(depth)}${']'.repeat(depth)}`;
    const query = 'query ($s: [OrderStatus!]) { orders(status: $s) { nodes { id } } }';
    expectRefusal(await send(`{"query":${deep}}`));
    expectRefusal(await send(`{"query":"${query}","variables":{"s":${deep}}}`));
    expectRefusal(
      await send(JSON.stringify({ query, variables: { s: Array.from({ length: 100_000 }, () => 'NONE') } })),
    );
    expectRefusal(await send(JSON.stringify({ query: `{ me(${'a: '.repeat(1_000)}` })));
    expectRefusal(
      await send(
        JSON.stringify({ query: `{ orders(status: ${'['.repeat(2_000)}${']'.repeat(2_000)}) { nodes { id } } }` }),
      ),
    );
    expectRefusal(
      await send(JSON.stringify({ query: `{ me { ${'... on User { '.repeat(1_500)} id ${'}'.repeat(1_500)} } }` })),
    );
    expectRefusal(await send(JSON.stringify({ query: `{ ${'me { id } '.repeat(40)} }` })));
  });
});
