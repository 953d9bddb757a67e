import { request as httpRequest } from 'node:http';
import { afterAll, describe, expect, test } from 'vitest';
import { readRouterConfig } from '../../router/config.ts';
import { answerOf, anyText, post, startWorld } from './world.ts';
import type { Answer } from './world.ts';

const production = await startWorld({ NODE_ENV: 'production' });
const world = await startWorld({
  CORS_ORIGINS: 'https://Shop.example:443/, app://shop',
  QUERY_DEPTH_MAX: '8',
  QUERY_TOKENS_MAX: '600',
  QUERY_FIELDS_MAX: '60',
  BODY_BYTES_MAX: '20000',
  QUERY_COST_MAX: '3000',
});
afterAll(() => Promise.all([world.stop(), production.stop()]));

/** Two fragments twice each, of twenty fields. */
const FRAGMENTS = `fragment A on User { ...B ...B } fragment B on User { ...C ...C } fragment C on User { ${'id '.repeat(20)} }`;
const PAGE = 'query ($first: Int) { orders(first: $first) { nodes { lines { product { name } } } } }';
const RIGHT = JSON.stringify({ query: '{ products { nodes { name } } }' });
const get = async (query: string, headers: Record<string, string> = {}): Promise<Answer> =>
  answerOf(await fetch(`${world.url}/graphql?query=${encodeURIComponent(query)}`, { headers }));

/** Sends headers that fetch sets itself. */
const raw = (path: string, headers: Record<string, string>): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    httpRequest(`${world.url}${path}`, { headers }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode));
    })
      .on('error', reject)
      .end();
  });

test('bytes that are not UTF-8 are refused: two texts would be one', async () => {
  const body = Buffer.from('{ "query": "{ me { id } } #\u00ff" }', 'latin1');
  const headers = { 'content-type': 'application/json' };
  const byPost = await answerOf(await fetch(`${world.url}/graphql`, { method: 'POST', headers, body }));
  const byGet = await answerOf(await fetch(`${world.url}/graphql?query=%7Bme%7Bid%7D%7D%23%FF`));
  for (const { status, body: told } of [byPost, byGet])
    expect({ status, errors: told.errors }).toMatchObject({
      status: 400,
      errors: [{ extensions: { code: 'BAD_REQUEST' } }],
    });
  expect((await get('{ me { id } } # \ufffd')).status).toBe(200);
});

describe('GraphQL over HTTP', () => {
  test('refuses a client that accepts nothing of ours before anything runs', async () => {
    const body = JSON.stringify({ query: 'mutation { requestPasswordReset(email: "a@example.com") { ok } }' });
    expect(await post(world.url, body, { accept: 'image/png' })).toMatchObject({ status: 406 });
    expect(world.ran).toEqual([]);
  });

  test.for([
    ['', 'application/json'],
    ['application/*', 'application/json'],
    ['APPLICATION/JSON; charset=utf-8', 'application/json'],
    ['application/graphql-response+json, */*', 'application/graphql-response+json'],
    ['application/graphql-response+json;q=0.5, application/json', 'application/json'],
    ['application/json;q=0', undefined],
  ] as const)('answers a client that accepts "%s" with %s', async ([accept, type]) => {
    const { status, headers } = await post(world.url, RIGHT, { accept });
    expect(headers.get('content-type')).toBe(`${type ?? 'application/json'}; charset=utf-8`);
    expect(status).toBe(type === undefined ? 406 : 200);
  });

  const invalid = [
    ['that cannot be parsed', { query: '{' }, 'GRAPHQL_PARSE_FAILED'],
    ['that asks for what there is not', { query: '{ nothing }' }, 'GRAPHQL_VALIDATION_FAILED'],
    [
      'whose variables are wrong',
      { query: 'query ($id: ID!) { order(id: $id) { id } }', variables: { id: null } },
      'BAD_USER_INPUT',
    ],
    [
      'without the operation that is named',
      { query: 'query A { me { id } }', operationName: 'B' },
      'OPERATION_RESOLUTION_FAILURE',
    ],
  ] as const;
  test.for(invalid)('tells a query %s by the status where the media type allows it', async ([, body, code]) => {
    const text = JSON.stringify(body);
    const modern = await post(world.url, text, { accept: 'application/graphql-response+json' });
    const legacy = await post(world.url, text, { accept: 'application/json' });
    expect([modern.status, legacy.status]).toEqual([400, 200]);
    for (const answer of [modern, legacy]) {
      expect(answer.body.errors?.[0]?.extensions['code']).toBe(code);
      expect(answer.body).not.toHaveProperty('data');
    }
  });

  test.for([
    ['not JSON', '{ "query": "{ me'],
    ['empty', ''],
    ['a batch', `[${RIGHT}]`],
  ] as const)('answers a body that is %s with 400 and a GraphQL error', async ([, body]) => {
    const answer = await post(world.url, body);
    expect(answer).toMatchObject({
      status: 400,
      body: { errors: [{ message: anyText, extensions: { code: 'BAD_REQUEST' } }] },
    });
  });

  test('answers a body of another media type with 415, whatever page sent it', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data']) {
      expect(await post(world.url, RIGHT, { 'content-type': type })).toMatchObject({ status: 415 });
    }
  });

  test('answers a body that is too large with 413', async () => {
    const answer = await post(
      world.url,
      JSON.stringify({ query: '{ me { id } }', variables: { x: 'x'.repeat(30_000) } }),
    );
    expect(answer).toMatchObject({ status: 413, body: { errors: [{ extensions: { code: 'BAD_REQUEST' } }] } });
    expect(answer.body.errors?.[0]?.message).toBe('The body is larger than 20000 bytes, which is the limit.');
  });

  test('answers queries by GET, and no mutations', async () => {
    expect(await get('{ me { username } }')).toMatchObject({
      status: 200,
      body: { data: { me: { username: 'ada' } } },
    });
    expect(await get('mutation { requestPasswordReset(email: "a@example.com") { ok } }')).toMatchObject({
      status: 405,
    });
    expect(world.ran).toEqual([]);
  });

  test('answers other methods with 405', async () => {
    const response = await fetch(`${world.url}/graphql`, {
      method: 'PUT',
      body: RIGHT,
      headers: { 'content-type': 'application/json' },
    });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, POST, OPTIONS']);
  });

  test('keeps the request id that it was given, if it is one', async () => {
    expect((await post(world.url, RIGHT, { 'x-request-id': 'abc-1' })).headers.get('x-request-id')).toBe('abc-1');
    expect((await post(world.url, RIGHT, { 'x-request-id': '{"a":1}' })).headers.get('x-request-id')).toMatch(
      /^[0-9a-f-]{36}$/,
    );
  });
});

test.for([
  [
    'too deep',
    `{ me ${'{ orders { nodes { customer '.repeat(3)}{ id }${' } } }'.repeat(3)} }`,
    {},
    'is 11 fields deep; the limit is 8.',
  ],
  ['of too many tokens', `{ me { ${'id '.repeat(600)} } }`, {}, 'has more than 600 tokens, which is the limit.'],
  ['of fragments that multiply', `{ me { ...A } } ${FRAGMENTS}`, {}, 'has 88 fields and fragments; the limit is 60.'],
  ['that costs too much by its variables', PAGE, { first: 10 }, 'costs 3011; the limit is 3000.'],
] as const)(
  'a query %s is refused before anything is asked, with the limit and what it has',
  async ([, query, variables, has]) => {
    const refused = { errors: [{ message: `The query ${has}`, extensions: { code: 'QUERY_TOO_LARGE' } }] };
    const before = world.subgraphs.orders.received.length;
    for (const accept of ['application/json', 'application/graphql-response+json'])
      expect(await world.ask(query, variables, { accept })).toMatchObject({ status: 400, body: refused });
    expect(world.subgraphs.orders.received).toHaveLength(before);
    expect((await world.ask(PAGE, { first: 9 })).body.errors).toBeUndefined();
  },
);

describe('the schema', () => {
  test('can be asked for, and is not in production', async () => {
    const query = '{ __schema { queryType { name } } }';
    expect((await world.ask(query)).body.data).toEqual({ __schema: { queryType: { name: 'Query' } } });
    expect((await production.ask(query)).body.errors?.[0]?.extensions['code']).toBe('GRAPHQL_VALIDATION_FAILED');
  });

  test('is not told by suggestions in production', async () => {
    expect((await world.ask('{ product { name } prodcts { nodes { id } } }')).text).toContain('Did you mean');
    expect((await production.ask('{ prodcts { nodes { id } } }')).text).not.toContain('Did you mean');
  });
});

describe('a page of another origin', () => {
  const preflight = (origin: string): Promise<Response> =>
    fetch(`${world.url}/graphql`, { method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'POST' } });

  test('may ask if it is in the settings', async () => {
    const response = await preflight('https://shop.example');
    expect([response.status, response.headers.get('access-control-allow-origin')]).toEqual([
      204,
      'https://shop.example',
    ]);
    expect(response.headers.get('access-control-allow-headers')).toContain('authorization');
    expect(response.headers.get('access-control-allow-credentials')).toBeNull();
    expect(
      (await post(world.url, RIGHT, { origin: 'https://shop.example' })).headers.get('access-control-allow-origin'),
    ).toBe('https://shop.example');
  });

  test('may be of another scheme, but is named with one', async () => {
    expect((await preflight('app://shop')).headers.get('access-control-allow-origin')).toBe('app://shop');
    const read = (): unknown => readRouterConfig({ CORS_ORIGINS: 'shop.example' });
    expect(read).toThrow('CORS_ORIGINS: must be origins, such as https://shop.example');
  });

  test('is told nothing if it is not', async () => {
    expect((await preflight('https://evil.example')).headers.get('access-control-allow-origin')).toBeNull();
    expect(
      (await post(world.url, RIGHT, { origin: 'https://evil.example' })).headers.get('access-control-allow-origin'),
    ).toBeNull();
  });

  test('cannot make a browser ask by GET', async () => {
    const path = `/graphql?query=${encodeURIComponent('{ me { id } }')}`;
    expect(await raw(path, { 'sec-fetch-site': 'cross-site' })).toBe(403);
    expect(await raw(path, { 'sec-fetch-site': 'same-site', origin: 'https://evil.example' })).toBe(403);
    expect(await raw(path, { 'sec-fetch-site': 'cross-site', origin: 'https://shop.example' })).toBe(200);
    expect(await raw(path, { 'sec-fetch-site': 'cross-site', 'apollo-require-preflight': '1' })).toBe(200);
    expect(await raw(path, { 'sec-fetch-site': 'same-origin' })).toBe(200);
  });
});

test('every answer of a route carries the security headers', async () => {
  for (const path of ['/graphql', '/health', '/ready', '/', '/.well-known/jwks.json']) {
    const { headers } = await fetch(`${world.url}${path}`, { redirect: 'manual' });
    expect({ path, nosniff: headers.get('x-content-type-options'), referrer: headers.get('referrer-policy') }).toEqual({
      path,
      nosniff: 'nosniff',
      referrer: 'no-referrer',
    });
  }
});

test('a subgraph is where its setting says or, without one, where the supergraph does', () => {
  const { subgraphUrlOf } = readRouterConfig({ ROUTER_SECRET: 'x'.repeat(32), ORDERS_URL: 'http://orders:4004/' });
  const said = 'http://said:4009/graphql';
  expect(['orders', 'users', 'ratings'].map((name) => subgraphUrlOf(name, said))).toEqual([
    'http://orders:4004/graphql',
    said,
    said,
  ]);
});
