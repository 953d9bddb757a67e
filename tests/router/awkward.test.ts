import { getIntrospectionQuery } from 'graphql';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { readBody, sendJson } from '#platform/http-server.ts';
import { ORDER, USER } from './fixtures.ts';
import { post, startWorld } from './world.ts';
import type { Answer } from './world.ts';

const world = await startWorld();
afterAll(() => world.stop());
afterEach(() => {
  for (const subgraph of Object.values(world.subgraphs)) subgraph.intercept = undefined;
});

describe('a field under the name of', () => {
  test.for([
    ['a key', '{ me { id: username account { currency } } }', { id: 'ada', account: { currency: 'USD' } }],
    [
      'a key, beside it',
      '{ me { id: username of: id account { currency } } }',
      { id: 'ada', of: USER, account: { currency: 'USD' } },
    ],
    [
      'the type',
      '{ me { __typename: username account { currency } } }',
      { __typename: 'ada', account: { currency: 'USD' } },
    ],
    [
      'a key, another object',
      '{ me { id: account { id: currency } username } }',
      { id: { id: 'USD' }, username: 'ada' },
    ],
    [
      'the names of the engine',
      '{ me { _own0: username id: role account { currency } } }',
      { _own0: 'ada', id: 'CUSTOMER', account: { currency: 'USD' } },
    ],
  ] as const)('%s is answered as what it is', async ([, query, me]) => {
    expect((await world.ask(query)).body).toEqual({ data: { me } });
  });

  test('a key is told of its fault under the name that the client gave it', async () => {
    world.subgraphs.accounts.intercept = (_, response) => void response.writeHead(502).end();
    const { body } = await world.ask('{ me { __typename: username id: account { currency } } }');
    expect(body.data).toEqual({ me: { __typename: 'ada', id: null } });
    expect(body.errors).toMatchObject([{ path: ['me', 'id'], extensions: { code: 'SERVICE_UNAVAILABLE' } }]);
  });
});

describe('a mutation', () => {
  const INPUT = '(input: { lines: [{ sku: "A", quantity: 1 }] })';
  const SAME = '(input: { lines: [{ quantity: 1, sku: "A" }] })';
  test.for([
    ['as an alias', `placeOrder${INPUT} { order { id } } placeOrder: placeOrder${INPUT} { order { number } }`],
    ['in a fragment', `...F placeOrder: placeOrder${INPUT} { order { number } }`],
    ['with its input in another order', `placeOrder${INPUT} { order { id } } placeOrder${SAME} { order { number } }`],
  ] as const)('under its own name %s runs once', async ([, fields]) => {
    world.ran.length = 0;
    const fragment = fields.includes('...F') ? `fragment F on Mutation { placeOrder${INPUT} { order { id } } }` : '';
    const { body } = await world.ask(`mutation { ${fields} } ${fragment}`);
    expect(body).toEqual({ data: { placeOrder: { order: { id: ORDER, number: 'A-1' } } } });
    expect(world.ran).toEqual(['placeOrder']);
  });

  test('is answered to its end before the next one runs', async () => {
    world.ran.length = 0;
    world.subgraphs.accounts.intercept = (_, response) => {
      world.ran.push('payment');
      sendJson(response, 200, { data: { _entities: [{ payment: null }] } });
    };
    const fields = `placeOrder${INPUT} { order { payment { id } } }`;
    const { body } = await world.ask(`mutation { __typename a: ${fields} ... { b: ${fields} } }`);
    const answer = { order: { payment: null } };
    expect(body).toEqual({ data: { __typename: 'Mutation', a: answer, b: answer } });
    expect(world.ran).toEqual(['placeOrder', 'payment', 'placeOrder', 'payment']);
  });
});

test('what the graph says about itself is answered in what a mutation returns, whatever its service calls the root type', async () => {
  const rooted = await startWorld({}, (sdl) =>
    sdl.replace(/^type UserPayload[^{]*{/m, (start) => `${start} query: Query @join__field(graph: USERS)`),
  );
  const query = { __typename: 'UsersQuery', me: { username: 'ada' } };
  rooted.subgraphs.users.intercept = (_, response) => sendJson(response, 200, { data: { updateProfile: { query } } });
  const asked = '{ __typename me { username } __type(name: "User") { name } }';
  const { body } = await rooted.ask(`mutation { updateProfile(input: { firstName: "Ada" }) { query ${asked} } }`);
  expect(body).toEqual({
    data: { updateProfile: { query: { __typename: 'Query', me: { username: 'ada' }, __type: { name: 'User' } } } },
  });
  await rooted.stop();
});

test('a variable may have any name', async () => {
  const query = `query ($representations: ID!, $__proto__: String!, $constructor: Boolean!) {
    order(id: $representations) { number payment @include(if: $constructor) { id } } __type(name: $__proto__) { name }
  }`;
  const variables: unknown = JSON.parse(`{ "representations": "${ORDER}", "__proto__": "User", "constructor": true }`);
  expect((await world.ask(query, variables)).body).toMatchObject({
    data: { order: { number: 'A-1', payment: {} }, __type: { name: 'User' } },
  });
  // Of an entity, whose question has a variable of this name itself.
  const ofEntity = 'query ($representations: Int) { me { orders(first: $representations) { nodes { number } } } }';
  expect((await world.ask(ofEntity, { representations: 1 })).body).toEqual({
    data: { me: { orders: { nodes: [{ number: 'A-1' }] } } },
  });
  const condition = 'query ($__proto__: Boolean!) { me { username @skip(if: $__proto__) id } }';
  const skipped = await world.ask(condition, JSON.parse('{ "__proto__": true }'));
  expect(skipped.body).toEqual({ data: { me: { id: USER } } });
});

test('a variable that is nested too deeply is refused, also where its type is', async () => {
  const deep = await startWorld({}, (sdl) =>
    sdl.replace('  me: User ', '  me(deep: Deep): User ').concat('input Deep @join__type(graph: USERS) { in: [Deep] }'),
  );
  const ask = (levels: number): Promise<Answer> => {
    const value = `${'{"in":'.repeat(levels)}null${'}'.repeat(levels)}`;
    const query = 'query ($deep: Deep) { me(deep: $deep) { username } }';
    return post(deep.url, `{ "query": ${JSON.stringify(query)}, "variables": { "deep": ${value} } }`);
  };
  expect((await ask(50_000)).body.errors).toMatchObject([{ extensions: { code: 'QUERY_TOO_LARGE' } }]);
  expect((await ask(3)).body.errors).not.toMatchObject([{ extensions: { code: 'QUERY_TOO_LARGE' } }]);
  await deep.stop();
});

describe('a value under many names', () => {
  const query = '{ me { a: username account { a: currency b: currency ...F } } } fragment F on Account { c: currency }';

  test('is fetched once', async () => {
    const bodies: string[] = [];
    world.subgraphs.accounts.intercept = async (request, response) => {
      bodies.push(await readBody(request));
      sendJson(response, 200, { data: { _entities: [{ account: { currency: 'USD' } }] } });
    };
    const { body } = await world.ask(query);
    expect(body).toEqual({ data: { me: { a: 'ada', account: { a: 'USD', b: 'USD', c: 'USD' } } } });
    expect(bodies.join().match(/currency/g)).toHaveLength(1);
  });

  test('has each of its names wherever a fragment is spread', async () => {
    const { body } = await world.ask(
      `{ me { ...F } user(id: "${USER}") { ...F } } fragment F on User { called: username }`,
    );
    expect(body).toEqual({ data: { me: { called: 'ada' }, user: { called: 'ada' } } });
  });

  test('is told of its fault under each', async () => {
    world.subgraphs.accounts.intercept = (_, response) =>
      sendJson(response, 200, {
        data: { _entities: [{ account: null }] },
        errors: [{ message: 'no', path: ['_entities', 0, 'account', 'currency'], extensions: { code: 'FORBIDDEN' } }],
      });
    const { body } = await world.ask(query);
    expect(body.errors?.map(({ path }) => path?.join('.'))).toEqual(
      ['a', 'b', 'c'].map((name) => `me.account.${name}`),
    );
  });
});

describe('what the graph does not have', () => {
  test.for(['subscription { x }', 'query A { me { id } } subscription B { x }'])(
    '%s does not pass validation',
    async (query) => {
      const { status, body } = await world.ask(query);
      expect([status, body.errors?.[0]?.extensions]).toEqual([200, { code: 'GRAPHQL_VALIDATION_FAILED' }]);
    },
  );
});

describe('what the graph says about itself', () => {
  test('is answered with everything that introspection can ask', async () => {
    const query = getIntrospectionQuery({
      oneOf: true,
      inputValueDeprecation: true,
      schemaDescription: true,
      specifiedByUrl: true,
      directiveIsRepeatable: true,
    });
    const { status, body } = await world.ask(query);
    expect([status, body.errors]).toEqual([200, undefined]);
    expect(body.data).toHaveProperty('__schema.types');
  });

  test('is answered beside data, under any name', async () => {
    const { body } = await world.ask(
      '{ id: __type(name: "User") { isOneOf } me { username } __typename: __schema { queryType { name } } }',
    );
    expect(body).toEqual({
      data: { id: { isOneOf: null }, me: { username: 'ada' }, __typename: { queryType: { name: 'Query' } } },
    });
  });
});

describe('a condition', () => {
  test('that is null is an error, though its variable has a default', async () => {
    const { body } = await world.ask('query ($b: Boolean = true) { me @include(if: $b) { username } }', { b: null });
    expect(body).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT', field: 'if' } }] });
    expect(body.data).toBeUndefined();
  });

  test('that leaves nothing of an object leaves the object', async () => {
    const { body } = await world.ask('query ($b: Boolean!) { me { username @include(if: $b) } }', { b: false });
    expect(body).toEqual({ data: { me: {} } });
  });
});

describe('ten thousand errors', () => {
  const LINES = 10_000;
  test('are told as a hundred and how many more, in linear time', async () => {
    const { orders, products } = world.subgraphs;
    const lines = Array.from({ length: LINES }, (_, index) => ({
      product: { __typename: 'Product', id: String(index) },
    }));
    orders.intercept = (_, response) => sendJson(response, 200, { data: { order: { lines } } });
    products.intercept = (_, response) => void response.writeHead(502).end();
    const { body, text } = await world.ask(`{ order(id: "${ORDER}") { lines { product { name sku } } } }`);
    expect(body.errors).toHaveLength(101);
    expect(body.errors?.at(-1)).toEqual({
      message: `and ${LINES - 100} more`,
      extensions: { code: 'SERVICE_UNAVAILABLE' },
    });
    expect(body.errors?.every(({ extensions }) => extensions['code'] === 'SERVICE_UNAVAILABLE')).toBe(true);
    expect(text.length).toBeLessThan(400_000);
  });
});
