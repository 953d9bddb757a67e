import fc from 'fast-check';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AuthorizePayment, CapturePayment, RefundPayment, VoidPayment } from '#accounts/messages.ts';
import type { Envelope } from '#platform/message.ts';
import { UserDeactivated, UserReactivated, UserRegistered } from '#users/messages.ts';
import { deposit } from '../../subgraphs/accounts/use-cases/move-money.ts';
import { ledgerFaults } from './ledger-faults.ts';
import { createWorld, envelopeOf, money, outcomeOf, someone } from './world.ts';
import type { World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

// The first customer can pay for two of the orders, the second for none, the third has no account in their currency.
const CURRENCIES = ['USD', 'USD', 'JPY'] as const;
const ORDERS = 3;

const who = fc.nat(CURRENCIES.length - 1);
const ofPayment = fc.record({
  do: fc.constantFrom('authorize', 'authorize', 'capture', 'capture', 'refund', 'void'),
  who,
  order: fc.nat(ORDERS - 1),
});
const ofUser = fc.record({
  do: fc.constantFrom('register', 'freeze', 'free'),
  who,
  version: fc.integer({ min: 1, max: 9 }),
});
const step = fc.oneof({ weight: 6, arbitrary: ofPayment }, { weight: 1, arbitrary: ofUser });
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;
const batches = fc.array(fc.array(step, { minLength: 1, maxLength: 12 }), { minLength: 1, maxLength: 5, size: 'max' });

/** One batch that goes everywhere, which random ones do not always. */
const everywhere: Step[] = [
  { do: 'authorize', who: 0, order: 0 },
  { do: 'authorize', who: 0, order: 1 },
  { do: 'void', who: 0, order: 1 },
  { do: 'capture', who: 0, order: 1 },
  { do: 'capture', who: 0, order: 0 },
  { do: 'refund', who: 0, order: 0 },
  { do: 'register', who: 1, version: 1 },
  { do: 'authorize', who: 1, order: 0 },
  { do: 'register', who: 2, version: 1 },
  { do: 'authorize', who: 2, order: 0 },
  { do: 'freeze', who: 0, version: 2 },
  { do: 'authorize', who: 0, order: 2 },
];

interface Cast {
  readonly customerIds: readonly string[];
  /** Of each customer. */
  readonly orderIds: readonly (readonly string[])[];
}

function messageOf(asked: Step, { customerIds, orderIds }: Cast): Envelope {
  const customerId = customerIds[asked.who] ?? '';
  if ('version' in asked) {
    const standing = { userId: customerId, version: asked.version };
    const person = { email: 'ada@example.com', username: 'ada', firstName: null, locale: 'EN' as const };
    if (asked.do === 'register') return envelopeOf(UserRegistered, { ...person, ...standing });
    return envelopeOf(asked.do === 'freeze' ? UserDeactivated : UserReactivated, standing);
  }
  const ofOrder = { orderId: orderIds[asked.who]?.[asked.order] ?? '', customerId };
  const amount = { amountMinor: BigInt(300 + asked.order), currency: CURRENCIES[asked.who] ?? 'USD' };
  if (asked.do === 'capture') return envelopeOf(CapturePayment, ofOrder);
  if (asked.do === 'refund') return envelopeOf(RefundPayment, ofOrder);
  return envelopeOf(asked.do === 'void' ? VoidPayment : AuthorizePayment, { ...ofOrder, amount });
}

/** All that can be seen of some customers, but for times and the ids of what was made. */
async function stateOf({ customerIds, orderIds }: Cast): Promise<unknown> {
  const posting = {
    select: {
      seq: true,
      amountMinor: true,
      balanceAfterMinor: true,
      transfer: { select: { type: true, orderId: true } },
    },
    orderBy: { seq: 'asc' as const },
  };
  const figures = { balanceMinor: true, heldMinor: true, refundableMinor: true, postingsCount: true };
  return {
    owners: await world.prisma.owner.findMany({
      where: { userId: { in: [...customerIds] } },
      orderBy: { userId: 'asc' },
      include: {
        accounts: { select: { currency: true, ...figures, postings: posting }, orderBy: { currency: 'asc' } },
      },
    }),
    payments: await world.prisma.payment.findMany({
      where: { orderId: { in: orderIds.flat() } },
      orderBy: { orderId: 'asc' },
      omit: { id: true, accountId: true, createdAt: true, updatedAt: true },
    }),
    answers: await Promise.all(orderIds.flat().map((orderId) => world.announced(orderId))),
  };
}

/** Hands a sequence over, batch by batch, to customers who were never seen. Returns what became of it as text, with names for ids. */
async function play(sequence: readonly (readonly Step[])[]): Promise<string> {
  const customers = CURRENCIES.map(() => someone());
  const cast = {
    customerIds: customers.map(({ id }) => id),
    orderIds: customers.map(() => Array.from({ length: ORDERS }, () => uuidv7())),
  };
  if (customers[0]) await deposit(world.deps, customers[0], money('7.00'));
  const outcomes: string[] = [];
  for (const batch of sequence) {
    const handled = await world.takeAll(batch.map((asked) => messageOf(asked, cast)));
    outcomes.push(...handled.map(outcomeOf));
  }
  const text = JSON.stringify({ outcomes, ...Object(await stateOf(cast)) }, (_, value: unknown) =>
    typeof value === 'bigint' ? value.toString() : value,
  );
  return [...cast.customerIds, ...cast.orderIds.flat()].reduce(
    (named, id, index) => named.replaceAll(id, `id ${index}`),
    text,
  );
}

// fast-check says the seed and the path of a run that fails; given as `{ seed, path }` they replay it.
test(
  'messages end the same and are answered the same, however they are cut into batches',
  { timeout: 120_000 },
  async () => {
    const reached = new Set<string>();
    await fc.assert(
      fc.asyncProperty(batches, async (sequence) => {
        const oneByOne = await play(sequence.flat().map((each) => [each]));
        expect(JSON.parse(await play(sequence))).toEqual(JSON.parse(oneByOne));
        for (const [name] of oneByOne.matchAll(/Payment[A-Z]\w+|ContradictionError|[A-Z]+_[A-Z_]+/g)) reached.add(name);
      }),
      { numRuns: 40, examples: [[[everywhere]]] },
    );
    expect(await ledgerFaults(world.database)).toEqual([]);
    // Control: the sequences have been everywhere.
    expect([...reached].toSorted()).toEqual([
      'ACCOUNT_FROZEN',
      'ACCOUNT_NOT_FOUND',
      'ContradictionError',
      'INSUFFICIENT_FUNDS',
      'PaymentAuthorized',
      'PaymentCaptured',
      'PaymentDeclined',
      'PaymentRefunded',
      'PaymentVoided',
    ]);
  },
);
