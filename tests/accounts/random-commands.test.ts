import fc from 'fast-check';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AuthorizePayment, CapturePayment, RefundPayment, VoidPayment } from '#accounts/messages.ts';
import { isFailure } from '#platform/errors.ts';
import type { Caller } from '#platform/token.ts';
import { UserDeactivated, UserReactivated } from '#users/messages.ts';
import { ContradictionError } from '../../subgraphs/accounts/domain/payment.ts';
import { deposit, withdraw } from '../../subgraphs/accounts/use-cases/move-money.ts';
import { ledgerFaults } from './ledger-faults.ts';
import { createWorld, someone } from './world.ts';
import type { World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

const CURRENCIES = ['USD', 'JPY'] as const;
const CUSTOMERS = 2;
const ORDERS = 3;

const who = fc.nat(CUSTOMERS - 1);
const currency = fc.constantFrom(...CURRENCIES);
const units = fc.integer({ min: 1, max: 20 });
// Few keys for many commands, so that they repeat; one key in two operations or with two inputs is told apart by the service.
const key = fc.option(fc.constantFrom('a', 'b', 'c'), { nil: undefined });
const move = fc.record({ do: fc.constantFrom('deposit', 'deposit', 'withdraw'), who, currency, units, key });
// What lets go is rare, since an order it has closed is closed for good.
const paymentStep = fc.oneof(
  { weight: 4, arbitrary: fc.constant('authorize' as const) },
  { weight: 4, arbitrary: fc.constant('capture' as const) },
  { weight: 3, arbitrary: fc.constant('refund' as const) },
  { weight: 1, arbitrary: fc.constant('void' as const) },
);
const pay = fc.record({ do: paymentStep, who, order: fc.nat(ORDERS - 1) });
const stand = fc.record({ do: fc.constantFrom('freeze', 'free'), who, version: fc.integer({ min: 1, max: 9 }) });
const command = fc.oneof(
  { weight: 4, arbitrary: move },
  { weight: 5, arbitrary: pay },
  { weight: 1, arbitrary: stand },
);
// What comes at once, burst after burst.
const bursts = fc.array(fc.array(command, { minLength: 1, maxLength: 8 }), {
  minLength: 1,
  maxLength: 15,
  size: 'max',
});
type Command = typeof command extends fc.Arbitrary<infer Value> ? Value : never;

// So that most of the first orders can be paid.
const openingDeposits = Array.from({ length: CUSTOMERS }, (_, customer) => customer).flatMap((customer) =>
  CURRENCIES.map((each): Command => ({ do: 'deposit', who: customer, currency: each, units: 15, key: undefined })),
);

interface Round {
  readonly customers: readonly Caller[];
  /** By customer and number. Each customer's orders alternate in currency, and order n costs n + 3 units. */
  readonly orderId: (customer: number, order: number) => string;
  /** By operation id: what a deposit or withdrawal that succeeded moved. */
  readonly moved: Map<string, { readonly account: string; readonly byMinor: bigint }>;
  /** Answers by customer, operation and key. */
  readonly answers: Map<string, Set<string>>;
}

function newRound(): Round {
  const orderIds = Array.from({ length: CUSTOMERS * ORDERS }, () => uuidv7());
  return {
    customers: Array.from({ length: CUSTOMERS }, () => someone()),
    orderId: (customer, order) => orderIds[customer * ORDERS + order] ?? '',
    moved: new Map(),
    answers: new Map(),
  };
}

const amountOf = (order: number) => ({ amountMinor: BigInt(order + 3), currency: CURRENCIES[order % 2] ?? 'USD' });
const inGraph = (count: number, code: string) => ({
  currency: code,
  amount: code === 'JPY' ? String(count) : `0.${String(count).padStart(2, '0')}`,
});

async function run(round: Round, asked: Command): Promise<void> {
  const caller = round.customers[asked.who];
  if (caller === undefined) throw new Error('nobody');
  if ('version' in asked) {
    const type = asked.do === 'freeze' ? UserDeactivated : UserReactivated;
    return world.take(type, { userId: caller.id, version: asked.version });
  }
  if ('order' in asked) {
    const request = {
      orderId: round.orderId(asked.who, asked.order),
      customerId: caller.id,
      amount: amountOf(asked.order),
    };
    const types = { authorize: AuthorizePayment, capture: CapturePayment, void: VoidPayment, refund: RefundPayment };
    // What makes no sense yet is refused, as a queue would see it refused; anything else that throws is a fault.
    return world.take(types[asked.do], request).catch((error: unknown) => {
      if (!(error instanceof ContradictionError)) throw error;
    });
  }
  const input = { amount: inGraph(asked.units, asked.currency), idempotencyKey: asked.key };
  const outcome = await { deposit, withdraw }[asked.do](world.deps, caller, input);
  const answer = isFailure(outcome) ? outcome.userErrors[0].code : outcome.operation.id;
  if (!isFailure(outcome)) {
    const byMinor = asked.do === 'deposit' ? BigInt(asked.units) : -BigInt(asked.units);
    round.moved.set(outcome.operation.id, { account: outcome.account.id, byMinor });
  }
  if (asked.key !== undefined && answer !== 'IDEMPOTENCY_CONFLICT') {
    const slot = `${asked.who} ${asked.do} ${asked.key} ${asked.units} ${asked.currency}`;
    round.answers.set(slot, (round.answers.get(slot) ?? new Set()).add(answer));
  }
}

/** What each account must have: what the answers said that was moved, without what its orders have paid. */
async function expectBalances(round: Round): Promise<void> {
  const ownerIds = round.customers.map(({ id }) => id);
  const accounts = await world.prisma.account.findMany({ where: { ownerId: { in: ownerIds } } });
  const payments = await world.prisma.payment.findMany({ where: { customerId: { in: ownerIds } } });
  for (const { id, balanceMinor } of accounts) {
    const moved = [...round.moved.values()].filter(({ account }) => account === id);
    const paid = payments.filter(({ accountId, status }) => accountId === id && status === 'CAPTURED');
    const expected =
      moved.reduce((sum, { byMinor }) => sum + byMinor, 0n) - paid.reduce((sum, each) => sum + each.amountMinor, 0n);
    expect(balanceMinor).toBe(expected);
  }
}

// fast-check says the seed and the path of a run that fails; given as `{ seed, path }` they replay it.
test('the books balance after any commands, in whatever company they come', { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(bursts, async (all) => {
      const round = newRound();
      await Promise.all(openingDeposits.map((step) => run(round, step)));
      for (const burst of all) await Promise.all(burst.map((step) => run(round, step)));
      expect(await ledgerFaults(world.database)).toEqual([]);
      await expectBalances(round);
      for (const [slot, answers] of round.answers) expect([...answers], slot).toHaveLength(1);
    }),
    { numRuns: 30 },
  );
  // Control: the runs have been where money is held, let go, refused and moved.
  const reached = await world.prisma.payment.findMany({ distinct: ['status'], select: { status: true } });
  const statuses = new Set(reached.map(({ status }) => (status === 'REFUNDED' ? 'CAPTURED' : status)));
  expect(statuses).toEqual(new Set(['AUTHORIZED', 'VOIDED', 'DECLINED', 'CAPTURED']));
});
