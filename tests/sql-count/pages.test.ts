import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Caller } from '#platform/token.ts';
import { ordersByIds } from '../../subgraphs/products/rows.ts';
import { openStores } from './databases.ts';
import type { Stores } from './databases.ts';
import { fillMarket } from './market.ts';
import { startWorld } from './world.ts';
import type { Counts, Measured, World } from './world.ts';

/** The longest page there is; there are as many customers and orders, so that every page is full. */
const PAGE_MAX = 100;
const PAGES = [10, 50, PAGE_MAX];

let stores: Stores;
let world: World;
let regular: Caller;
beforeAll(async () => {
  stores = await openStores();
  ({ regular } = await fillMarket(stores, PAGE_MAX));
  world = await startWorld(stores);
}, 180_000);
afterAll(async () => {
  await world?.stop();
  await stores?.close();
});

const ORDER = `number status total { amount } failure { code } timeline { status at }
  lines { sku quantity unitPrice { amount } product { name price { amount } stock { available } } }
  payment { status amount { amount } }
  reservations { status quantity product { sku } order { number } }
  notifications { type status recipient { username } }
  customer { username account { available { amount } } }`;
const ACCOUNT = 'balance { amount currency } held { amount } owner { username }';

/** Each page by its query, how many rows it shows at a path of its answer, and the statements it costs, however long it is. */
const QUERIES: readonly {
  readonly name: string;
  readonly query: string;
  readonly nodes: RegExp;
  readonly asks: 'an administrator' | 'a customer';
  readonly costs: Counts;
}[] = [
  {
    name: 'orders with product, payment, reservations, notifications and customer',
    query: `query ($first: Int!) { orders(first: $first) { nodes { ${ORDER} } edges { cursor node { id } } pageInfo { hasNextPage } } }`,
    nodes: /"number":"[^"]+","status":"CONFIRMED","total":\{/g,
    asks: 'an administrator',
    costs: { users: 2, accounts: 2, products: 3, orders: 4, notifications: 1 },
  },
  {
    name: 'users with accounts, operations, orders and notifications',
    query: `query ($first: Int!) { users(first: $first) { nodes {
      email account { ${ACCOUNT} } accounts { ${ACCOUNT} operations(first: 5) { nodes { type amount { amount } order { number } } } }
      orders(first: 3) { nodes { ${ORDER} } pageInfo { hasNextPage } }
      notifications(first: 3) { nodes { type subject order { number } } } } } }`,
    nodes: /"email":/g,
    asks: 'an administrator',
    costs: { users: 4, accounts: 4, products: 3, orders: 6, notifications: 2 },
  },
  {
    name: 'operations of an account with their orders',
    query: `query ($first: Int!) { me { accounts { ${ACCOUNT} }
      account { operations(first: $first) { nodes { type balanceAfter { amount } order { ${ORDER} } } } } } }`,
    nodes: /"type":"(?:DEPOSIT|PAYMENT)"/g,
    asks: 'a customer',
    costs: { users: 4, accounts: 4, products: 3, orders: 4, notifications: 1 },
  },
];

const ask = (query: (typeof QUERIES)[number], first: number, of: World = world): Promise<Measured> =>
  of.ask(query.asks === 'a customer' ? { userId: regular.id } : { role: 'ADMIN' }, query.query, { first });

describe.for(QUERIES)('a page of $name', (query) => {
  test.for(PAGES)('of %d costs a fixed number of statements', async (first) => {
    const { data, counts } = await ask(query, first);
    expect(JSON.stringify(data).match(query.nodes)).toHaveLength(first);
    expect(counts).toEqual(query.costs);
  });
});

test('control: what is not read in batches is noticed', async () => {
  const broken = await startWorld(stores, {
    productsContext: (context) => {
      const order = { load: async (id: string) => (await ordersByIds(stores.products.database, [id]))[0] ?? null };
      return { ...context, load: { ...context.load, order } };
    },
  });
  const [orders] = QUERIES;
  if (orders === undefined) throw new Error('there is no query');
  const costs = [await ask(orders, 10, broken), await ask(orders, 50, broken)].map(({ counts }) => counts.products);
  // One statement for each order where there was one for all, at the least.
  expect(costs[0]).toBeGreaterThanOrEqual(orders.costs.products + 9);
  expect(costs[1]).toBeGreaterThanOrEqual(orders.costs.products + 49);
  await broken.stop();
});
