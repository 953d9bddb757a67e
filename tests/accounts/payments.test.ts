import { v7 as uuidv7 } from 'uuid';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { AuthorizePayment, CapturePayment, RefundPayment, VoidPayment } from '#accounts/messages.ts';
import type { Caller } from '#platform/token.ts';
import { UserDeactivated } from '#users/messages.ts';
import { declineMessage } from '../../subgraphs/accounts/domain/payment.ts';
import { deposit, withdraw } from '../../subgraphs/accounts/use-cases/move-money.ts';
import { figuresOf, ledgerFaults } from './ledger-faults.ts';
import { createWorld, money, someone } from './world.ts';
import type { World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
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
    authorize: () => world.take(AuthorizePayment, withAmount),
    capture: () => world.take(CapturePayment, ofOrder),
    void: () => world.take(VoidPayment, withAmount),
    refund: () => world.take(RefundPayment, ofOrder),
    answers: async () => (await world.announced(orderId)).map(({ name }) => name),
    payment: () => world.prisma.payment.findUnique({ where: { orderId } }),
  };
}

async function customerWith(amount: string, currency = 'USD'): Promise<Caller> {
  const customer = someone();
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
    expect(await world.announced(order.orderId)).toEqual([
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
    expect(await world.announced(orderId)).toEqual([
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
    const customer = someone();
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
    const [first, again] = await world.announced(order.orderId);
    expect(again).toEqual(first);
    expect(await figuresOf(world.database, customer.id)).toEqual({ balance: 10_100n, held: 0n });
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
    await world.take(UserDeactivated, { userId: customer.id, version: 2 });
    for (const step of [late.authorize, dear.authorize, taken.capture, voided.void, refunded.refund]) await step();
    expect(await late.payment()).toMatchObject({ declineCode: 'ACCOUNT_FROZEN' });
    expect(await dear.payment()).toMatchObject({ declineCode: 'ACCOUNT_FROZEN' });
    expect(await figuresOf(world.database, customer.id)).toEqual({ balance: 9_600n, held: 0n });
  });
});

test('what orders have paid always has room to come back, whatever is deposited meanwhile', async () => {
  const rich = await createWorld({ paymentLimits: { general: 10n ** 15n, byCurrency: new Map() } });
  const customer = someone();
  const all = 100n * (10n ** 15n - 1n);
  const fill = () =>
    Promise.all(Array.from({ length: 100 }, () => deposit(rich.deps, customer, money('9999999999999.99'))));
  await fill();
  const ofOrder = { orderId: uuidv7(), customerId: customer.id };
  await rich.take(AuthorizePayment, { ...ofOrder, amount: { amountMinor: all, currency: 'USD' } });
  await rich.take(CapturePayment, ofOrder);
  expect(await figuresOf(rich.database, customer.id)).toEqual({ balance: 0n, held: 0n });
  expect(new Set((await fill()).map(({ userErrors }) => userErrors[0]?.code))).toEqual(new Set(['INVALID_INPUT']));
  await rich.take(RefundPayment, ofOrder);
  expect(await figuresOf(rich.database, customer.id)).toEqual({ balance: all, held: 0n });
  expect(await ledgerFaults(rich.database)).toEqual([]);
  await rich.close();
});

type Step = 'authorize' | 'capture' | 'void' | 'refund';
type Status = 'NONE' | 'AUTHORIZED' | 'CAPTURED' | 'DECLINED' | 'VOIDED' | 'REFUNDED';

/** For each status and step: the status after it and the answer; null where the step makes no sense and must throw. */
const RULES: Record<Status, Record<Step, [Status, string] | null>> = {
  NONE: {
    authorize: ['AUTHORIZED', 'PaymentAuthorized'],
    capture: null,
    void: ['VOIDED', 'PaymentVoided'],
    refund: null,
  },
  AUTHORIZED: {
    authorize: ['AUTHORIZED', 'PaymentAuthorized'],
    capture: ['CAPTURED', 'PaymentCaptured'],
    void: ['VOIDED', 'PaymentVoided'],
    refund: null,
  },
  CAPTURED: {
    authorize: ['CAPTURED', 'PaymentAuthorized'],
    capture: ['CAPTURED', 'PaymentCaptured'],
    void: null,
    refund: ['REFUNDED', 'PaymentRefunded'],
  },
  REFUNDED: {
    authorize: ['REFUNDED', 'PaymentAuthorized'],
    capture: ['REFUNDED', 'PaymentCaptured'],
    void: null,
    refund: ['REFUNDED', 'PaymentRefunded'],
  },
  VOIDED: {
    authorize: ['VOIDED', 'PaymentVoided'],
    capture: null,
    void: ['VOIDED', 'PaymentVoided'],
    refund: null,
  },
  DECLINED: {
    authorize: ['DECLINED', 'PaymentDeclined'],
    capture: null,
    void: ['DECLINED', 'PaymentVoided'],
    refund: null,
  },
};

const STEPS: readonly Step[] = ['authorize', 'capture', 'void', 'refund'];
const sequences = (length: number): Step[][] =>
  length === 0 ? [[]] : sequences(length - 1).flatMap((steps) => STEPS.map((step) => [...steps, step]));
const permutations = (steps: readonly Step[]): Step[][] =>
  steps.length === 0
    ? [[]]
    : steps.flatMap((first) => permutations(steps.filter((step) => step !== first)).map((rest) => [first, ...rest]));
const twice = (steps: readonly Step[]): Step[] => steps.flatMap((step) => [step, step]);

/** Every three requests, and every order of all four with each delivered twice. */
const HISTORIES = [...sequences(3), ...permutations(STEPS).map(twice)];

/** What a customer with 4.00 has when their order of 4.00 has come to a status. */
const FIGURES: Record<Status, { balance: bigint; held: bigint }> = {
  NONE: { balance: 400n, held: 0n },
  AUTHORIZED: { balance: 400n, held: 400n },
  CAPTURED: { balance: 0n, held: 0n },
  REFUNDED: { balance: 400n, held: 0n },
  VOIDED: { balance: 400n, held: 0n },
  DECLINED: { balance: 0n, held: 0n },
};

/** What becomes of each request: its answer, or that it threw. Expected by RULES, and as it is. */
async function follow(steps: readonly Step[], isPoor: boolean): Promise<void> {
  const customer = isPoor ? someone() : await customerWith('4.00');
  const order = orderOf(customer);
  let status: Status = 'NONE';
  const expected: string[] = [];
  const outcomes: string[] = [];
  for (const step of steps) {
    const isDeclined: boolean = isPoor && status === 'NONE' && step === 'authorize';
    const rule: [Status, string] | null = isDeclined ? ['DECLINED', 'PaymentDeclined'] : RULES[status][step];
    if (rule !== null) [status] = rule;
    expected.push(rule?.[1] ?? 'ContradictionError');
    const known = (await order.answers()).length;
    const thrown = await order[step]().then(
      () => undefined,
      (error: unknown) => (error instanceof Error ? error.name : 'something'),
    );
    outcomes.push(thrown ?? (await order.answers()).slice(known).join());
  }
  const history = steps.join(', ');
  expect(outcomes, history).toEqual(expected);
  expect((await order.payment())?.status ?? 'NONE', history).toBe(status);
  const figures = await figuresOf(world.database, customer.id);
  const nothing = { balance: 0n, held: 0n };
  expect(figures ?? nothing, history).toEqual(isPoor ? nothing : FIGURES[status]);
}

describe('requests in every order, repeated, early and late ones among them,', () => {
  test.each([
    ['who can pay', false],
    ['who cannot', true],
  ])('of a customer %s end in the one status and get the stored answers', { timeout: 60_000 }, async (_, isPoor) => {
    expect(HISTORIES).toHaveLength(64 + 24);
    for (let begin = 0; begin < HISTORIES.length; begin += 11) {
      await Promise.all(HISTORIES.slice(begin, begin + 11).map((steps) => follow(steps, isPoor)));
    }
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

  test.each(Array.from({ length: 10 }, (_, round) => round))(
    'a request to hold and one to let go leave nothing held, whichever is first (%i)',
    async () => {
      const customer = await customerWith('4.00');
      const order = orderOf(customer);
      await Promise.all([order.authorize(), order.void()]);
      expect(await order.payment()).toMatchObject({ status: 'VOIDED' });
      expect(await figuresOf(world.database, customer.id)).toEqual({ balance: 400n, held: 0n });
    },
  );

  test.each(Array.from({ length: 10 }, (_, round) => round))(
    'taking and letting go: one of them happens (%i)',
    async () => {
      const customer = await customerWith('4.00');
      const order = orderOf(customer);
      await order.authorize();
      const [captured, voided] = await Promise.allSettled([order.capture(), order.void()]);
      expect([captured.status, voided.status].toSorted()).toEqual(['fulfilled', 'rejected']);
      expect(await order.payment()).toMatchObject({ status: captured.status === 'fulfilled' ? 'CAPTURED' : 'VOIDED' });
    },
  );

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
    await expect(world.take(types[step], forged)).rejects.toThrow('is not of customer');
    expect(await order.payment()).toEqual(before);
    expect(await figuresOf(world.database, other.id)).toEqual({ balance: 400n, held: 0n });
  });

  test('another amount for the same order', async () => {
    const customer = await customerWith('10.00');
    const order = orderOf(customer);
    await order.authorize();
    const other = { orderId: order.orderId, customerId: customer.id, amount: { amountMinor: 401n, currency: 'USD' } };
    await expect(world.take(AuthorizePayment, other)).rejects.toThrow('of another amount');
    expect(await order.answers()).toEqual(['PaymentAuthorized']);
  });
});
