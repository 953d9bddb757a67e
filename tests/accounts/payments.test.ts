import { v7 as uuidv7 } from 'uuid';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { AuthorizePayment, CapturePayment, RefundPayment, VoidPayment } from '#accounts/messages.ts';
import type { Caller } from '#platform/token.ts';
import { UserDeactivated } from '#users/messages.ts';
import { ContradictionError, declineMessage } from '../../subgraphs/accounts/domain/payment.ts';
import { deposit, withdraw } from '../../subgraphs/accounts/use-cases/move-money.ts';
import { accounts } from '../kit/service-definitions.ts';
import { callerOf, openWorld } from '../kit/world.ts';
import { figuresOf, ledgerFaults, money } from './ledger.ts';
import type { AccountsWorld } from './ledger.ts';

let world: AccountsWorld;
beforeAll(async () => {
  world = await openWorld(accounts);
});
afterAll(() => world.close());
afterEach(async () => {
  expect(await ledgerFaults(world.database)).toEqual([]);
});

/** An order of 4.00 USD and what can be asked of its payment. */
function orderOf(customer: Caller, amountMinor = 400n, currency = 'USD') {
  const orderId = uuidv7();
  const ofOrder = { orderId, customerId: customer.id };
  const withAmount = { ...ofOrder, amount: { amountMinor, currency } };
  return {
    orderId,
    authorize: () => world.deliver(AuthorizePayment, withAmount),
    capture: () => world.deliver(CapturePayment, ofOrder),
    void: () => world.deliver(VoidPayment, withAmount),
    refund: () => world.deliver(RefundPayment, ofOrder),
    answers: async () => (await world.messages(orderId)).map(({ name }) => name),
    payment: () => world.prisma.payment.findUnique({ where: { orderId } }),
  };
}

async function customerWith(amount: string, currency = 'USD'): Promise<Caller> {
  const customer = callerOf();
  await deposit(world.deps, customer, money(amount, currency));
  return customer;
}

describe('a payment', () => {
  test('is held, then taken', async () => {
    const customer = await customerWith('10.00');
    const order = orderOf(customer);
    await order.authorize();
    expect(await figuresOf(world.database, customer.id)).toEqual({ balance: 1_000n, held: 400n });
    await order.capture();
    expect(await figuresOf(world.database, customer.id)).toEqual({ balance: 600n, held: 0n });
    expect(await world.messages(order.orderId)).toMatchObject([
      { name: 'PaymentAuthorized', payload: { orderId: order.orderId } },
      { name: 'PaymentCaptured', payload: { orderId: order.orderId } },
    ]);
    expect(await order.payment()).toMatchObject({ status: 'CAPTURED', declineCode: null, amountMinor: 400n });
  });

  test('is refunded, and the history shows both', async () => {
    const customer = await customerWith('10.00');
    const order = orderOf(customer);
    for (const step of [order.authorize, order.capture, order.refund]) await step();
    expect(await figuresOf(world.database, customer.id)).toEqual({ balance: 1_000n, held: 0n });
    const transfers = await world.prisma.transfer.findMany({
      where: { orderId: order.orderId },
      orderBy: { id: 'asc' },
    });
    expect(transfers.map(({ type }) => type)).toEqual(['PAYMENT', 'REFUND']);
  });

  test('says when it last changed', async () => {
    const customer = await customerWith('10.00');
    const order = orderOf(customer);
    await order.authorize();
    const before = await order.payment();
    await order.capture();
    const after = await order.payment();
    expect(after?.createdAt).toEqual(before?.createdAt);
    expect(after?.updatedAt.getTime()).toBeGreaterThanOrEqual(before?.updatedAt.getTime() ?? Infinity);
  });

  test('cannot be withdrawn from under', async () => {
    const customer = await customerWith('10.00');
    await orderOf(customer).authorize();
    const outcome = await withdraw(world.deps, customer, money('6.01'));
    expect(outcome.userErrors).toMatchObject([{ code: 'INSUFFICIENT_FUNDS', message: 'Only 6.00 USD is available.' }]);
    expect((await withdraw(world.deps, customer, money('6.00'))).userErrors).toEqual([]);
  });
});

describe('a payment is declined', () => {
  test.each([
    ['INSUFFICIENT_FUNDS', 'by one cent', '4.00', { amountMinor: 401n, currency: 'USD' }],
    ['LIMIT_EXCEEDED', 'by one cent', '20000.00', { amountMinor: 1_000_001n, currency: 'USD' }],
    ['LIMIT_EXCEEDED', 'before funds are looked at', '1.00', { amountMinor: 1_000_001n, currency: 'USD' }],
    ['ACCOUNT_NOT_FOUND', 'before the limit is looked at', '1.00', { amountMinor: 10_000_000n, currency: 'JPY' }],
  ] as const)('for %s, %s', async (code, _, deposited, amount) => {
    const customer = await customerWith(deposited);
    const before = await figuresOf(world.database, customer.id);
    const order = orderOf(customer, amount.amountMinor, amount.currency);
    await order.authorize();
    const { orderId } = order;
    expect(await world.messages(orderId)).toMatchObject([
      { name: 'PaymentDeclined', payload: { orderId, code, message: declineMessage(code, amount) } },
    ]);
    expect(await order.payment()).toMatchObject({ ...amount, status: 'DECLINED', declineCode: code });
    expect(await figuresOf(world.database, customer.id)).toEqual(before);
  });

  test.each([
    ['the general one', '10000.00', 1_000_000n, 'USD'],
    ['that of a currency without decimals', '1000000', 1_000_000n, 'JPY'],
    ['that of a currency with three', '500.000', 500_000n, 'KWD'],
  ])('not at exactly the limit: %s', async (_, amount, amountMinor, currency) => {
    const customer = await customerWith(amount, currency);
    const order = orderOf(customer, amountMinor, currency);
    await order.authorize();
    expect(await order.answers()).toEqual(['PaymentAuthorized']);
    const above = orderOf(customer, amountMinor + 1n, currency);
    await above.authorize();
    expect(await above.payment()).toMatchObject({ declineCode: 'LIMIT_EXCEEDED' });
  });

  test('for funds, not for an account, where the first touch is the order itself', async () => {
    const customer = callerOf();
    const order = orderOf(customer);
    await order.authorize();
    expect(await order.payment()).toMatchObject({ declineCode: 'INSUFFICIENT_FUNDS' });
    expect(await figuresOf(world.database, customer.id)).toEqual({ balance: 0n, held: 0n });
  });

  test('with the same words when it is asked for again, though the money is there by now', async () => {
    const customer = await customerWith('1.00');
    const order = orderOf(customer);
    await order.authorize();
    await deposit(world.deps, customer, money('100.00'));
    await order.authorize();
    const [first, again] = await world.messages(order.orderId);
    expect(again).toEqual(first);
    expect(await figuresOf(world.database, customer.id)).toEqual({ balance: 10_100n, held: 0n });
    expect(world.eventsOf(order.orderId)).toEqual(['payment declined']);
  });

  test('when the account is frozen; what was held before is taken, let go and given back all the same', async () => {
    const customer = await customerWith('100.00');
    const [taken, voided, refunded, late, dear] = [
      orderOf(customer),
      orderOf(customer),
      orderOf(customer),
      orderOf(customer),
      orderOf(customer, 1_000_001n),
    ];
    for (const order of [taken, voided, refunded]) await order.authorize();
    await refunded.capture();
    await world.deliver(UserDeactivated, { userId: customer.id, version: 2 });
    for (const step of [late.authorize, dear.authorize, taken.capture, voided.void, refunded.refund]) await step();
    expect(await late.payment()).toMatchObject({ declineCode: 'ACCOUNT_FROZEN' });
    expect(await dear.payment()).toMatchObject({ declineCode: 'ACCOUNT_FROZEN' });
    expect(await figuresOf(world.database, customer.id)).toEqual({ balance: 9_600n, held: 0n });
  });
});

test('what orders have paid always has room to come back, whatever is deposited meanwhile', async () => {
  const rich = await openWorld(accounts, { paymentLimits: new Map([['', 10n ** 15n]]) });
  const customer = callerOf();
  const all = 100n * (10n ** 15n - 1n);
  const fill = () =>
    Promise.all(Array.from({ length: 100 }, () => deposit(rich.deps, customer, money('9999999999999.99'))));
  await fill();
  const ofOrder = { orderId: uuidv7(), customerId: customer.id };
  await rich.deliver(AuthorizePayment, { ...ofOrder, amount: { amountMinor: all, currency: 'USD' } });
  await rich.deliver(CapturePayment, ofOrder);
  expect(await figuresOf(rich.database, customer.id)).toEqual({ balance: 0n, held: 0n });
  expect(new Set((await fill()).map(({ userErrors }) => userErrors[0]?.code))).toEqual(new Set(['INVALID_INPUT']));
  await rich.deliver(RefundPayment, ofOrder);
  expect(await figuresOf(rich.database, customer.id)).toEqual({ balance: all, held: 0n });
  expect(await ledgerFaults(rich.database)).toEqual([]);
  await rich.close();
});

type Step = 'authorize' | 'capture' | 'void' | 'refund';

// That each step is right in each status is proved beside the rule, in domain/payment.test.ts.
describe('requests that come again, late and early, get the stored answers', () => {
  test.each<[steps: readonly Step[], answers: string, balance: bigint, held: bigint]>([
    [['authorize', 'authorize'], 'PaymentAuthorized PaymentAuthorized', 400n, 400n],
    [
      ['authorize', 'capture', 'authorize', 'capture'],
      'PaymentAuthorized PaymentCaptured PaymentAuthorized PaymentCaptured',
      0n,
      0n,
    ],
    [
      ['authorize', 'capture', 'refund', 'capture', 'refund'],
      'PaymentAuthorized PaymentCaptured PaymentRefunded PaymentCaptured PaymentRefunded',
      400n,
      0n,
    ],
    [
      ['authorize', 'void', 'void', 'authorize'],
      'PaymentAuthorized PaymentVoided PaymentVoided PaymentVoided',
      400n,
      0n,
    ],
    [['void', 'authorize', 'capture'], 'PaymentVoided PaymentVoided !', 400n, 0n],
    [['capture', 'authorize', 'refund', 'capture'], '! PaymentAuthorized ! PaymentCaptured', 0n, 0n],
    [['authorize', 'capture', 'void'], 'PaymentAuthorized PaymentCaptured !', 0n, 0n],
  ])('%j: %s', async (steps, answers, balance, held) => {
    const customer = await customerWith('4.00');
    const order = orderOf(customer);
    const outcomes: string[] = [];
    for (const step of steps) {
      const known = (await order.answers()).length;
      const contradicts = await order[step]().then(
        () => false,
        (error: unknown) => error instanceof ContradictionError,
      );
      outcomes.push(contradicts ? '!' : (await order.answers()).slice(known).join());
    }
    expect(outcomes.join(' ')).toBe(answers);
    expect(await figuresOf(world.database, customer.id)).toEqual({ balance, held });
  });
});

describe('rivals', () => {
  const times = (count: number, work: () => Promise<unknown>): Promise<PromiseSettledResult<unknown>[]> =>
    Promise.allSettled(Array.from({ length: count }, work));
  const fulfilled = (results: readonly PromiseSettledResult<unknown>[]): number =>
    results.filter(({ status }) => status === 'fulfilled').length;

  test('50 requests to hold for one order hold once and are answered alike', async () => {
    const customer = await customerWith('100.00');
    const order = orderOf(customer);
    expect(fulfilled(await times(50, order.authorize))).toBe(50);
    expect(await order.answers()).toEqual(Array.from({ length: 50 }, () => 'PaymentAuthorized'));
    expect(await figuresOf(world.database, customer.id)).toEqual({ balance: 10_000n, held: 400n });
    expect(fulfilled(await times(50, order.capture))).toBe(50);
    expect(fulfilled(await times(50, order.refund))).toBe(50);
    expect(await figuresOf(world.database, customer.id)).toEqual({ balance: 10_000n, held: 0n });
    expect(world.eventsOf(order.orderId)).toEqual(['payment authorized', 'payment captured', 'payment refunded']);
  });

  test('50 orders at once on an account that covers 10: exactly 10 are held', async () => {
    const customer = await customerWith('40.00');
    const orders = Array.from({ length: 50 }, () => orderOf(customer));
    await Promise.all(orders.map((order) => order.authorize()));
    const answers = (await Promise.all(orders.map((order) => order.answers()))).flat();
    expect(answers.filter((name) => name === 'PaymentAuthorized')).toHaveLength(10);
    expect(answers.filter((name) => name === 'PaymentDeclined')).toHaveLength(40);
    expect(await figuresOf(world.database, customer.id)).toEqual({ balance: 4_000n, held: 4_000n });
  });

  test('a request to hold and one to release leave nothing held, whichever is first', async () => {
    for (let round = 0; round < 10; round += 1) {
      const customer = await customerWith('4.00');
      const order = orderOf(customer);
      await Promise.all([order.authorize(), order.void()]);
      expect(await order.payment()).toMatchObject({ status: 'VOIDED' });
      expect(await figuresOf(world.database, customer.id)).toEqual({ balance: 400n, held: 0n });
      expect(world.eventsOf(order.orderId).at(-1)).toBe('payment voided');
    }
  });

  test('of a capture and a release at once one happens', async () => {
    for (let round = 0; round < 10; round += 1) {
      const order = orderOf(await customerWith('4.00'));
      await order.authorize();
      const [captured, voided] = await Promise.allSettled([order.capture(), order.void()]);
      expect([captured.status, voided.status].toSorted()).toEqual(['fulfilled', 'rejected']);
      expect(await order.payment()).toMatchObject({ status: captured.status === 'fulfilled' ? 'CAPTURED' : 'VOIDED' });
    }
  });

  test('a request that comes early in a currency without an account stays closed when the account is opened meanwhile', async () => {
    const customer = await customerWith('1.00');
    const order = orderOf(customer, 5_000n, 'JPY');
    await Promise.all([order.void(), deposit(world.deps, customer, money('9000', 'JPY')), order.authorize()]);
    expect(['VOIDED', 'DECLINED']).toContain((await order.payment())?.status);
    expect(await figuresOf(world.database, customer.id, 'JPY')).toEqual({ balance: 9_000n, held: 0n });
  });
});

describe('a request that contradicts what is stored throws and changes nothing', () => {
  test.each(['authorize', 'capture', 'void', 'refund'] as const)("%s, in another customer's name", async (step) => {
    const [customer, other] = [await customerWith('4.00'), await customerWith('4.00')];
    const order = orderOf(customer);
    await order.authorize();
    if (step === 'refund') await order.capture();
    const before = await order.payment();
    const types = { authorize: AuthorizePayment, capture: CapturePayment, void: VoidPayment, refund: RefundPayment };
    const forged = { orderId: order.orderId, customerId: other.id, amount: { amountMinor: 400n, currency: 'USD' } };
    await expect(world.deliver(types[step], forged)).rejects.toThrow('is not of customer');
    expect(await order.payment()).toEqual(before);
    expect(await figuresOf(world.database, other.id)).toEqual({ balance: 400n, held: 0n });
  });

  test('another amount for the same order', async () => {
    const customer = await customerWith('10.00');
    const order = orderOf(customer);
    await order.authorize();
    const other = { orderId: order.orderId, customerId: customer.id, amount: { amountMinor: 401n, currency: 'USD' } };
    await expect(world.deliver(AuthorizePayment, other)).rejects.toThrow('of another amount');
    expect(await order.answers()).toEqual(['PaymentAuthorized']);
  });
});
