import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { every } from '#platform/every.ts';
import { setTimeout as delay } from 'node:timers/promises';
import { PaymentVoided } from '#accounts/messages.ts';
import { ReservationsReleased, StockReserved } from '#products/messages.ts';
import { UserDeactivated } from '#users/messages.ts';
import type { Order } from '#prisma/orders';
import { lockOrders } from '../../subgraphs/orders/rows.ts';
import { createAnswerTimes, sweepOrders } from '../../subgraphs/orders/sweeper.ts';
import { CANCEL_BATCH_MAX } from '../../subgraphs/orders/use-cases/advance-orders.ts';
import { callerOf } from '../kit/world.ts';
import { bring, openDesk, reserved } from './stages.ts';
import type { Desk, Stage } from './stages.ts';

let world: Desk;
beforeAll(async () => {
  // Ten times what is usual: the database's clock goes on while a test prepares, and may not bring an order past its time.
  world = await openDesk({ askAgainAfterMs: 50_000 });
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.prisma.$executeRaw`TRUNCATE orders, order_lines, order_events, customer_standings`;
  await world.sent();
});

const orderAt = async (stage: Stage) => bring(world, await world.placed(callerOf()), stage);
const namesSent = async () => (await world.sent()).map(({ name }) => name);

/** Lets time pass for all orders. */
const age = (seconds: number) => world.prisma.$executeRaw`
  UPDATE orders SET asked_at = asked_at - make_interval(secs => ${seconds}), deadline_at = deadline_at - make_interval(secs => ${seconds})`;
/** Lets time pass for the asking alone. */
const wait = (seconds: number) =>
  world.prisma.$executeRaw`UPDATE orders SET asked_at = asked_at - make_interval(secs => ${seconds})`;

describe('an order that does not move', () => {
  test.for<[Stage, string[]]>([
    ['PENDING', ['ReserveStock']],
    ['AUTHORIZING', ['AuthorizePayment']],
    ['PAST_PIVOT', ['CommitReservations', 'CapturePayment']],
    ['DECLINED', ['ReleaseReservations']],
    ['CONFIRMED', []],
  ])('%s has asked again for %j, in the same words', async ([stage, names]) => {
    await orderAt(stage);
    const everything = await world.prisma.$queryRaw<{ name: string; payload: unknown }[]>`
      SELECT envelope->>'name' AS name, envelope->'payload' AS payload FROM messaging.outbox ORDER BY id`;
    await wait(60);
    const sweep = await sweepOrders(world.deps);
    expect(sweep).toEqual({ expired: 0, cancelled: 0, askedAgain: names.length === 0 ? 0 : 1 });
    const again = await world.sent();
    expect(again.map(({ name }) => name)).toEqual(names);
    for (const { name, payload } of again)
      expect(payload).toEqual(everything.findLast((message) => message.name === name)?.payload);
  });

  test('is left alone while its time has not come', async () => {
    await orderAt('PENDING');
    await wait(40);
    expect(await sweepOrders(world.deps)).toEqual({ expired: 0, cancelled: 0, askedAgain: 0 });
  });

  test('is asked about less and less often, and from the third time on that is reported', async () => {
    const order = await orderAt('PAST_PIVOT');
    const warnings = () =>
      world.logged.filter((line) => line.includes('does not move') && line.includes(order.id)).length;
    for (const [repetition, waitS] of [50, 100, 200, 400, 800, 800, 800].entries()) {
      await wait(waitS - 10);
      expect((await sweepOrders(world.deps)).askedAgain, `repetition ${repetition} too early`).toBe(0);
      await wait(10);
      expect((await sweepOrders(world.deps)).askedAgain, `repetition ${repetition}`).toBe(1);
      expect(warnings()).toBe(Math.max(0, repetition - 1));
    }
  });

  test('is left alone for longer where answers take long', async () => {
    const ahead = () => new Date(Date.now() + 3_600_000); // The clock of this process does not count.
    const answerTimes = createAnswerTimes(ahead);
    const busy = await openDesk({ answerTimes });
    try {
      const orders = [await busy.placed(callerOf()), await busy.placed(callerOf())];
      const waited = (order: Order, seconds: number) =>
        busy.prisma.order.update({
          where: { id: order.id },
          data: { askedAt: new Date(order.askedAt.getTime() - seconds * 1_000) },
        });
      const [slow, waiting] = orders;
      if (slow === undefined || waiting === undefined) throw new Error('There are no orders');
      await waited(slow, 20);
      await busy.deliver(StockReserved, reserved(slow));
      await waited(waiting, 40);
      expect((await sweepOrders(busy.deps)).askedAgain).toBe(0);
      await waited(waiting, 60);
      expect((await sweepOrders(busy.deps)).askedAgain).toBe(1);
    } finally {
      await busy.close();
    }
  });

  test('starts anew once it has moved', async () => {
    const order = await orderAt('PENDING');
    await wait(60);
    await sweepOrders(world.deps);
    expect((await world.order(order.id)).asksRepeated).toBe(1);
    await world.deliver(StockReserved, reserved(order));
    expect((await world.order(order.id)).asksRepeated).toBe(0);
  });

  test('is skipped while it is locked', async () => {
    const [busy, idle] = [await orderAt('PENDING'), await orderAt('PENDING')];
    await wait(60);
    await world.deps.database.transaction(async (tx) => {
      await lockOrders(tx, [busy.id]);
      expect((await sweepOrders(world.deps)).askedAgain).toBe(1);
    });
    expect((await world.sent()).map(({ payload }) => payload['orderId'])).toEqual([idle.id]);
  });

  test('is asked about once, however many sweep at once, and however many orders there are', async () => {
    const COUNT = 120;
    await Promise.all(Array.from({ length: COUNT }, () => world.placed(callerOf())));
    await world.sent();
    await wait(60);
    const sweeps = await Promise.all([1, 2, 3].map(() => sweepOrders(world.deps)));
    expect(sweeps.reduce((sum, { askedAgain }) => sum + askedAgain, 0)).toBe(COUNT);
    expect(new Set((await world.sent()).map(({ payload }) => payload['orderId'])).size).toBe(COUNT);
  });
});

describe('past its deadline', () => {
  test('an order without stock is released, and EXPIRED once that is answered', async () => {
    const order = await orderAt('PENDING');
    await age(121);
    expect(await sweepOrders(world.deps)).toMatchObject({ expired: 1 });
    expect(await namesSent()).toEqual(['ReleaseReservations']);
    expect((await world.order(order.id)).status).toBe('PENDING');
    await world.deliver(StockReserved, reserved(order));
    await world.deliver(ReservationsReleased, { orderId: order.id });
    expect(await world.order(order.id)).toMatchObject({ status: 'EXPIRED', failureCode: 'EXPIRED', totalMinor: null });
    expect(await namesSent()).toEqual(['NotifyOrderExpired']);
    expect(await world.timeline(order.id)).toEqual(['PENDING', 'EXPIRED']);
  });

  test('an order whose money was asked for is voided too', async () => {
    const order = await orderAt('AUTHORIZING');
    await age(121);
    await sweepOrders(world.deps);
    expect(await namesSent()).toEqual(['ReleaseReservations', 'VoidPayment']);
    await world.deliver(ReservationsReleased, { orderId: order.id });
    await world.deliver(PaymentVoided, { orderId: order.id });
    expect((await world.order(order.id)).status).toBe('EXPIRED');
  });

  test.for<Stage>(['PAST_PIVOT', 'CONFIRMED', 'DECLINED'])('an order that is %s does not expire', async (stage) => {
    const order = await orderAt(stage);
    await age(121);
    expect(await sweepOrders(world.deps)).toMatchObject({ expired: 0 });
    expect((await world.order(order.id)).failureCode).toBe(order.failureCode);
  });
});

describe('of a customer who is shut out', () => {
  test('the sweeper cancels what is more than a batch, and what slipped through while the news arrived', async () => {
    const customer = callerOf();
    const input = { lines: [{ sku: 'TEA', quantity: 2 }] };
    await Promise.all(Array.from({ length: CANCEL_BATCH_MAX + 3 }, () => world.deps.placeOrder(customer, input)));
    await world.sent();
    const open = () => world.prisma.order.count({ where: { status: 'PENDING' } });
    await world.deliver(UserDeactivated, { userId: customer.id, version: 2 });
    expect(await open()).toBe(3);
    expect(await sweepOrders(world.deps)).toMatchObject({ cancelled: 3 });
    expect(await open()).toBe(0);
    expect(await sweepOrders(world.deps)).toMatchObject({ cancelled: 0 });
  });
});

describe('the sweeper', () => {
  test('does the rest where one part of a sweep fails', async () => {
    const [late, idle] = [await orderAt('PENDING'), await orderAt('AUTHORIZING')];
    await wait(60);
    await world.prisma.$executeRaw`UPDATE orders SET deadline_at = now() WHERE id = ${late.id}::uuid`;
    await world.prisma.$executeRaw`ALTER TABLE orders ADD CONSTRAINT broken CHECK (stock <> 'RELEASING') NOT VALID`;
    const sweep = await sweepOrders(world.deps);
    await world.prisma.$executeRaw`ALTER TABLE orders DROP CONSTRAINT broken`;
    expect(sweep).toEqual({ expired: 0, cancelled: 0, askedAgain: 2 });
    expect((await world.sent()).map(({ payload }) => payload['orderId'])).toEqual([late.id, idle.id]);
    expect(world.logged.some((line) => line.includes('a sweep failed'))).toBe(true);
  });

  test('goes on after a sweep that failed, and stops when it is told to', async () => {
    world.logged.length = 0;
    await orderAt('PENDING');
    await wait(60);
    await world.prisma.$executeRaw`ALTER TABLE orders RENAME TO orders_away`;
    const work = () => sweepOrders(world.deps);
    const sweeper = every({ name: 'sweeper', intervalMs: 20, log: world.deps.log, work });
    const failures = () => world.logged.filter((line) => line.includes('a sweep failed')).length;
    while (failures() < 2) await delay(5);
    await world.prisma.$executeRaw`ALTER TABLE orders_away RENAME TO orders`;
    while ((await world.sent()).length === 0) await delay(5);
    await sweeper.stop();
    const count = failures();
    await wait(600);
    await delay(60);
    expect([await world.sent(), failures()]).toEqual([[], count]);
  });
});
