import { setTimeout as delay } from 'node:timers/promises';
import fc from 'fast-check';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { PaymentAuthorized, PaymentCaptured, PaymentDeclined, PaymentVoided } from '#accounts/messages.ts';
import type { Handled } from '#platform/inbox.ts';
import type { Envelope } from '#platform/message.ts';
import type { Order } from '#prisma/orders';
import { ReservationsCommitted, StockReserved } from '#products/messages.ts';
import { UserDeactivated, UserReactivated } from '#users/messages.ts';
import { decide } from '../../subgraphs/orders/domain/decide.ts';
import type { SagaEvent } from '../../subgraphs/orders/domain/decide.ts';
import { PLACED } from '../../subgraphs/orders/domain/saga.ts';
import type { Saga } from '../../subgraphs/orders/domain/saga.ts';
import { lockOrders } from '../../subgraphs/orders/rows.ts';
import { sweepOrders } from '../../subgraphs/orders/sweeper.ts';
import { advanceOrders } from '../../subgraphs/orders/use-cases/advance-orders.ts';
import type { OrderHappening } from '../../subgraphs/orders/use-cases/advance-orders.ts';
import { randomRuns } from '../kit/random-runs.ts';
import { TEA, bring, reserved } from './answers.ts';
import type { Stage } from './answers.ts';
import { callerOf, createWorld, envelopeOf, insistDone } from './world.ts';
import type { Sent, World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.prisma.$executeRaw`TRUNCATE orders, order_lines, order_events, customer_standings`;
  await world.sent();
});

const ordersAt = async (stage: Stage, count: number): Promise<Order[]> => {
  const placed = await Promise.all(Array.from({ length: count }, () => world.placed(callerOf())));
  return Promise.all(placed.map((order) => bring(world, order, stage)));
};
const statusesOf = async (orders: readonly Order[]) =>
  Promise.all(orders.map(async ({ id }) => (await world.order(id)).status));
const sentAbout = (sent: readonly Sent[], { id }: Order): string[] =>
  sent.filter(({ payload }) => payload['orderId'] === id).map(({ name }) => name);
const kindOf = (outcome: Handled): string => (typeof outcome === 'string' ? outcome : 'failed');

describe('a batch of answers', () => {
  test('has the effect of its messages one after the other; what is poison fails alone and what is repeated does nothing', async () => {
    const [moved, confirmed, mispriced, plain] = await ordersAt('PENDING', 4);
    if (!moved || !confirmed || !mispriced || !plain) throw new Error('There are no orders');
    const before = envelopeOf(StockReserved, reserved(plain));
    insistDone(await world.take([before]));
    await world.sent();
    const first = envelopeOf(StockReserved, reserved(moved));
    const batch: Envelope[] = [
      first,
      envelopeOf(StockReserved, reserved(confirmed)),
      envelopeOf(PaymentVoided, { orderId: uuidv7() }),
      envelopeOf(PaymentAuthorized, { orderId: confirmed.id }),
      envelopeOf(PaymentDeclined, { orderId: moved.id, code: 'ACCOUNT_FROZEN', message: 'Frozen.' }),
      first,
      envelopeOf(ReservationsCommitted, { orderId: confirmed.id }),
      before,
      envelopeOf(StockReserved, { ...reserved(mispriced), lines: [{ ...TEA, sku: 'COFFEE', quantity: 2 }] }),
      envelopeOf(PaymentAuthorized, { orderId: moved.id }),
      envelopeOf(PaymentCaptured, { orderId: confirmed.id }),
      envelopeOf(PaymentAuthorized, { orderId: plain.id }),
    ];
    expect((await world.take(batch)).map(kindOf)).toEqual([
      'done',
      'done',
      'failed',
      'done',
      'done',
      'duplicate',
      'done',
      'duplicate',
      'failed',
      'done',
      'done',
      'done',
    ]);
    expect(await statusesOf([moved, confirmed, mispriced, plain])).toEqual([
      'AWAITING_PAYMENT',
      'CONFIRMED',
      'PENDING',
      'AWAITING_PAYMENT',
    ]);
    const timeline = await world.prisma.orderEvent.findMany({
      where: { orderId: confirmed.id },
      orderBy: { version: 'asc' },
    });
    expect(timeline).toMatchObject([
      { version: 1, status: 'PENDING' },
      { version: 2, status: 'AWAITING_PAYMENT', detail: 'The items are reserved and priced.' },
      { version: 5, status: 'CONFIRMED' },
    ]);
    expect(await world.order(confirmed.id)).toMatchObject({ version: 5, totalMinor: 40_100n });
    expect(await world.order(moved.id)).toMatchObject({ version: 3, failureCode: 'ACCOUNT_FROZEN' });
    const sent = await world.sent();
    expect(sentAbout(sent, moved)).toEqual(['AuthorizePayment', 'ReleaseReservations']);
    expect(sentAbout(sent, confirmed)).toEqual([
      'AuthorizePayment',
      'CommitReservations',
      'CapturePayment',
      'NotifyOrderConfirmed',
    ]);
    expect([sentAbout(sent, mispriced), sentAbout(sent, plain)]).toEqual([
      [],
      ['CommitReservations', 'CapturePayment'],
    ]);
    // What failed is not forgotten: when it comes again, it is no duplicate.
    expect((await world.take(batch.slice(1, 3))).map(kindOf)).toEqual(['duplicate', 'failed']);
  });

  test('prices the lines of all its orders, and names the order whose lines are others', async () => {
    const lines = Array.from({ length: 3 }, (_, index) => ({ sku: `SKU-${index}`, quantity: index + 1 }));
    const orders = await Promise.all([1, 2, 3].map(() => world.placed(callerOf(), { lines })));
    const answer = ({ id: orderId }: Order, count: number) => {
      const priced = lines.slice(0, count).map((line) => ({ ...line, productId: uuidv7(), unitPriceMinor: 7n }));
      const pieces = priced.reduce((sum, { quantity }) => sum + quantity, 0);
      return { orderId, lines: priced, total: { amountMinor: 7n * BigInt(pieces), currency: 'USD' } };
    };
    const handled = await world.take(
      orders.map((order, index) => envelopeOf(StockReserved, answer(order, index === 1 ? 2 : 3))),
    );
    expect(handled.map(kindOf)).toEqual(['done', 'failed', 'done']);
    expect(String(Object.values(handled[1] ?? {}))).toContain(orders[1]?.id);
    const priced = await world.prisma.orderLine.groupBy({ by: ['orderId'], _count: { unitPriceMinor: true } });
    expect(new Map(priced.map((each) => [each.orderId, each._count.unitPriceMinor]))).toEqual(
      new Map(orders.map(({ id }, index) => [id, index === 1 ? 0 : 3])),
    );
  });

  test('goes on with the trace that each of its messages came with', async () => {
    const orders = await ordersAt('PENDING', 3);
    const batch = orders.map((order) => envelopeOf(StockReserved, reserved(order)));
    insistDone(await world.take(batch));
    const sent = await world.prisma.$queryRaw<{ trace: string }[]>`
      SELECT envelope->>'traceparent' AS trace FROM messaging.outbox WHERE envelope->>'name' = 'AuthorizePayment'
        AND envelope->'payload'->>'orderId' = ANY(${orders.map(({ id }) => id)}) ORDER BY id`;
    expect(sent).toEqual(batch.map(({ traceparent }) => ({ trace: traceparent })));
  });

  test('costs as many statements for fifty messages as for one', async () => {
    const statementsOf = async (count: number) => {
      const orders = await ordersAt('PENDING', count);
      world.statements.length = 0;
      insistDone(await world.take(orders.map((order) => envelopeOf(StockReserved, reserved(order)))));
      return world.statements.length;
    };
    const one = await statementsOf(1);
    expect(one).toBeLessThanOrEqual(6);
    expect(await statementsOf(50)).toBe(one);
  });
});

describe('two batches at once over the same orders', () => {
  test('in opposite order wait for each other in one direction, and end right', async () => {
    const rival = world.another();
    const orders = (await ordersAt('PAST_PIVOT', 9)).toSorted((a, b) => (a.id < b.id ? -1 : 1));
    const middle = orders[4];
    if (middle === undefined) throw new Error('There are no orders');
    world.statements.length = 0;
    const batches: Promise<Handled[]>[] = [];
    const waiting = async () => {
      const [row] = await world.prisma.$queryRaw<{ count: number }[]>`
        SELECT count(*)::int AS count FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
      return row?.count ?? 0;
    };
    // Each has locked what comes before the middle when it meets the lock there: from opposite ends they would hold what the other wants.
    await world.deps.database.transaction(async (tx) => {
      await lockOrders(tx, [middle.id]);
      batches.push(
        world.take(orders.map(({ id: orderId }) => envelopeOf(PaymentCaptured, { orderId }))),
        rival.take(orders.toReversed().map(({ id: orderId }) => envelopeOf(ReservationsCommitted, { orderId }))),
      );
      while ((await waiting()) < 2) await delay(2);
    });
    for (const batch of batches) insistDone(await batch);
    expect(new Set(await statusesOf(orders))).toEqual(new Set(['CONFIRMED']));
    expect((await world.sent()).map(({ name }) => name)).toEqual(orders.map(() => 'NotifyOrderConfirmed'));
    // A deadlock is no error for the caller: the batch is run again. It would show here.
    for (const statements of [world.statements, rival.statements])
      expect(statements.filter((text) => text.includes('INSERT INTO messaging.inbox'))).toHaveLength(1);
  });
});

describe('a batch of standings', () => {
  test('has the effect of its messages one after the other, ignoring stale versions', async () => {
    const customers = [callerOf(), callerOf(), callerOf(), callerOf()];
    const orders = await Promise.all(customers.map((customer) => world.placed(customer)));
    const [back, late, early, stale] = customers.map(({ id: userId }) => (version: number) => ({ userId, version }));
    if (!back || !late || !early || !stale) throw new Error('There are no customers');
    insistDone(await world.take([envelopeOf(UserReactivated, late(5))]));
    const handled = await world.take([
      envelopeOf(UserDeactivated, back(2)),
      envelopeOf(UserDeactivated, late(4)),
      envelopeOf(UserReactivated, early(3)),
      envelopeOf(UserReactivated, back(3)),
      envelopeOf(UserDeactivated, early(2)),
      envelopeOf(UserDeactivated, stale(2)),
      envelopeOf(UserReactivated, late(6)),
    ]);
    expect(handled.map(kindOf)).toEqual(handled.map(() => 'done'));
    const standings = await world.prisma.customerStanding.findMany({ orderBy: { userId: 'asc' } });
    expect(new Map(standings.map(({ userId, active, version }) => [userId, `${active} ${version}`]))).toEqual(
      new Map(customers.map(({ id }, index) => [id, ['true 3', 'true 6', 'true 3', 'false 2'][index]])),
    );
    expect(await statusesOf(orders)).toEqual(['CANCELLING', 'PENDING', 'PENDING', 'CANCELLING']);
  });

  test('costs as many statements for fifty customers as for one', async () => {
    const statementsOf = async (count: number) => {
      const orders = await ordersAt('AUTHORIZING', count);
      world.statements.length = 0;
      insistDone(
        await world.take(orders.map(({ customerId: userId }) => envelopeOf(UserDeactivated, { userId, version: 1 }))),
      );
      expect(new Set(await statusesOf(orders))).toEqual(new Set(['CANCELLING']));
      return world.statements.length;
    };
    const one = await statementsOf(1);
    expect(await statementsOf(50)).toBe(one);
  });
});

test.for<[string, Stage, string]>([
  ['asks again for stock', 'PENDING', 'asked_at'],
  ['asks again for money', 'AUTHORIZING', 'asked_at'],
  ['expires orders', 'AUTHORIZING', 'deadline_at'],
])('the sweeper %s by as many statements for fifty orders as for one', async ([, stage, column]) => {
  const statementsOf = async (count: number) => {
    await ordersAt(stage, count);
    await world.prisma.$executeRawUnsafe(`UPDATE orders SET ${column} = ${column} - interval '150 s'`);
    world.statements.length = 0;
    const { expired, askedAgain } = await sweepOrders(world.deps);
    expect(expired + askedAgain).toBe(count);
    await world.prisma.$executeRaw`TRUNCATE orders, order_lines, order_events`;
    return world.statements.length;
  };
  const one = await statementsOf(1);
  expect(await statementsOf(50)).toBe(one);
});

/** Every event there is. */
const EVENTS: readonly SagaEvent[] = [
  { type: 'StockReserved', total: reserved({ id: '' }).total },
  { type: 'StockRejected', failure: { code: 'OUT_OF_STOCK', message: 'None left.' } },
  { type: 'PaymentAuthorized' },
  { type: 'PaymentDeclined', failure: { code: 'INSUFFICIENT_FUNDS', message: 'Not enough money.' } },
  { type: 'PaymentCaptured' },
  { type: 'PaymentVoided' },
  { type: 'PaymentRefunded' },
  { type: 'ReservationsCommitted' },
  { type: 'ReservationsReleased' },
  { type: 'StockReturned' },
  { type: 'CancelAsked', by: 'CUSTOMER' },
  { type: 'ShipAsked' },
  { type: 'DeliverAsked' },
  { type: 'DeadlinePassed' },
];

interface Step {
  readonly order: number;
  readonly pick: number;
  /** Whether only an event that moves the order is chosen. */
  readonly isApt: boolean;
  readonly endsBatch: boolean;
}

const ORDERS = 3;

/** Which events the steps are, each chosen by where its order then is. */
function eventsOf(steps: readonly Step[]): { readonly order: number; readonly event: SagaEvent }[] {
  const sagas = Array.from({ length: ORDERS }, (): Saga => PLACED);
  return steps.flatMap(({ order, pick, isApt }) => {
    const saga = sagas[order] ?? PLACED;
    const apt = EVENTS.filter((event) => decide(saga, event).kind === 'moved');
    const from = isApt && apt.length > 0 ? apt : EVENTS;
    const event = from[pick % from.length];
    if (event === undefined) return [];
    const decision = decide(saga, event);
    if (decision.kind === 'moved') sagas[order] = decision.next;
    return [{ order, event }];
  });
}

/** Lets batches of events happen to new orders; tells all that can be seen of it, without what differs from run to run. */
async function outcomeOf(batches: readonly (readonly { readonly order: number; readonly event: SagaEvent }[])[]) {
  const customer = callerOf();
  const orders: Order[] = [];
  for (let count = 0; count < ORDERS; count += 1) orders.push(await world.placed(customer));
  const { database } = world.deps;
  for (const batch of batches) {
    const happenings = batch.map(({ order, event }): OrderHappening => {
      const { id: orderId } = orders[order] ?? { id: '' };
      return { orderId, event, ...(event.type === 'StockReserved' && { lines: reserved({ id: orderId }).lines }) };
    });
    await database.transaction((tx) => advanceOrders(world.deps, tx, happenings));
  }
  const sent = await world.sent();
  return Promise.all(
    orders.map(async ({ id, number }) => {
      const { lines, timeline, askedAt, updatedAt, ...order } = await world.prisma.order.findUniqueOrThrow({
        where: { id },
        omit: { id: true, number: true, customerId: true, createdAt: true, deadlineAt: true },
        include: { lines: true, timeline: { orderBy: { version: 'asc' } } },
      });
      expect(timeline.at(-1)?.status).toBe(order.status);
      expect(askedAt).toEqual(updatedAt);
      return {
        ...order,
        lines: lines.map(({ sku, productId, unitPriceMinor }) => ({ sku, productId, unitPriceMinor })),
        timeline: timeline.map((entry) => [entry.version, entry.status, entry.detail]),
        sent: sent
          .filter(({ payload }) => payload['orderId'] === id)
          .map((message) =>
            JSON.stringify(message)
              .replaceAll(id, 'id')
              .replaceAll(number, 'number')
              .replaceAll(customer.id, 'customer'),
          ),
      };
    }),
  );
}

const runs = randomRuns('FUZZ', 25, 3);

test(
  'however events are split into batches, orders, timelines and messages are the same as one by one',
  async () => {
    const step = fc.record({
      order: fc.nat(ORDERS - 1),
      pick: fc.nat(1_000),
      isApt: fc.integer({ min: 0, max: 9 }).map((number) => number < 8),
      endsBatch: fc.integer({ min: 0, max: 5 }).map((number) => number === 0),
    });
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 45, size: 'max' }), async (steps) => {
        const events = eventsOf(steps);
        const batches: (typeof events)[] = [[]];
        for (const [index, event] of events.entries()) {
          batches.at(-1)?.push(event);
          if (steps[index]?.endsBatch === true) batches.push([]);
        }
        const oneByOne = await outcomeOf(events.map((event) => [event]));
        expect(await outcomeOf(batches.filter((batch) => batch.length > 0))).toEqual(oneByOne);
        for (const { status } of oneByOne) seen.add(status);
      }),
      runs.parameters,
    );
    // The usual runs reach them all.
    const reached = runs.isUsual ? ['CANCELLED', 'DELIVERED', 'EXPIRED', 'REJECTED'] : [];
    expect([...seen]).toEqual(expect.arrayContaining(reached));
  },
  runs.timeout,
);
