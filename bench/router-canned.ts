import type { Service } from '#platform/config.ts';
import type { buildSubgraphSchema } from '@apollo/subgraph';
import { customerId, orderId, productId } from './router-queries.ts';

type Module = Extract<
  Extract<Parameters<typeof buildSubgraphSchema>[0], readonly unknown[]>[number],
  { typeDefs: unknown }
>;

const ORDERS = 100;
const LINES = 3;
/** A catalogue of this size, and a shop of this many customers: they repeat on a page of a hundred orders. */
const PRODUCTS = 50;
const CUSTOMERS = 20;

const AT = new Date('2026-03-01T09:30:00.000Z');
const money = (amount: number) => ({ amount: amount.toFixed(2), currency: 'USD' });

const product = (id: string) => ({
  id,
  sku: `SKU-${id.slice(-4)}`,
  name: `A lamp of good make, number ${Number(id.slice(-11))}`,
  description: 'Brass, with a shade of paper. Two bulbs are included.',
  price: money(Number(id.slice(-11)) + 0.5),
  status: 'ACTIVE',
  stock: { onHand: 120, reserved: 20, available: 100 },
  createdAt: AT,
  updatedAt: AT,
});

const user = (id: string) => ({
  id,
  username: `customer-${Number(id.slice(-11))}`,
  email: `customer-${Number(id.slice(-11))}@example.com`,
  firstName: 'Ada',
  lastName: 'Lovelace',
  phone: null,
  role: 'CUSTOMER',
  locale: 'EN',
  active: true,
  createdAt: AT,
});

const order = (number: number) => ({
  id: orderId(number),
  number: `A-${number}`,
  customer: { __typename: 'User', id: customerId(number % CUSTOMERS) },
  status: 'CONFIRMED',
  total: money(number + 30),
  failure: null,
  timeline: ['PENDING', 'AWAITING_PAYMENT', 'CONFIRMED'].map((status) => ({ status, at: AT, detail: null })),
  pollAfterMs: null,
  createdAt: AT,
  updatedAt: AT,
  lines: Array.from({ length: LINES }, (_, line) => {
    const id = productId((number * LINES + line) % PRODUCTS);
    const { sku } = product(id);
    return { productId: id, sku, product: { id }, quantity: line + 1, unitPrice: money(10), lineTotal: money(20) };
  }),
});

const payment = (id: string) => ({
  id,
  status: 'CAPTURED',
  amount: money(30),
  declineCode: null,
  createdAt: AT,
  updatedAt: AT,
});

const account = (ownerId: string) => ({
  id: ownerId,
  currency: 'USD',
  balance: money(1_000),
  held: money(20),
  available: money(980),
});

interface Reference {
  readonly id: string;
}
const asItIs = async (reference: Reference): Promise<Reference> => reference;

/** Resolvers over constant data. */
export const cannedResolvers: Readonly<Record<Service, NonNullable<Module['resolvers']>>> = {
  users: { User: { __resolveReference: async ({ id }: Reference) => user(id) } },
  accounts: {
    User: { __resolveReference: asItIs, account: ({ id }: Reference) => account(id) },
    Order: { __resolveReference: asItIs, payment: ({ id }: Reference) => payment(id) },
  },
  products: {
    Query: { product: (_: unknown, { id }: Reference) => product(id) },
    Product: { __resolveReference: async ({ id }: Reference) => product(id) },
    Order: {
      __resolveReference: asItIs,
      reservations: ({ id }: Reference) =>
        Array.from({ length: LINES }, (_, line) => ({
          id,
          product: product(productId(line)),
          quantity: 1,
          status: 'COMMITTED',
          expiresAt: null,
          createdAt: AT,
        })),
    },
  },
  orders: {
    Query: {
      order: () => order(1),
      orders: () => ({
        nodes: Array.from({ length: ORDERS }, (_, number) => order(number)),
        edges: [],
        pageInfo: { hasNextPage: true, endCursor: 'b3JkZXI', hasPreviousPage: false, startCursor: null },
      }),
    },
    Order: { __resolveReference: async ({ id }: Reference) => order(Number(id.slice(-11))) },
    User: { __resolveReference: asItIs },
  },
  notifications: {
    Order: {
      __resolveReference: asItIs,
      notifications: ({ id }: Reference) => [
        {
          id,
          type: 'ORDER_CONFIRMED',
          status: 'SENT',
          subject: 'Your order is confirmed',
          message: 'Thank you. We are packing it now.',
          createdAt: AT,
          sentAt: AT,
          readAt: null,
        },
      ],
    },
    User: { __resolveReference: asItIs },
  },
};
