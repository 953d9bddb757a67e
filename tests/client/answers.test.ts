import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { parse } from 'graphql';
import { describe, expect, expectTypeOf, test } from 'vitest';
import * as generated from '../../client/generated/graphql.ts';
import { createClient, each, unwrap } from '../../client/index.ts';
import type { Operation, Page, Product, UserErrorCodes } from '../../client/index.ts';
import { errorAnswer, type Said } from './graph-server.ts';
import { clientOf, DEPOSITED, errorFrom, HUNDRED, inTurn, ME, USER } from './world.ts';

describe('a mutation', () => {
  const userErrors = [{ code: 'INSUFFICIENT_FUNDS', message: 'Not enough.', field: ['input', 'amount'] }];
  const refused = { body: { data: { withdraw: { account: null, operation: null, userErrors } } } };

  test('that succeeds is ok and holds what it made, without the codes of other mutations', async () => {
    const { client } = await clientOf(() => DEPOSITED);
    const result = await client.deposit(HUNDRED);
    const made = { account: { id: 'a', currency: 'USD' }, operation: { id: 'o', type: 'DEPOSIT' } };
    expect(result).toEqual({ ok: true, ...made });
    if (result.ok) expectTypeOf(result.operation).toEqualTypeOf<Operation>();
    else expectTypeOf(result.userErrors[0].code).toEqualTypeOf<UserErrorCodes['deposit']>();
    expect(unwrap(result).account.id).toBe('a');
  });

  test('that is refused is a value; unwrap throws it', async () => {
    const { client } = await clientOf(() => refused);
    const error = { code: 'INSUFFICIENT_FUNDS', message: 'Not enough.', field: 'input.amount' };
    expect(await client.withdraw(HUNDRED)).toEqual({ ok: false, userErrors: [error] });
    expect(await errorFrom(client.withdraw(HUNDRED).then(unwrap))).toMatchObject(error);
  });

  test('that gives neither a result nor an error is a BAD_RESPONSE', async () => {
    const empty = { account: null, operation: null, userErrors: [] };
    const { client } = await clientOf(
      inTurn({ body: { data: { deposit: null } } }, { body: { data: { deposit: empty } } }),
    );
    expect(await errorFrom(client.deposit(HUNDRED))).toMatchObject({ code: 'BAD_RESPONSE' });
    expect(await errorFrom(client.deposit(HUNDRED))).toMatchObject({ code: 'BAD_RESPONSE' });
  });
});

describe('an error', () => {
  test('has code, message, field, status, request id, all errors and the data there is', async () => {
    const answer = errorAnswer('BAD_USER_INPUT', { field: 'first' }, { products: null });
    const { client } = await clientOf(() => ({ ...answer, headers: { 'x-request-id': 'request-7' } }));
    const error = await errorFrom(client.products({ first: 0 }));
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({
      name: 'OrdergraphError',
      code: 'BAD_USER_INPUT',
      message: 'It is BAD_USER_INPUT.',
      field: 'first',
      status: 200,
      requestId: 'request-7',
      errors: [{ extensions: { field: 'first' } }],
      data: { products: null },
    });
  });

  test.each([
    ['HTTP 200 with a page of HTML', { body: '<html>' }, 'BAD_RESPONSE'],
    ['HTTP 404 without a body', { status: 404, body: '' }, 'BAD_RESPONSE'],
    ['JSON of another API', { body: [1] }, 'BAD_RESPONSE'],
    ['malformed errors', { body: { errors: ['x'] } }, 'BAD_RESPONSE'],
    ['neither data nor errors', { body: { data: null } }, 'BAD_RESPONSE'],
    ['HTTP 401 from a proxy', { status: 401, body: 'no' }, 'UNAUTHENTICATED'],
  ])('comes of %s', async (_, said, code) => {
    const { client, graph } = await clientOf(() => said);
    expect(await errorFrom(client.me())).toMatchObject({ code });
    expect(graph.asked).toHaveLength(1);
  });

  test('comes of an anonymous request for one’s own account or messages', async () => {
    const { client } = await clientOf(() => ({ body: { data: { me: null } } }));
    expect(await client.me()).toBeNull();
    for (const call of [client.account(), client.accounts(), client.notifications()]) {
      expect(await errorFrom(call)).toMatchObject({ code: 'UNAUTHENTICATED' });
    }
  });
});

describe('a document of the caller’s own', () => {
  interface Names {
    me: { username: string } | null;
  }

  test('may be a text, whose data is unknown', async () => {
    const { client, graph } = await clientOf(() => ME);
    const data = await client.request('query Mine($a: Int) { me { username } }', { a: 1 });
    expectTypeOf(data).toBeUnknown();
    expect(data).toEqual({ me: USER });
    expect(graph.asked[0]).toMatchObject({ query: 'query Mine($a: Int) { me { username } }', variables: { a: 1 } });
  });

  test('may be a TypedDocumentString, whose variables and data have their types', async () => {
    const { client } = await clientOf(() => ME);
    const document = new generated.TypedDocumentString<Names, { a: number }>('query Mine($a: Int) { me { username } }');
    const data = await client.request(document, { a: 1 });
    expectTypeOf(data).toEqualTypeOf<Names>();
    expect(data.me?.username).toBe('ada');
    // @ts-expect-error -- The types must refuse this call: a required variable is missing.
    void client.request(document).catch(() => undefined);
    // @ts-expect-error -- The types must refuse this call: the variable is a number.
    void client.request(document, { a: 'one' }).catch(() => undefined);
  });

  test('may be a TypedDocumentNode, which is printed', async () => {
    const { client, graph } = await clientOf(() => ME);
    const document: TypedDocumentNode<Names, Record<string, never>> = parse('query Mine { me { username } }');
    const data = await client.request(document);
    expectTypeOf(data).toEqualTypeOf<Names>();
    expect(graph.asked[0]?.query).toBe('query Mine { me { username } }');
  });

  test('needs no variables where all of them may be left out', async () => {
    const { client, graph } = await clientOf(() => ({ body: { data: { products: { nodes: [] } } } }));
    await client.request(generated.ProductsDocument);
    await client.request(generated.ProductsDocument, { first: 1 }, { headers: { 'x-request-id': 'mine' } });
    expect(graph.asked.map(({ variables, headers }) => [variables, headers['x-request-id']])).toEqual([
      [{}, undefined],
      [{ first: 1 }, 'mine'],
    ]);
  });

  test('may be answered in part', async () => {
    const data = { me: USER, products: null };
    const said = errorAnswer('SERVICE_UNAVAILABLE', {}, data);
    const retry = { attemptsMax: 2, baseMs: 1 };
    const { client, graph } = await clientOf(inTurn(said, said, errorAnswer('BAD_USER_INPUT', {}, null)), { retry });
    const document = '{ me { id } products { nodes { id } } }';
    const errors = [{ extensions: { code: 'SERVICE_UNAVAILABLE' } }];
    expect(await client.requestPartial(document)).toMatchObject({ data, errors });
    expect(graph.asked).toHaveLength(2);
    expect(await errorFrom(client.requestPartial(document))).toMatchObject({ code: 'BAD_USER_INPUT' });
  });
});

test('a list is read page after page', async () => {
  const page = (ids: string[], endCursor: string | null): Said => {
    const pageInfo = { hasNextPage: endCursor !== null, endCursor };
    return { body: { data: { products: { nodes: ids.map((id) => ({ id })), pageInfo } } } };
  };
  const { client, graph } = await clientOf(inTurn(page(['3', '2'], 'after-2'), page(['1'], null)));
  const ids: string[] = [];
  for await (const product of each(client.products, { search: 'mug' })) {
    expectTypeOf(product).toEqualTypeOf<Product>();
    ids.push(product.id);
  }
  expect(ids).toEqual(['3', '2', '1']);
  expect(graph.asked.map(({ variables }) => variables)).toEqual([
    { first: 100, search: 'mug' },
    { first: 100, search: 'mug', after: 'after-2' },
  ]);
  // @ts-expect-error -- The types must refuse this call: the list has no such variable.
  each(client.products, { serach: 'mug' });
  expectTypeOf(client.products).returns.resolves.toEqualTypeOf<Page<Product>>();
});

test('there is a method for every operation', () => {
  const client = createClient({ url: 'http://127.0.0.1:1/graphql' });
  const operations = Object.keys(generated)
    .filter((name) => name.endsWith('Document'))
    .map((name) => name.charAt(0).toLowerCase() + name.slice(1).replace(/Document$/, ''));
  expect(operations.length).toBeGreaterThan(30);
  // Tokens are renewed by themselves, and waitForOrder asks for the status.
  const missing = operations.filter((name) => !(name in client) && name !== 'refreshTokens' && name !== 'orderStatus');
  expect(missing).toEqual([]);
});
