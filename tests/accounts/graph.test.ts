import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { AuthorizePayment, CapturePayment } from '#accounts/messages.ts';
import type { Caller } from '#platform/token.ts';
import { deposit, withdraw } from '../../subgraphs/accounts/use-cases/move-money.ts';
import { accounts } from '../kit/service-definitions.ts';
import { callerOf, openWorld, resultOf } from '../kit/world.ts';
import type { Graph } from '../kit/graph.ts';
import { figuresOf, money } from './ledger.ts';
import type { AccountsWorld } from './ledger.ts';

let world: AccountsWorld;
let graph: Graph;
beforeAll(async () => {
  world = await openWorld(accounts);
  graph = await world.serve();
});
afterAll(async () => {
  await world.close();
});

const admin = callerOf('ADMIN');
const usersOf = (...ids: string[]) => ({ of: ids.map((id) => ({ __typename: 'User', id })) });
const ordersOf = (...ids: string[]) => ({ of: ids.map((id) => ({ __typename: 'Order', id })) });
const entities = (fields: string): string => `query ($of: [_Any!]!) { _entities(representations: $of) { ${fields} } }`;

const ACCOUNT = entities(
  '... on User { account { currency balance { amount currency } held { amount } available { amount } } }',
);
const ACCOUNTS = entities('... on User { accounts { currency } }');
const PAYMENT = entities('... on Order { payment { status amount { amount currency } declineCode } }');

async function paidOrder(customer: Caller, amountMinor = 400n): Promise<string> {
  const orderId = uuidv7();
  const amount = { amountMinor, currency: 'USD' };
  await world.deliver(AuthorizePayment, { orderId, customerId: customer.id, amount });
  await world.deliver(CapturePayment, { orderId, customerId: customer.id });
  return orderId;
}

describe('deposit and withdraw', () => {
  const MOVE = (field: string): string => `mutation ($input: MoveMoneyInput!) { ${field}(input: $input) {
    account { balance { amount currency } owner { id } } operation { type amount { amount } balanceAfter { amount } order { id } createdAt }
    userErrors { code message field } } }`;

  test('answer with the account and the operation, in exactly the places of the currency', async () => {
    const caller = callerOf();
    await graph.ask(caller, MOVE('deposit'), { input: money('1.5', 'KWD') });
    const { data, faults } = await graph.ask(caller, MOVE('withdraw'), { input: money('0.25', 'KWD') });
    expect(faults).toEqual([]);
    const createdAt: unknown = expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/);
    expect(data).toEqual({
      withdraw: {
        account: { balance: { amount: '1.250', currency: 'KWD' }, owner: { id: caller.id } },
        operation: {
          type: 'WITHDRAWAL',
          amount: { amount: '0.250' },
          balanceAfter: { amount: '1.250' },
          order: null,
          createdAt,
        },
        userErrors: [],
      },
    });
  });

  test('answer with an error and nothing else where a rule forbids it', async () => {
    const { data, faults } = await graph.ask(callerOf(), MOVE('withdraw'), { input: money('1.00') });
    expect(faults).toEqual([]);
    const message = 'Only 0.00 USD is available.';
    expect(data).toEqual({
      withdraw: {
        account: null,
        operation: null,
        userErrors: [{ code: 'INSUFFICIENT_FUNDS', message, field: ['input', 'amount'] }],
      },
    });
  });

  test.each([
    ['an amount with too many places', money('10.005'), 'BAD_USER_INPUT input.amount.amount'],
    ['an amount of nothing', money('0'), 'BAD_USER_INPUT input.amount.amount'],
    ['an amount below zero', money('-1.00'), 'BAD_USER_INPUT input.amount.amount'],
    ['half a yen', money('0.5', 'JPY'), 'BAD_USER_INPUT input.amount.amount'],
    ['an amount with too many digits', money('12345678901234567890'), 'BAD_USER_INPUT input.amount.amount'],
    ['an empty key', { ...money('1'), idempotencyKey: ' ' }, 'BAD_USER_INPUT input.idempotencyKey'],
    ['an endless key', { ...money('1'), idempotencyKey: 'k'.repeat(256) }, 'BAD_USER_INPUT input.idempotencyKey'],
    ['a key with a null byte', { ...money('1'), idempotencyKey: 'a\u0000b' }, 'BAD_USER_INPUT input.idempotencyKey'],
  ])('refuse %s before anything happens', async (_, input, fault) => {
    const caller = callerOf();
    for (const field of ['deposit', 'withdraw']) {
      const { data, faults } = await graph.ask(caller, MOVE(field), { input });
      expect(data).toEqual({ [field]: null });
      expect(faults).toEqual([fault]);
    }
    expect(await figuresOf(world.database, caller.id)).toBeUndefined();
  });

  test('of one request see each other', async () => {
    const seen = `account { operations { nodes { balanceAfter { amount } } } owner { account { balance { amount } } } }`;
    const both = `mutation ($input: MoveMoneyInput!) {
      first: deposit(input: $input) { ${seen} } second: deposit(input: $input) { ${seen} } }`;
    const { data } = await graph.ask(callerOf(), both, { input: money('2.00') });
    const seenWith = (balance: string, ...history: string[]) => ({
      account: {
        operations: { nodes: history.map((amount) => ({ balanceAfter: { amount } })) },
        owner: { account: { balance: { amount: balance } } },
      },
    });
    expect(data).toEqual({ first: seenWith('2.00', '2.00'), second: seenWith('4.00', '4.00', '2.00') });
  });
});

describe("a user's account", () => {
  const empty = {
    currency: 'USD',
    balance: { amount: '0.00', currency: 'USD' },
    held: { amount: '0.00' },
    available: { amount: '0.00' },
  };

  test('in the default currency is there when its owner first looks', async () => {
    const [one, other] = [callerOf(), callerOf()];
    expect(await graph.ask(one, ACCOUNT, usersOf(one.id))).toEqual({
      data: { _entities: [{ account: empty }] },
      faults: [],
    });
    const listed = { data: { _entities: [{ accounts: [{ currency: 'USD' }] }] }, faults: [] };
    expect(await graph.ask(other, ACCOUNTS, usersOf(other.id))).toEqual(listed);
  });

  test('is opened once, however many look for it at once', async () => {
    const caller = callerOf();
    const answers = await Promise.all(Array.from({ length: 20 }, () => graph.ask(caller, ACCOUNT, usersOf(caller.id))));
    for (const answer of answers) expect(answer).toEqual({ data: { _entities: [{ account: empty }] }, faults: [] });
    expect(await world.prisma.account.count({ where: { ownerId: caller.id } })).toBe(1);
  });

  test('in another currency is null until there is one', async () => {
    const caller = callerOf();
    const inYen = entities('... on User { account(currency: "JPY") { balance { amount } } }');
    expect((await graph.ask(caller, inYen, usersOf(caller.id))).data).toEqual({ _entities: [{ account: null }] });
    await deposit(world.deps, caller, money('70', 'JPY'));
    expect((await graph.ask(caller, inYen, usersOf(caller.id))).data).toEqual({
      _entities: [{ account: { balance: { amount: '70' } } }],
    });
  });

  test('shows what is held for orders', async () => {
    const caller = callerOf();
    await deposit(world.deps, caller, money('10.00'));
    const amount = { amountMinor: 400n, currency: 'USD' };
    await world.deliver(AuthorizePayment, { orderId: uuidv7(), customerId: caller.id, amount });
    const { data } = await graph.ask(caller, ACCOUNT, usersOf(caller.id));
    const figures = {
      balance: { amount: '10.00', currency: 'USD' },
      held: { amount: '4.00' },
      available: { amount: '6.00' },
    };
    expect(data).toEqual({ _entities: [{ account: { currency: 'USD', ...figures } }] });
  });

  test('is not opened by others who look for it', async () => {
    const unknown = callerOf();
    for (const caller of [callerOf(), admin]) await graph.ask(caller, ACCOUNT, usersOf(unknown.id));
    expect(await figuresOf(world.database, unknown.id)).toBeUndefined();
  });

  test('of what is no user id is nobody', async () => {
    for (const caller of [admin, callerOf()]) {
      expect(await graph.ask(caller, ACCOUNT, usersOf('1; DROP TABLE accounts', ''))).toEqual({
        data: { _entities: [null, null] },
        faults: [],
      });
    }
  });
});

describe("an order's payment", () => {
  test('is null before the money was asked for, and of what is no order', async () => {
    const { data, faults } = await graph.ask(callerOf(), PAYMENT, ordersOf(uuidv7(), 'x'));
    expect({ data, faults }).toEqual({ data: { _entities: [{ payment: null }, null] }, faults: [] });
  });

  test('says why it was declined', async () => {
    const customer = callerOf();
    const orderId = uuidv7();
    const amount = { amountMinor: 400n, currency: 'EUR' };
    await world.deliver(AuthorizePayment, { orderId, customerId: customer.id, amount });
    expect((await graph.ask(customer, PAYMENT, ordersOf(orderId))).data).toMatchObject({
      _entities: [{ payment: { status: 'DECLINED', declineCode: 'ACCOUNT_NOT_FOUND' } }],
    });
  });
});

describe("an account's operations", () => {
  const OPERATIONS = entities(`... on User { account { operations(first: $first, after: $after, type: $type) {
      nodes { id type amount { amount } balanceAfter { amount } order { id payment { status } } }
      pageInfo { hasNextPage endCursor hasPreviousPage } } } }`).replace(
    '($of: [_Any!]!)',
    '($of: [_Any!]!, $first: Int, $after: String, $type: [OperationType!])',
  );
  const node = z.object({ id: z.string(), type: z.string(), balanceAfter: z.object({ amount: z.string() }) });
  const pageInfo = z.object({
    hasNextPage: z.boolean(),
    endCursor: z.string().nullable(),
    hasPreviousPage: z.boolean(),
  });
  const answer = z.object({
    _entities: z.tuple([z.object({ account: z.object({ operations: z.object({ nodes: z.array(node), pageInfo }) }) })]),
  });
  const pageOf = async (caller: Caller, args: Record<string, unknown> = {}) => {
    const { data, faults } = await graph.ask(caller, OPERATIONS, { ...usersOf(caller.id), ...args });
    expect(faults).toEqual([]);
    return answer.parse(data)._entities[0].account.operations;
  };

  test('are pages of one unbroken chain, newest first, though more are made meanwhile', async () => {
    const caller = callerOf();
    for (let made = 0; made < 7; made += 1) await deposit(world.deps, caller, money('1.00'));
    const seen: string[] = [];
    for (let after: string | null = null, more = true; more;) {
      const page: Awaited<ReturnType<typeof pageOf>> = await pageOf(caller, { first: 3, after });
      seen.push(...page.nodes.map(({ balanceAfter }) => balanceAfter.amount));
      expect(page.pageInfo.hasPreviousPage).toBe(after !== null);
      [after, more] = [page.pageInfo.endCursor, page.pageInfo.hasNextPage];
      await deposit(world.deps, caller, money('1.00'));
    }
    expect(seen).toEqual(['7.00', '6.00', '5.00', '4.00', '3.00', '2.00', '1.00']);
  });

  test('are those of the types that are asked for', async () => {
    const caller = callerOf();
    await deposit(world.deps, caller, money('10.00'));
    await withdraw(world.deps, caller, money('1.00'));
    const orderId = await paidOrder(caller);
    const typesOf = async (type?: unknown) => (await pageOf(caller, { type })).nodes.map((each) => each.type);
    expect(await typesOf()).toEqual(['PAYMENT', 'WITHDRAWAL', 'DEPOSIT']);
    expect(await typesOf([])).toEqual(['PAYMENT', 'WITHDRAWAL', 'DEPOSIT']);
    expect(await typesOf(['DEPOSIT', 'PAYMENT'])).toEqual(['PAYMENT', 'DEPOSIT']);
    expect(await typesOf(['REFUND'])).toEqual([]);
    const { nodes } = await pageOf(caller, { type: ['PAYMENT'] });
    expect(nodes).toMatchObject([{ balanceAfter: { amount: '5.00' } }]);
    const { data } = await graph.ask(caller, OPERATIONS, { ...usersOf(caller.id), first: 1 });
    expect(JSON.stringify(data)).toContain(JSON.stringify({ id: orderId, payment: { status: 'CAPTURED' } }));
  });

  test.each([
    ['none', { first: 0 }, 'BAD_USER_INPUT first'],
    ['less than none', { first: -1 }, 'BAD_USER_INPUT first'],
    ['too many', { first: 101 }, 'BAD_USER_INPUT first'],
    ['what follows a broken cursor', { after: 'nonsense' }, 'BAD_USER_INPUT after'],
    ['what follows an empty cursor', { after: '' }, 'BAD_USER_INPUT after'],
  ])('are refused where %s are asked for', async (_, args, fault) => {
    const caller = callerOf();
    expect((await graph.ask(caller, OPERATIONS, { ...usersOf(caller.id), ...args })).faults).toEqual([fault]);
  });

  test("are refused where a cursor is another account's", async () => {
    const [caller, other] = [callerOf(), callerOf()];
    for (const each of [caller, other]) await deposit(world.deps, each, money('1.00'));
    const { pageInfo: elsewhere } = await pageOf(other);
    const { faults } = await graph.ask(caller, OPERATIONS, { ...usersOf(caller.id), after: elsewhere.endCursor });
    expect(faults).toEqual(['BAD_USER_INPUT after']);
  });
});

describe('the number of SQL statements does not grow with the page', () => {
  const countOf = async (query: string, of: Record<string, unknown>): Promise<number> => {
    world.statements.length = 0;
    const { faults } = await graph.ask(admin, query, of);
    expect(faults).toEqual([]);
    return world.statements.length;
  };

  test('of orders with their payments', async () => {
    const customer = callerOf();
    await deposit(world.deps, customer, money('1000.00'));
    const orders: string[] = [];
    for (let made = 0; made < 50; made += 1) orders.push(await paidOrder(customer, 1n));
    expect(await countOf(PAYMENT, ordersOf(...orders.slice(0, 1)))).toBe(1);
    expect(await countOf(PAYMENT, ordersOf(...orders))).toBe(1);
  });

  test('of users with their accounts and the operations of each', async () => {
    const customers = Array.from({ length: 20 }, () => callerOf());
    for (const customer of customers) {
      for (const [amount, currency] of [
        ['5', 'JPY'],
        ['6.00', 'USD'],
      ] as const) {
        resultOf(await deposit(world.deps, customer, money(amount, currency)));
      }
      await paidOrder(customer);
    }
    const everything = entities(`... on User { account { balance { amount } } accounts {
      recent: operations(first: 1) { nodes { id order { payment { status } } } }
      all: operations { nodes { id order { payment { status } } } } } }`);
    const ids = customers.map(({ id }) => id);
    // Accounts; operations by each of the two sets of arguments; payments.
    expect(await countOf(everything, usersOf(...ids.slice(0, 1)))).toBe(4);
    expect(await countOf(everything, usersOf(...ids))).toBe(4);
  });
});
