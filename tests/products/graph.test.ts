import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { callerOf } from '../kit/world.ts';
import type { Answer, Graph, Who } from '../kit/graph.ts';
import { admin, newOrder, openShelf } from './shelf.ts';
import type { Shelf, TestOrder } from './shelf.ts';

const TEXT: unknown = expect.any(String);
const INSTANT: unknown = expect.stringMatching(/^\d{4}-.*Z$/);

let world: Shelf;
let graph: Graph;
beforeAll(async () => {
  world = await openShelf();
  graph = await world.serve();
});
afterAll(() => world.close());

const customerOf = ({ customerId: id }: TestOrder): Who => ({ id });

const ENTITIES = `... on Order { id reservations { id quantity status product { name } order { id } expiresAt } }
  ... on Product { id name price { amount currency } stock { onHand reserved available } }`;
const entities = (who: Who, ...references: { __typename: string; id: string }[]): Promise<Answer> =>
  graph.entities(who, references, ENTITIES);
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
    const answer = await graph.ask(
      admin,
      `mutation ($input: CreateProductInput!) { createProduct(input: $input) {
        product { sku name description price { amount currency } status stock { onHand reserved available } createdAt updatedAt }
        userErrors { code message field } } }`,
      { input: { sku: 'GRAPH-1', name: 'Dinar mug', price: { amount: '1.5', currency: 'KWD' }, onHand: 3 } },
    );
    expect(answer.faults).toEqual([]);
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
    const { data } = await graph.ask(admin, `mutation { first: ${reserve} second: ${reserve} }`);
    expect(data).toEqual({
      first: { reservation: { product: { stock: { reserved: 2 } } } },
      second: { reservation: { product: { stock: { reserved: 4 } } } },
    });
  });

  test('show the catalogue to all callers, archived products too where they are asked for by id or SKU', async () => {
    const mug = await world.product();
    await graph.ask(admin, 'mutation ($id: ID!) { archiveProduct(id: $id) { product { status } } }', { id: mug.id });
    const query =
      'query ($id: ID!, $sku: String!) { byId: product(id: $id) { status } bySku: product(sku: $sku) { status } products { nodes { id } edges { cursor } pageInfo { hasNextPage } } }';
    const { data, faults } = await graph.ask(null, query, { id: mug.id, sku: mug.sku });
    expect(faults).toEqual([]);
    expect(data).toMatchObject({ byId: { status: 'ARCHIVED' }, bySku: { status: 'ARCHIVED' } });
    expect(JSON.stringify(data?.['products'])).not.toContain(mug.id);
  });

  test('look a reservation up', async () => {
    const order = await reservedOrder([(await world.product()).sku]);
    const [reservation] = await world.reservationsOf(order.orderId);
    const query = 'query ($id: ID!) { reservation(id: $id) { status quantity order { id } product { name } } }';
    expect((await graph.ask(admin, query, { id: reservation?.id })).data?.['reservation']).toEqual({
      status: 'ACTIVE',
      quantity: 1,
      order: { id: order.orderId },
      product: { name: 'Blue mug' },
    });
    expect((await graph.ask(admin, query, { id: uuidv7() })).data).toEqual({ reservation: null });
  });

  test('name the field of what is malformed', async () => {
    const answers = await Promise.all([
      graph.ask(null, '{ product(id: "x") { id } }'),
      graph.ask(null, '{ product { id } }'),
      graph.ask(null, '{ products(after: "x") { nodes { id } } }'),
      graph.ask(admin, 'mutation { setStock(input: {sku: "X", onHand: -1}) { userErrors { code } } }'),
    ]);
    expect(answers.flatMap(({ faults }) => faults)).toEqual([
      'BAD_USER_INPUT id',
      'BAD_USER_INPUT id',
      'BAD_USER_INPUT after',
      'BAD_USER_INPUT input.onHand',
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
    for (const who of [customerOf(order), admin]) {
      const { data, faults } = await entities(who, orderOf(order.orderId));
      expect(faults).toEqual([]);
      expect(data?.['_entities']).toEqual([expected]);
    }
  });

  test('are null for another customer also when the order was rejected, and none where nothing was asked for yet', async () => {
    const rejected = await reservedOrder(['NO-SUCH-SKU']);
    expect((await entities(customerOf(rejected), orderOf(rejected.orderId))).data?.['_entities']).toEqual([
      { id: rejected.orderId, reservations: [] },
    ]);
    expect((await entities(callerOf(), orderOf(rejected.orderId))).data?.['_entities']).toEqual([null]);
    const unknown = newOrder();
    expect((await entities(customerOf(unknown), orderOf(unknown.orderId))).data?.['_entities']).toEqual([
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
    const { data, faults } = await entities(callerOf(), ...references);
    expect(faults).toEqual([]);
    expect(data?.['_entities']).toEqual([null, null, null, expect.objectContaining({ id: mug.id, name: 'Blue mug' })]);
  });
});

describe('a page of orders', () => {
  test('costs a fixed number of statements, however long it is', async () => {
    const products = await Promise.all(Array.from({ length: 50 }, () => world.product({ onHand: 100 })));
    const orders: TestOrder[] = [];
    for (const { sku } of products) orders.push(await reservedOrder([sku, products[0]?.sku ?? '']));
    const statementsFor = async (count: number): Promise<number> => {
      world.statements.length = 0;
      const references = [
        ...orders.slice(0, count).map(({ orderId }) => orderOf(orderId)),
        ...products.slice(0, count).map(({ id }) => ({ __typename: 'Product', id })),
      ];
      const { data, faults } = await entities(admin, ...references);
      expect(faults).toEqual([]);
      expect(data?.['_entities']).toHaveLength(2 * count);
      return world.statements.length;
    };
    expect(await statementsFor(2)).toBe(3);
    expect(await statementsFor(50)).toBe(3);
  });
});
