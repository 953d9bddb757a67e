import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createLog } from '#platform/log.ts';
import { startSubgraph } from '#platform/subgraph.ts';
import { createContext } from '../../subgraphs/products/context.ts';
import { owners, resolvers } from '../../subgraphs/products/resolvers.ts';
import { createIssuer } from '../kit/issuer.ts';
import type { Issuer } from '../kit/issuer.ts';
import { createWorld, newOrder } from './world.ts';
import type { TestOrder, World } from './world.ts';

const ROUTER_SECRET = 'the secret that the router and its subgraphs share';

/** What comes back over HTTP. */
const answerSchema = z.object({
  data: z.record(z.string(), z.unknown()).nullish(),
  errors: z.array(z.object({ message: z.string(), extensions: z.record(z.string(), z.unknown()) })).optional(),
});
type Answer = z.output<typeof answerSchema>;

const TEXT: unknown = expect.any(String);
const LIST: unknown = expect.any(Array);
const INSTANT: unknown = expect.stringMatching(/^\d{4}-.*Z$/);

let world: World;
let issuer: Issuer;
let url: string;
const statements: string[] = [];
const stops: (() => Promise<void>)[] = [];

beforeAll(async () => {
  world = await createWorld(statements);
  stops.push(world.end);
  issuer = await createIssuer();
  const http = await startSubgraph({
    schemaFile: new URL('../../subgraphs/products/schema.graphql', import.meta.url),
    resolvers,
    owners,
    contextOf: (request) => createContext(world.deps, request),
    verify: issuer.verify,
    routerSecret: ROUTER_SECRET,
    host: '127.0.0.1',
    port: 0,
    log: createLog('test', { LOG_LEVEL: 'silent', LOG_FORMAT: 'json' }),
    readiness: async () => [],
  });
  stops.push(http.stop);
  url = `http://127.0.0.1:${http.port}/graphql`;
});
afterAll(async () => {
  for (const stop of stops.toReversed()) await stop();
});

/** Somebody who asks: nobody in particular, a customer by id, or an administrator. */
type Who = 'anonymous' | 'admin' | { readonly customerId: string };

async function ask(who: Who, query: string, variables: Record<string, unknown> = {}): Promise<Answer> {
  const headers: Record<string, string> = { 'content-type': 'application/json', 'x-router-secret': ROUTER_SECRET };
  if (who !== 'anonymous') {
    const wish = who === 'admin' ? { role: 'ADMIN' } : { userId: who.customerId };
    headers['authorization'] = `Bearer ${await issuer.token(wish)}`;
  }
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query, variables }) });
  expect(response.status).toBe(200);
  return answerSchema.parse(await response.json());
}

const codesOf = ({ errors = [] }: Answer): unknown[] => errors.map(({ extensions }) => extensions['code']);

const ENTITIES =
  'query ($representations: [_Any!]!) { _entities(representations: $representations) { ...on Order { id reservations { id quantity status product { name } order { id } expiresAt } } ...on Product { id name price { amount currency } stock { onHand reserved available } } } }';
const entities = async (who: Who, ...representations: Record<string, unknown>[]): Promise<Answer> =>
  ask(who, ENTITIES, { representations });
const orderOf = (id: string) => ({ __typename: 'Order', id });

/** An order of a customer of its own with a reservation for each product. */
async function reservedOrder(skus: readonly string[]): Promise<TestOrder> {
  const order = newOrder();
  await world.reserve(
    order,
    skus.map((sku) => ({ sku, quantity: 1 })),
  );
  return order;
}

describe('products over HTTP', () => {
  test('answer an administrator’s mutations with the product as it is then', async () => {
    const answer = await ask(
      'admin',
      `mutation ($input: CreateProductInput!) { createProduct(input: $input) {
        product { sku name description price { amount currency } status stock { onHand reserved available } createdAt updatedAt }
        userErrors { code message field } } }`,
      { input: { sku: 'GRAPH-1', name: 'Dinar mug', price: { amount: '1.5', currency: 'KWD' }, onHand: 3 } },
    );
    expect(answer.errors).toBeUndefined();
    expect(answer.data?.['createProduct']).toEqual({
      product: {
        sku: 'GRAPH-1',
        name: 'Dinar mug',
        description: null,
        price: { amount: '1.500', currency: 'KWD' },
        status: 'ACTIVE',
        stock: { onHand: 3, reserved: 0, available: 3 },
        createdAt: INSTANT,
        updatedAt: INSTANT,
      },
      userErrors: [],
    });
  });

  test('show, of two mutations in one request, what each left', async () => {
    const { sku } = await world.product();
    const reserve = `reserveStock(input: {sku: "${sku}", quantity: 2}) { reservation { product { stock { reserved } } } }`;
    const { data } = await ask('admin', `mutation { first: ${reserve} second: ${reserve} }`);
    expect(data).toEqual({
      first: { reservation: { product: { stock: { reserved: 2 } } } },
      second: { reservation: { product: { stock: { reserved: 4 } } } },
    });
  });

  test('show the catalogue to everybody, archived products too where they are asked for by id or SKU', async () => {
    const mug = await world.product();
    await ask('admin', 'mutation ($id: ID!) { archiveProduct(id: $id) { product { status } } }', { id: mug.id });
    const query =
      'query ($id: ID!, $sku: String!) { byId: product(id: $id) { status } bySku: product(sku: $sku) { status } products { nodes { id } edges { cursor } pageInfo { hasNextPage } } }';
    const { data, errors } = await ask('anonymous', query, { id: mug.id, sku: mug.sku });
    expect(errors).toBeUndefined();
    expect(data).toMatchObject({ byId: { status: 'ARCHIVED' }, bySku: { status: 'ARCHIVED' } });
    expect(JSON.stringify(data?.['products'])).not.toContain(mug.id);
  });

  test.for<[string, string]>([
    [
      'createProduct',
      'createProduct(input: {sku: "X", name: "X", price: {amount: "1", currency: "USD"}}) { userErrors { code } }',
    ],
    ['updateProduct', 'updateProduct(input: {id: "ID"}) { userErrors { code } }'],
    ['archiveProduct', 'archiveProduct(id: "ID") { userErrors { code } }'],
    ['restoreProduct', 'restoreProduct(id: "ID") { userErrors { code } }'],
    ['setStock', 'setStock(input: {sku: "X", onHand: 1}) { userErrors { code } }'],
    ['adjustStock', 'adjustStock(input: {sku: "X", delta: 1}) { userErrors { code } }'],
    ['reserveStock', 'reserveStock(input: {sku: "X", quantity: 1}) { userErrors { code } }'],
    ['releaseStock', 'releaseStock(reservationId: "ID") { userErrors { code } }'],
  ])('let only an administrator %s', async ([name, field]) => {
    const mutation = `mutation { ${field.replace('ID', uuidv7())} }`;
    expect(codesOf(await ask('anonymous', mutation))).toEqual(['UNAUTHENTICATED']);
    expect(codesOf(await ask({ customerId: uuidv7() }, mutation))).toEqual(['FORBIDDEN']);
    expect((await ask('admin', mutation)).data?.[name]).toMatchObject({ userErrors: LIST });
  });

  test('let only an administrator look a reservation up', async () => {
    const order = await reservedOrder([(await world.product()).sku]);
    const [reservation] = await world.reservationsOf(order.orderId);
    const query = 'query ($id: ID!) { reservation(id: $id) { status quantity order { id } product { name } } }';
    const id = reservation?.id;
    expect(codesOf(await ask('anonymous', query, { id }))).toEqual(['UNAUTHENTICATED']);
    expect(codesOf(await ask(order, query, { id }))).toEqual(['FORBIDDEN']);
    expect((await ask('admin', query, { id })).data?.['reservation']).toEqual({
      status: 'ACTIVE',
      quantity: 1,
      order: { id: order.orderId },
      product: { name: 'Blue mug' },
    });
    expect((await ask('admin', query, { id: uuidv7() })).data).toEqual({ reservation: null });
  });

  test('name the field of what is malformed', async () => {
    const answers = await Promise.all([
      ask('anonymous', '{ product(id: "x") { id } }'),
      ask('anonymous', '{ product { id } }'),
      ask('anonymous', '{ products(after: "x") { nodes { id } } }'),
      ask('admin', 'mutation { setStock(input: {sku: "X", onHand: -1}) { userErrors { code } } }'),
    ]);
    expect(answers.flatMap(({ errors = [] }) => errors.map(({ extensions }) => extensions))).toEqual([
      { code: 'BAD_USER_INPUT', field: 'id' },
      { code: 'BAD_USER_INPUT', field: 'id' },
      { code: 'BAD_USER_INPUT', field: 'after' },
      { code: 'BAD_USER_INPUT', field: 'input.onHand' },
    ]);
  });
});

describe('the reservations of an order, by a reference sent straight here', () => {
  test('are shown to the customer and to an administrator', async () => {
    const order = await reservedOrder([(await world.product()).sku, (await world.product({ name: 'Green tea' })).sku]);
    const expected = {
      id: order.orderId,
      reservations: [
        {
          id: TEXT,
          quantity: 1,
          status: 'ACTIVE',
          product: { name: 'Blue mug' },
          order: { id: order.orderId },
          expiresAt: null,
        },
        {
          id: TEXT,
          quantity: 1,
          status: 'ACTIVE',
          product: { name: 'Green tea' },
          order: { id: order.orderId },
          expiresAt: null,
        },
      ],
    };
    for (const who of [order, 'admin'] as const) {
      const { data, errors } = await entities(who, orderOf(order.orderId));
      expect(errors).toBeUndefined();
      expect(data?.['_entities']).toEqual([expected]);
    }
  });

  test('are null for another customer, whatever the reference claims, and for nobody at all', async () => {
    const order = await reservedOrder([(await world.product()).sku]);
    const stranger = newOrder();
    const claim = { ...orderOf(order.orderId), customerId: stranger.customerId, ownerId: stranger.customerId };
    expect((await entities(stranger, claim)).data).toEqual({ _entities: [null] });
    const anonymous = await entities('anonymous', claim);
    expect(anonymous.data).toEqual({ _entities: [{ id: order.orderId, reservations: null }] });
    expect(codesOf(anonymous)).toEqual(['UNAUTHENTICATED']);
  });

  test('are null for another customer also when the order was rejected, and none where nothing was asked for yet', async () => {
    const rejected = await reservedOrder(['NO-SUCH-SKU']);
    expect((await entities(rejected, orderOf(rejected.orderId))).data?.['_entities']).toEqual([
      { id: rejected.orderId, reservations: [] },
    ]);
    expect((await entities(newOrder(), orderOf(rejected.orderId))).data?.['_entities']).toEqual([null]);
    const unknown = newOrder();
    expect((await entities(unknown, orderOf(unknown.orderId))).data?.['_entities']).toEqual([
      { id: unknown.orderId, reservations: [] },
    ]);
  });

  test('do not fail for references that are no ids', async () => {
    const mug = await world.product();
    const references = [
      orderOf('x'),
      { __typename: 'Product', id: "'; --" },
      { __typename: 'Product', id: uuidv7() },
      { __typename: 'Product', id: mug.id },
    ];
    const { data, errors } = await entities({ customerId: uuidv7() }, ...references);
    expect(errors).toBeUndefined();
    expect(data?.['_entities']).toEqual([null, null, null, expect.objectContaining({ id: mug.id, name: 'Blue mug' })]);
  });
});

describe('a page of orders', () => {
  test('costs a fixed number of statements, however long it is', async () => {
    const products = await Promise.all(Array.from({ length: 50 }, () => world.product({ onHand: 100 })));
    const orders: TestOrder[] = [];
    for (const { sku } of products) orders.push(await reservedOrder([sku, products[0]?.sku ?? '']));
    const statementsFor = async (count: number): Promise<number> => {
      statements.length = 0;
      const references = [
        ...orders.slice(0, count).map(({ orderId }) => orderOf(orderId)),
        ...products.slice(0, count).map(({ id }) => ({ __typename: 'Product', id })),
      ];
      const { data, errors } = await entities('admin', ...references);
      expect(errors).toBeUndefined();
      expect(data?.['_entities']).toHaveLength(2 * count);
      return statements.length;
    };
    expect(await statementsFor(2)).toBe(3);
    expect(await statementsFor(50)).toBe(3);
  });
});
