import { setTimeout as delay } from 'node:timers/promises';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { PaymentAuthorized, PaymentCaptured, PaymentDeclined, PaymentVoided } from '#accounts/messages.ts';
import type { Handled } from '#platform/inbox.ts';
import type { Envelope } from '#platform/message.ts';
import type { Order } from '#prisma/orders';
import { ReservationsCommitted, StockReserved } from '#products/messages.ts';
import { UserDeactivated, UserReactivated } from '#users/messages.ts';
import { lockOrders } from '../../subgraphs/orders/rows.ts';
import { sweepOrders } from '../../subgraphs/orders/sweeper.ts';
import { callerOf, envelopeOf, insistDone, wordFor } from '../kit/world.ts';
import type { Sent } from '../kit/world.ts';
import { TEA, bring, openDesk, reserved } from './stages.ts';
import type { Desk, Stage } from './stages.ts';

let world: Desk;
beforeAll(async () => {
  world = await openDesk();
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
    expect((await world.take(batch)).map(wordFor)).toEqual([
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
    expect((await world.take(batch.slice(1, 3))).map(wordFor)).toEqual(['duplicate', 'failed']);
  });

  test('moves one order by all its answers in one transaction, each from where the one before has left it', async () => {
    const [order] = await ordersAt('PENDING', 1);
    if (order === undefined) throw new Error('There is no order');
    const ofOrder = { orderId: order.id };
    world.statements.length = 0;
    const handled = await world.take([
      envelopeOf(StockReserved, reserved(order)),
      envelopeOf(PaymentAuthorized, ofOrder),
      envelopeOf(PaymentCaptured, ofOrder),
      envelopeOf(ReservationsCommitted, ofOrder),
    ]);
    expect(handled).toEqual(['done', 'done', 'done', 'done']);
    expect(world.statements.filter((text) => text.includes('INSERT INTO messaging.inbox'))).toHaveLength(1);
    expect(await world.order(order.id)).toMatchObject({ status: 'CONFIRMED', version: 5 });
    expect(sentAbout(await world.sent(), order)).toEqual([
      'AuthorizePayment',
      'CommitReservations',
      'CapturePayment',
      'NotifyOrderConfirmed',
    ]);
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
    expect(handled.map(wordFor)).toEqual(['done', 'failed', 'done']);
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
    const orders = (await ordersAt('PAST_PIVOT', 9)).toSorted((a, b) => (a.id < b.id ? -1 : 1));
    const middle = orders[4];
    if (middle === undefined) throw new Error('There are no orders');
    world.statements.length = 0;
    const batches: Promise<Handled[]>[] = [];
    // Each has locked what comes before the middle when it meets the lock there: from opposite ends they would hold what the other wants.
    await world.deps.database.transaction(async (tx) => {
      await lockOrders(tx, [middle.id]);
      batches.push(
        world.take(
          orders.map(({ id: orderId }) => envelopeOf(PaymentCaptured, { orderId })),
          1,
        ),
        world.take(
          orders.toReversed().map(({ id: orderId }) => envelopeOf(ReservationsCommitted, { orderId })),
          2,
        ),
      );
      while ((await world.waiting()) < 2) await delay(2);
    });
    for (const batch of batches) insistDone(await batch);
    expect(new Set(await statusesOf(orders))).toEqual(new Set(['CONFIRMED']));
    expect((await world.sent()).map(({ name }) => name)).toEqual(orders.map(() => 'NotifyOrderConfirmed'));
    // A deadlock is no error for the caller: the batch is run again. It would show here.
    expect(world.statements.filter((text) => text.includes('INSERT INTO messaging.inbox'))).toHaveLength(2);
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
    expect(handled.map(wordFor)).toEqual(handled.map(() => 'done'));
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
