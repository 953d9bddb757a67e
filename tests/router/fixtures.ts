import { GraphQLError } from 'graphql';
import type { Service } from '#platform/config.ts';
import type { Resolvers } from './test-subgraph.ts';

/** Ids that the services here know. */
export const ORDER = '01900000-0000-7000-8000-000000000001';
export const USER = '01900000-0000-7000-8000-000000000002';
export const MISSING = '01900000-0000-7000-8000-00000000dead';
export const PRODUCTS = ['01900000-0000-7000-8000-0000000000a1', '01900000-0000-7000-8000-0000000000a2'] as const;
const NOW = '2026-03-01T09:30:00.000Z';
const MONEY = { amount: '200.50', currency: 'USD' };

const user = (id: string) => ({
  __typename: 'User',
  id,
  username: 'ada',
  email: 'ada@example.com',
  firstName: null,
  lastName: null,
  phone: null,
  role: 'CUSTOMER',
  locale: 'EN',
  active: true,
  createdAt: NOW,
});
const order = (id: string, productIds: readonly string[]) => ({
  id,
  number: 'A-1',
  customer: { id: USER },
  status: 'CONFIRMED',
  total: MONEY,
  failure: null,
  timeline: [{ status: 'PENDING', at: NOW, detail: null }],
  pollAfterMs: null,
  createdAt: NOW,
  updatedAt: NOW,
  lines: productIds.map((productId) => ({
    productId,
    sku: 'SKU',
    product: { id: productId },
    quantity: 1,
    unitPrice: MONEY,
    lineTotal: MONEY,
  })),
});
const product = (id: string) => ({
  id,
  sku: `SKU-${id.slice(-2)}`,
  name: 'Lamp',
  description: null,
  price: MONEY,
  status: 'ACTIVE',
  stock: { onHand: 10, reserved: 2, available: 8 },
  createdAt: NOW,
  updatedAt: NOW,
});
const account = {
  id: '01900000-0000-7000-8000-0000000000ac',
  currency: 'USD',
  balance: MONEY,
  held: MONEY,
  available: MONEY,
  owner: { id: USER },
  operations: () => page([]),
};
const LINES = [PRODUCTS[0], PRODUCTS[1], PRODUCTS[0], PRODUCTS[0]];
const payment = { id: ORDER, status: 'CAPTURED', amount: MONEY, createdAt: NOW, updatedAt: NOW };

/** What a test asks a service to fail with, by the search text. */
const FAILURES: Record<string, () => never> = {
  forbidden: () => {
    throw new GraphQLError('You may not do this.', {
      extensions: { code: 'FORBIDDEN', secret: 'postgres://internal' },
    });
  },
  limited: () => {
    throw new GraphQLError('Too many attempts.', { extensions: { code: 'RATE_LIMITED', retryAfterSeconds: 7 } });
  },
  cursor: () => {
    throw new GraphQLError('after: must be a cursor', { extensions: { code: 'BAD_USER_INPUT', field: 'after' } });
  },
  bug: () => {
    throw new Error('SELECT * FROM users at postgres://10.0.0.7:5432 failed');
  },
  unknown: () => {
    throw new GraphQLError('connect ECONNREFUSED 10.0.0.7', { extensions: { code: 'SOMETHING_OF_OURS' } });
  },
};

const page = (nodes: unknown[]) => ({ nodes, edges: [], pageInfo: { hasNextPage: false, hasPreviousPage: false } });
const asItIs = async (reference: object): Promise<object> => reference;

/** What the services of a test did. */
export interface Records {
  /** Mutations that ran, by name. */
  readonly ran: string[];
  /** Ids of the products that were asked for, by request. */
  readonly productsAsked: string[][];
}

/** Resolvers that answer from fixtures. */
export const resolversOf = (records: Records): Record<Service, Resolvers> => {
  const run = (name: string, payload: unknown) => () => {
    records.ran.push(name);
    return payload;
  };
  return {
    users: {
      Query: {
        me: () => user(USER),
        user: (_: unknown, { id }: { id: string }) => user(id),
        users: (_: unknown, { search }: { search?: string }) => FAILURES[search ?? '']?.() ?? page([]),
      },
      Mutation: { requestPasswordReset: run('requestPasswordReset', { ok: true, userErrors: [] }) },
      User: { __resolveReference: async ({ id }: { id: string }) => user(id) },
    },
    accounts: {
      Mutation: { deposit: run('deposit', { account, operation: null, userErrors: [] }) },
      User: { __resolveReference: asItIs, account: () => account, accounts: () => [account] },
      Order: { __resolveReference: asItIs, payment: () => payment },
    },
    products: productsOf(records),
    orders: {
      Query: {
        order: (_: unknown, { id }: { id: string }) => order(id, id === MISSING ? [PRODUCTS[0], MISSING] : LINES),
        orders: () => page([order(ORDER, LINES), order(USER, LINES)]),
      },
      Mutation: { placeOrder: run('placeOrder', { order: order(ORDER, LINES), userErrors: [] }) },
      Order: { __resolveReference: async ({ id }: { id: string }) => order(id, LINES) },
      User: { __resolveReference: asItIs, orders: () => page([order(ORDER, LINES)]) },
    },
    notifications: {
      Mutation: { sendNotification: run('sendNotification', { notification: null, userErrors: [] }) },
      Order: { __resolveReference: asItIs, notifications: () => [] },
      User: { __resolveReference: asItIs },
    },
  };
};

function productsOf({ productsAsked }: Records): Resolvers {
  const askedIn = new WeakMap<object, string[]>();
  return {
    Query: {
      product: (_: unknown, { id }: { id: string }) => product(id),
      products: () => page(PRODUCTS.map(product)),
    },
    Product: {
      __resolveReference: async ({ id }: { id: string }, request: object) => {
        const asked = askedIn.get(request) ?? [];
        if (asked.length === 0) productsAsked.push(asked);
        askedIn.set(request, asked);
        asked.push(id);
        return id === MISSING ? null : product(id);
      },
    },
    Order: {
      __resolveReference: asItIs,
      // What the schema does not allow: a reservation without its product.
      reservations: () => [{ id: ORDER, quantity: 1, status: 'COMMITTED', product: null, createdAt: NOW }],
    },
  };
}
