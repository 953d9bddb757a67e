import { v7 as uuidv7 } from 'uuid';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { AuthorizePayment, CapturePayment, RefundPayment, VoidPayment } from '#accounts/messages.ts';
import type { Envelope } from '#platform/message.ts';
import type { Caller } from '#platform/token.ts';
import { UserDeactivated } from '#users/messages.ts';
import { deposit } from '../../subgraphs/accounts/use-cases/move-money.ts';
import { accounts } from '../kit/service-definitions.ts';
import { callerOf, envelopeOf, openWorld, wordFor } from '../kit/world.ts';
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

async function customersWith(amount: string, count: number): Promise<Caller[]> {
  const customers = Array.from({ length: count }, () => callerOf());
  await Promise.all(customers.map((customer) => deposit(world.deps, customer, money(amount))));
  return customers;
}

/** An order of 4.00 USD and the messages about its payment. */
function orderOf({ id: customerId }: Caller, amountMinor = 400n) {
  const orderId = uuidv7();
  const withAmount = { orderId, customerId, amount: { amountMinor, currency: 'USD' } };
  return {
    orderId,
    authorize: () => envelopeOf(AuthorizePayment, withAmount),
    capture: () => envelopeOf(CapturePayment, { orderId, customerId }),
    void: () => envelopeOf(VoidPayment, withAmount),
    refund: () => envelopeOf(RefundPayment, { orderId, customerId }),
    answers: async () => (await world.messages(orderId)).map(({ name }) => name),
  };
}

/** How many transactions have begun to lock customers since the statements were emptied. */
const transactions = (): number => world.statements.filter((text) => text.includes('INSERT INTO owners')).length;

describe('a batch', () => {
  test('in which one message is poison, one a duplicate and several are about one order: each has its own outcome', async () => {
    const [ada, bob] = await customersWith('10.00', 2);
    if (ada === undefined || bob === undefined) throw new Error('there is no customer');
    const [first, second, third, unknown] = [orderOf(ada), orderOf(ada), orderOf(bob), orderOf(bob)];
    const seen = first.authorize();
    expect(await world.take([seen])).toEqual(['done']);
    const outcomes = await world.take([
      seen,
      first.capture(),
      second.authorize(),
      second.capture(),
      unknown.capture(),
      third.authorize(),
      second.refund(),
      // 6.00 are left: the fold must have seen both captures and the refund.
      orderOf(ada, 601n).authorize(),
      orderOf(ada, 600n).authorize(),
    ]);
    expect(outcomes.map(wordFor)).toEqual([
      'duplicate',
      'done',
      'done',
      'done',
      'failed',
      'done',
      'done',
      'done',
      'done',
    ]);
    expect(await first.answers()).toEqual(['PaymentAuthorized', 'PaymentCaptured']);
    expect(await second.answers()).toEqual(['PaymentAuthorized', 'PaymentCaptured', 'PaymentRefunded']);
    expect(await third.answers()).toEqual(['PaymentAuthorized']);
    expect(await unknown.answers()).toEqual([]);
    expect(await figuresOf(world.database, ada.id)).toEqual({ balance: 600n, held: 600n });
    expect(await figuresOf(world.database, bob.id)).toEqual({ balance: 1_000n, held: 400n });
  });

  test('that takes and gives back what was held before writes both', async () => {
    const [ada] = await customersWith('10.00', 1);
    if (ada === undefined) throw new Error('there is no customer');
    const order = orderOf(ada);
    await world.take([order.authorize()]);
    world.statements.length = 0;
    expect(await world.take([order.capture(), order.refund(), order.capture()])).toEqual(['done', 'done', 'done']);
    expect(transactions(), 'not refused and repeated in parts').toBe(1);
    expect(await world.prisma.transfer.count({ where: { orderId: order.orderId } })).toBe(2);
    expect(await world.prisma.payment.findUnique({ where: { orderId: order.orderId } })).toMatchObject({
      status: 'REFUNDED',
    });
    expect(await figuresOf(world.database, ada.id)).toEqual({ balance: 1_000n, held: 0n });
  });

  test('takes as many statements for 50 messages as for one', async () => {
    const customers = await customersWith('10.00', 51);
    const orders = customers.map((customer) => orderOf(customer));
    const countOf = async (messages: readonly Envelope[]): Promise<number> => {
      world.statements.length = 0;
      expect(new Set(await world.take(messages))).toEqual(new Set(['done']));
      return world.statements.length;
    };
    const steps = ['authorize', 'capture', 'refund', 'void'] as const;
    for (const step of steps) {
      // What was taken is not let go: nothing was asked for the other orders yet.
      const [one, ...many] = step === 'void' ? customers.map((customer) => orderOf(customer)) : orders;
      if (one === undefined) throw new Error('no order');
      const alone = await countOf([one[step]()]);
      expect(await countOf(many.map((order) => order[step]())), step).toBe(alone);
      expect(alone).toBeLessThan(13);
    }
    const [one, ...many] = customers.map(() => envelopeOf(UserDeactivated, { userId: callerOf().id, version: 1 }));
    if (one === undefined) throw new Error('there is no customer');
    const alone = await countOf([one]);
    expect(await countOf(many), 'newcomers').toBe(alone);
  });
});

describe('two batches at the same time over the same customers in opposite order', () => {
  const ROUNDS = 5;
  test.each([
    ['who are known', true, { balance: 900n, held: 800n }],
    // Their orders are declined, whether the deposit came first or not.
    ['who are new', false, { balance: 100n, held: 0n }],
  ])('%s do not deadlock, and both happen', async (_, areKnown, after) => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const customers = areKnown ? await customersWith('8.00', 20) : Array.from({ length: 20 }, () => callerOf());
      // Many more, so that the batches meet while they insert.
      const others = areKnown ? [] : Array.from({ length: 400 }, () => callerOf());
      const messages = () => [...customers, ...others].map((customer) => orderOf(customer).authorize());
      world.statements.length = 0;
      const outcomes = await Promise.all([
        world.take(messages(), 1),
        world.take(messages().toReversed(), 2),
        // Whoever moves money takes the same locks.
        ...customers.map((customer) => deposit(world.deps, customer, money('1.00')).then(() => ['done'] as const)),
      ]);
      expect(new Set(outcomes.flat())).toEqual(new Set(['done']));
      // A transaction that PostgreSQL had ended would have been run again.
      expect(transactions()).toBe(2 + customers.length);
      const figures = await Promise.all(customers.map(({ id }) => figuresOf(world.database, id)));
      expect(figures).toEqual(customers.map(() => after));
    }
  });
});
