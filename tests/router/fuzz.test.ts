import { request as httpRequest } from 'node:http';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { storyIn } from '../../router/playground/story.ts';
import { startWorld } from './world.ts';

// As many as take seconds; a failure prints the seed that repeats it.
const RUNS = { numRuns: 150 };

const world = await startWorld();
const queries = storyIn('USD').map(({ query }) => query);
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

const json = (body: unknown): Promise<RawAnswer> => send(JSON.stringify(body));
const text = fc.string({ unit: 'binary' });
/** An object in which each of the names may be there. */
const someOf = (names: string[], value: fc.Arbitrary<unknown>): fc.Arbitrary<object> =>
  fc.record(Object.fromEntries(names.map((name) => [name, value])), { requiredKeys: [] });

/** Queries of the playground with something cut out and something put in. */
const insertion = fc.oneof(text, fc.constantFrom('{', '}', '(', '"', '"""', '...', '$', '@', '\0', '\ud800'));
const damaged = fc.tuple(fc.nat(), fc.nat(), fc.nat({ max: 20 }), insertion).map(([which, at, length, insert]) => {
  const query = queries[which % queries.length] ?? '';
  const start = at % query.length;
  return query.slice(0, start) + insert + query.slice(start + length);
});

const ORDER = 'mutation ($input: PlaceOrderInput!) { placeOrder(input: $input) { order { id } } }';
const any = fc.oneof(fc.jsonValue({ maxDepth: 3 }), text, fc.double(), fc.bigInt().map(String));
const lines = fc.oneof(any, fc.array(fc.oneof(someOf(['productId', 'sku', 'quantity'], any), any)));
const input = fc.oneof(any, someOf(['lines', 'expectedTotal', 'idempotencyKey'], fc.oneof(any, lines)));

const search = fc.oneof(
  text.map((value) => `query=${encodeURIComponent(value.toWellFormed())}`),
  fc.string({ unit: fc.constantFrom('%', '=', '&', '0', 'f', '{', '}', '+', 'query', 'variables') }),
);
const printable = fc.string({ unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCodePoint(code)) });
const headers = ['accept', 'content-type', 'authorization', 'traceparent', 'x-request-id', 'origin', 'accept-encoding'];
const isHeaders = (value: object): value is Record<string, string> => typeof value === 'object';

/** What is sent, and how. */
const holds = <Value>(values: fc.Arbitrary<Value>, ask: (value: Value) => Promise<RawAnswer>): Promise<void> =>
  fc.assert(
    fc.asyncProperty(values, async (value) => expectRefusal(await ask(value))),
    RUNS,
  );

describe('the router refuses, and breaks nothing, when it is sent', () => {
  test.for<[string, () => Promise<void>]>([
    ['random bytes', () => holds(fc.uint8Array({ maxLength: 2_000 }), (bytes) => send(Buffer.from(bytes)))],
    ['any JSON', () => holds(fc.json({ maxDepth: 6 }), (value) => send(value))],
    [
      'any JSON where the parts of a request belong',
      () =>
        holds(
          someOf(['query', 'variables', 'operationName', 'extensions'], fc.oneof(fc.jsonValue({ maxDepth: 4 }), text)),
          json,
        ),
    ],
    ['queries with random damage', () => holds(damaged, (query) => json({ query }))],
    [
      'any variables for what an order needs',
      () => holds(input, (value) => json({ query: ORDER, variables: { input: value } })),
    ],
    ['any search string', () => holds(search, (value) => send('', {}, `/graphql?${value}`))],
    [
      'any headers',
      () =>
        holds(someOf(headers, printable).filter(isHeaders), (given) =>
          send(JSON.stringify({ query: '{ me { username } }' }), given),
        ),
    ],
  ])('%s', ([, hold]) => hold());

  test('deep and wide JSON', async () => {
    const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
    const query = 'query ($s: [OrderStatus!]) { orders(status: $s) { nodes { id } } }';
    const lists = `${'['.repeat(2_000)}${']'.repeat(2_000)}`;
    expectRefusal(await send(`{"query":${deep}}`));
    expectRefusal(await send(`{"query":"${query}","variables":{"s":${deep}}}`));
    expectRefusal(await json({ query, variables: { s: Array.from({ length: 100_000 }, () => 'NONE') } }));
    expectRefusal(await json({ query: `{ me(${'a: '.repeat(1_000)}` }));
    expectRefusal(await json({ query: `{ orders(status: ${lists}) { nodes { id } } }` }));
    expectRefusal(await json({ query: `{ me { ${'... on User { '.repeat(1_500)} id ${'}'.repeat(1_500)} } }` }));
    expectRefusal(await json({ query: `{ ${'me { id } '.repeat(40)} }` }));
  });
});
