import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import {
  AccountDocument,
  NotificationsDocument,
  OrdersDocument,
  ProductsDocument,
  UsersDocument,
} from '../../client/generated/graphql.ts';
import { stockArticle } from '../kit/shop.ts';
import type { Article } from '../kit/shop.ts';
import type { GraphqlError } from '../kit/visitor.ts';
import { ids, lookups, money, orderLines } from './bad-input/cases.ts';
import type { BadInput, Known } from './bad-input/cases.ts';
import { byLiteral, byVariable } from './bad-input/documents.ts';
import type { Request } from './bad-input/documents.ts';
import { longLists } from './bad-input/lists.ts';
import { storedRows } from './bad-input/stored-rows.ts';
import { people, things } from './bad-input/texts.ts';
import { openWorld } from './operations/world.ts';
import type { Person, World } from './operations/world.ts';

let world: World;
let customer: Person;
let article: Article;
/** What stood in every table before. */
let before: Record<string, string>;
/** Cursors that the lists of the graph have given. */
let cursors: Record<string, string>;
let operationsOfAnother: string | null | undefined;

/** Stands in the cases for what is only known once the system runs. */
const KNOWN: Known = {
  productId: 'ffffffff-0000-7000-8000-00000000000a',
  sku: 'KNOWN-SKU',
  userId: 'ffffffff-0000-7000-8000-00000000000b',
};
const CURSORS = { products: 'CURSOR-OF-PRODUCTS', orders: 'CURSOR-OF-ORDERS', users: 'CURSOR-OF-USERS' };

beforeAll(async () => {
  world = await openWorld();
  customer = await world.customerWith('100.00');
  article = await stockArticle(world.admin, '10.00', 5);
  const order = await customer.settled(await customer.placeOrder([{ sku: article.sku, quantity: 1 }]));
  expect(order.status).toBe('CONFIRMED');
  const first = { first: 1 };
  cursors = {
    products: (await world.admin.ask(ProductsDocument, first)).products?.pageInfo.endCursor ?? '',
    orders: (await world.admin.ask(OrdersDocument, first)).orders?.pageInfo.endCursor ?? '',
    users: (await world.admin.ask(UsersDocument, first)).users?.pageInfo.endCursor ?? '',
  };
  const { me } = await (await world.customerWith('1.00')).ask(AccountDocument, first);
  operationsOfAnother = me?.account?.operations.pageInfo.endCursor;
  expect(operationsOfAnother).toBeTypeOf('string');
  // Until the last mail is sent and noted.
  const sent = async () =>
    (await customer.ask(NotificationsDocument, {})).me?.notifications?.nodes.map(({ status }) => status);
  await vi.waitFor(async () => expect(await sent()).toEqual(['SENT', 'SENT', 'SENT']), {
    timeout: 30_000,
    interval: 200,
  });
  before = await storedRows(world);
  expect(Object.keys(before).length).toBeGreaterThan(20);
});
afterAll(() => world?.close());

/** The case with what there really is. */
function real(input: BadInput): BadInput {
  const names = new Map<string, string | undefined>([
    [KNOWN.productId, article.id],
    [KNOWN.productId.toUpperCase(), article.id.toUpperCase()],
    [KNOWN.sku, article.sku],
    [KNOWN.userId, customer.id],
    [CURSORS.products, cursors['products']],
    [CURSORS.orders, cursors['orders']],
    [CURSORS.users, cursors['users']],
  ]);
  const replace = (value: unknown): unknown => {
    if (typeof value === 'string') return names.get(value) ?? value;
    if (Array.isArray(value)) return value.map(replace);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, replace(member)]));
  };
  return {
    ...input,
    args: Object.fromEntries(Object.entries(input.args).map(([name, value]) => [name, replace(value)])),
  };
}

const ask = ({ query, variables }: Request) => world.admin.send<Record<string, unknown>, unknown>(query, variables);

/** That the first error says that this field is wrong. */
function expectNamed(errors: readonly GraphqlError[] | undefined, field: string, codes: readonly string[]): void {
  const [error] = errors ?? [];
  expect(error?.extensions.field).toBe(field);
  expect(codes).toContain(error?.extensions.code);
  expect(error?.message.length).toBeGreaterThan(10);
  expect(error?.message.length).toBeLessThan(1_000);
}

const GROUPS: readonly (readonly [string, readonly BadInput[]])[] = [
  ['lines of an order', orderLines(KNOWN)],
  ['amounts', money(KNOWN)],
  ['ids', ids()],
  ['look-ups and pages', lookups(KNOWN, CURSORS)],
  ['what is said of people', people(KNOWN)],
  ['what is said of products and stock', things(KNOWN)],
];

describe.for(GROUPS)('%s', ([, cases]) => {
  test.for(cases.map((input) => [input.operation, input.what, input] as const))('%s: %s', async ([, , input]) => {
    const wrong = real(input);
    const { field, operation } = wrong;
    const { status, data, errors } = await ask(byVariable(wrong));
    expect(status).toBe(200);
    expect(data?.[operation] ?? null).toBeNull();
    expectNamed(errors, field, ['BAD_USER_INPUT']);
    expect(errors?.[0]?.message).toContain(field.split('.').at(-1));

    const inText = wrong.isForVariables ? { data, errors } : await ask(byLiteral(wrong));
    expect(inText.data?.[operation] ?? null).toBeNull();
    expectNamed(inText.errors, field, ['BAD_USER_INPUT', 'GRAPHQL_VALIDATION_FAILED']);
  });

  test('and nothing has changed', async () => {
    expect(await storedRows(world)).toEqual(before);
  });
});

describe('a list that is far too long', () => {
  const lists = longLists();

  test('is looked for in every list that the graph takes', () => {
    const fields = lists.map(({ field }) => field);
    expect(fields.toSorted()).toEqual(expect.arrayContaining(['input.lines', 'status', 'status', 'type']));
  });

  test.for(lists)('is refused by its name: $field of $query', async ({ query, variables, field }) => {
    const { status, errors } = await customer.send(query, variables);
    expect(status).toBe(200);
    expectNamed(errors, field, ['BAD_USER_INPUT']);
  });
});

describe('lists within a list of one’s own', () => {
  const lists = [
    ['orders', '{ me { orders(after: $after, first: $first) { nodes { id } } } }'],
    ['notifications', '{ me { notifications(after: $after, first: $first) { nodes { id } } } }'],
    ['operations', '{ me { account { operations(after: $after, first: $first) { nodes { id } } } } }'],
  ] as const;

  test.for(lists)('%s take neither a foreign cursor nor a page of no size', async ([, selection]) => {
    const query = `query ($after: String, $first: Int = 5) ${selection}`;
    const foreign = [cursors['products'], cursors['users'], operationsOfAnother, 'x', ''];
    for (const after of foreign) {
      const { errors } = await customer.send(query, { after });
      expectNamed(errors, 'after', ['BAD_USER_INPUT']);
    }
    for (const first of [0, 101, -1]) {
      const { errors } = await customer.send(query, { first });
      expectNamed(errors, 'first', ['BAD_USER_INPUT']);
    }
  });
});

describe('of two mutations in one document', () => {
  const first = 'first: deposit(input: { amount: { amount: "1.00", currency: "USD" } }) { operation { id } }';
  const both = (second: string) => ask({ query: `mutation { ${first} ${second} }`, variables: {} });
  const withdrawal = (amount: string) =>
    `withdraw(input: { amount: { amount: ${amount}, currency: "USD" } }) { operation { id } userErrors { code } }`;

  test('neither runs where the second is given a value that is not of its type', async () => {
    const { data, errors } = await both(withdrawal('"1,00"'));
    expect(data).toBeUndefined();
    expect(['BAD_USER_INPUT', 'GRAPHQL_VALIDATION_FAILED']).toContain(errors?.[0]?.extensions.code);
    expect(await storedRows(world)).toEqual(before);
  });

  test('the first has happened where the second is given a value that its service refuses', async () => {
    const { data, errors } = await both(withdrawal('"10.005"'));
    expect(data).toMatchObject({ first: { operation: {} }, withdraw: null });
    expectNamed(errors, 'input.amount.amount', ['BAD_USER_INPUT']);
    expect(errors?.[0]?.path).toEqual(['withdraw']);
  });

  test('and with something right, both run, and that is seen', async () => {
    const { data, errors } = await both(withdrawal('"1.00"'));
    expect(errors).toBeUndefined();
    expect(data).toMatchObject({ first: { operation: {} }, withdraw: { operation: {} } });
    expect(await storedRows(world)).not.toEqual(before);
  });
});

test('10 000 lines in the text of a query are more than a query may be', async () => {
  const lines = Array.from({ length: 10_000 }, (_, index) => `{ sku: "S${index}", quantity: 1 }`).join(' ');
  const query = `mutation { placeOrder(input: { lines: [${lines}] }) { order { id } } }`;
  const { status, data, errors } = await ask({ query, variables: {} });
  expect(status).toBe(400);
  expect(data).toBeUndefined();
  expect(errors?.[0]?.extensions.code).toBe('QUERY_TOO_LARGE');
});

test('a body that is larger than any honest one is refused as HTTP 413', async () => {
  const { status, errors } = await ask({ query: '{ me { id } }', variables: { unused: 'x'.repeat(1_000_000) } });
  expect(status).toBe(413);
  expect(errors?.[0]?.extensions.code).toBe('BAD_REQUEST');
});
