import { setTimeout as delay } from 'node:timers/promises';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  PaymentAuthorized,
  PaymentCaptured,
  PaymentDeclined,
  PaymentRefunded,
  PaymentVoided,
} from '#accounts/messages.ts';
import {
  ReservationsCommitted,
  ReservationsReleased,
  StockRejected,
  StockReserved,
  StockReturned,
} from '#products/messages.ts';
import { UserDeactivated } from '#users/messages.ts';
import { lockOrders } from '../../subgraphs/orders/rows.ts';
import {
  advanceOrders,
  cancelOrder,
  deliverOrder,
  shipOrder,
} from '../../subgraphs/orders/use-cases/advance-orders.ts';
import { callerOf } from '../kit/world.ts';
import { TEA, bring, openDesk, reserved } from './stages.ts';
import type { Desk, Stage } from './stages.ts';

let world: Desk;
beforeAll(async () => {
  world = await openDesk();
});
afterAll(() => world.close());

/** An order that has come to a stage, its customer, and how messages about it look. */
async function orderAt(stage: Stage) {
  const customer = callerOf();
  const order = await bring(world, await world.placed(customer), stage);
  const ofOrder = { orderId: order.id };
  const request = { orderId: order.id, customerId: customer.id };
  const notice = (reason: string | null, total: unknown = { amountMinor: '40100', currency: 'USD' }) => ({
    userId: customer.id,
    orderId: order.id,
    orderNumber: order.number,
    total,
    reason,
    lines: [{ name: total === null ? 'TEA' : 'Green tea', quantity: 2, total }],
  });
  return { customer, order, ofOrder, request, notice, statusOf: async () => (await world.order(order.id)).status };
}

const amount = { amountMinor: '40100', currency: 'USD' };

describe('on the way to CONFIRMED', () => {
  test('the stock is priced, the money is asked for', async () => {
    const { order, request } = await orderAt('PENDING');
    await world.deliver(StockReserved, reserved(order));
    expect(await world.order(order.id)).toMatchObject({
      status: 'AWAITING_PAYMENT',
      totalMinor: 40_100n,
      currency: 'USD',
      version: 2,
    });
    expect(await world.prisma.orderLine.findMany({ where: { orderId: order.id } })).toEqual([
      { orderId: order.id, index: 0, quantity: 2, ...TEA },
    ]);
    expect(await world.sent()).toEqual([
      { name: 'AuthorizePayment', destination: 'accounts', payload: { ...request, amount } },
    ]);
  });

  test('held money is taken, reserved stock committed, and the customer told when both are answered', async () => {
    const { order, ofOrder, request, notice, statusOf } = await orderAt('AUTHORIZING');
    await world.deliver(PaymentAuthorized, ofOrder);
    expect(await world.sent()).toEqual([
      { name: 'CommitReservations', destination: 'products', payload: request },
      { name: 'CapturePayment', destination: 'accounts', payload: request },
    ]);
    await world.deliver(ReservationsCommitted, ofOrder);
    expect([await statusOf(), await world.sent()]).toEqual(['AWAITING_PAYMENT', []]);
    await world.deliver(PaymentCaptured, ofOrder);
    expect(await statusOf()).toBe('CONFIRMED');
    expect(await world.sent()).toEqual([
      { name: 'NotifyOrderConfirmed', destination: 'notifications', payload: notice(null) },
    ]);
    expect(await world.timeline(order.id)).toEqual(['PENDING', 'AWAITING_PAYMENT', 'CONFIRMED']);
  });

  test('it is shipped and delivered', async () => {
    const { order, notice } = await orderAt('CONFIRMED');
    expect(await shipOrder(world.deps, order.id)).toMatchObject({ userErrors: [], order: { status: 'SHIPPED' } });
    expect(await deliverOrder(world.deps, order.id)).toMatchObject({ userErrors: [], order: { status: 'DELIVERED' } });
    expect(await world.sent()).toEqual([
      { name: 'NotifyOrderShipped', destination: 'notifications', payload: notice(null) },
      { name: 'NotifyOrderDelivered', destination: 'notifications', payload: notice(null) },
    ]);
  });
});

describe('prices that are not those of the order', () => {
  test.for<[string, (id: string) => ReturnType<typeof reserved>]>([
    ['of other products', (id) => ({ ...reserved({ id }), lines: [{ ...TEA, sku: 'COFFEE', quantity: 2 }] })],
    [
      'of another quantity',
      (id) => ({ ...reserved({ id }), lines: [{ ...TEA, quantity: 1, unitPriceMinor: 40_100n }] }),
    ],
    [
      'of more lines',
      (id) => ({
        ...reserved({ id }),
        lines: [
          { ...TEA, quantity: 1 },
          { ...TEA, quantity: 1 },
        ],
      }),
    ],
    ['of another sum', (id) => ({ ...reserved({ id }), total: { amountMinor: 40_000n, currency: 'USD' } })],
  ])('%s are a bug: the message fails whole', async ([, answer]) => {
    const { order } = await orderAt('PENDING');
    await expect(world.deliver(StockReserved, answer(order.id))).rejects.toThrow(order.id);
    expect(await world.order(order.id)).toEqual(order);
    expect(await world.sent()).toEqual([]);
  });

  test('of an order that does not exist, likewise', async () => {
    await expect(world.deliver(StockReserved, reserved({ id: uuidv7() }))).rejects.toThrow('does not exist');
    await expect(world.deliver(PaymentVoided, { orderId: uuidv7() })).rejects.toThrow('does not exist');
  });
});

describe('on the way to REJECTED', () => {
  test('without stock it is there at once, with the reason', async () => {
    const { order, ofOrder, notice } = await orderAt('PENDING');
    await world.deliver(StockRejected, { ...ofOrder, code: 'OUT_OF_STOCK', message: 'Only 1 piece of “Tea” is left.' });
    expect(await world.order(order.id)).toMatchObject({
      status: 'REJECTED',
      failureCode: 'OUT_OF_STOCK',
      failureMessage: 'Only 1 piece of “Tea” is left.',
    });
    expect(await world.sent()).toEqual([
      { name: 'NotifyOrderRejected', destination: 'notifications', payload: notice('OUT_OF_STOCK', null) },
    ]);
  });

  test('a declined payment releases the stock first', async () => {
    const { ofOrder, request, notice, statusOf } = await orderAt('AUTHORIZING');
    await world.deliver(PaymentDeclined, { ...ofOrder, code: 'INSUFFICIENT_FUNDS', message: 'Not enough money.' });
    expect(await statusOf()).toBe('AWAITING_PAYMENT');
    expect(await world.sent()).toEqual([{ name: 'ReleaseReservations', destination: 'products', payload: request }]);
    await world.deliver(ReservationsReleased, ofOrder);
    expect(await statusOf()).toBe('REJECTED');
    expect(await world.sent()).toEqual([
      { name: 'NotifyOrderRejected', destination: 'notifications', payload: notice('INSUFFICIENT_FUNDS') },
    ]);
  });
});

describe('cancelled by its customer', () => {
  test('while the stock is asked for, it is released, reserved or not', async () => {
    const { customer, order, ofOrder, request, notice, statusOf } = await orderAt('PENDING');
    expect(await cancelOrder(world.deps, customer, order.id)).toMatchObject({
      userErrors: [],
      order: { status: 'CANCELLING', failureCode: 'CANCELLED', failureMessage: 'Cancelled by you.' },
    });
    expect(await world.sent()).toEqual([{ name: 'ReleaseReservations', destination: 'products', payload: request }]);
    await world.deliver(StockReserved, reserved(order));
    expect([await statusOf(), await world.sent()]).toEqual(['CANCELLING', []]);
    await world.deliver(ReservationsReleased, ofOrder);
    expect(await statusOf()).toBe('CANCELLED');
    expect(await world.sent()).toEqual([
      { name: 'NotifyOrderCancelled', destination: 'notifications', payload: notice('CANCELLED', null) },
    ]);
    expect(await world.timeline(order.id)).toEqual(['PENDING', 'CANCELLING', 'CANCELLED']);
  });

  test('while the outcome of the payment is unknown, it is voided, and a late authorisation changes nothing', async () => {
    const { customer, order, ofOrder, request, statusOf } = await orderAt('AUTHORIZING');
    await cancelOrder(world.deps, customer, order.id);
    expect(await world.sent()).toEqual([
      { name: 'ReleaseReservations', destination: 'products', payload: request },
      { name: 'VoidPayment', destination: 'accounts', payload: { ...request, amount } },
    ]);
    await world.deliver(PaymentAuthorized, ofOrder);
    await world.deliver(PaymentVoided, ofOrder);
    expect([await statusOf(), await world.sent()]).toEqual(['CANCELLING', []]);
    await world.deliver(ReservationsReleased, ofOrder);
    expect(await statusOf()).toBe('CANCELLED');
  });

  test('past the pivot it waits for both answers and then gives both back', async () => {
    const { customer, order, ofOrder, request, statusOf } = await orderAt('PAST_PIVOT');
    expect(await cancelOrder(world.deps, customer, order.id)).toMatchObject({ order: { status: 'CANCELLING' } });
    await world.deliver(PaymentCaptured, ofOrder);
    expect(await world.sent()).toEqual([]);
    await world.deliver(ReservationsCommitted, ofOrder);
    expect(await world.sent()).toEqual([
      { name: 'ReturnStock', destination: 'products', payload: request },
      { name: 'RefundPayment', destination: 'accounts', payload: request },
    ]);
    await world.deliver(PaymentRefunded, ofOrder);
    expect(await statusOf()).toBe('CANCELLING');
    await world.deliver(StockReturned, ofOrder);
    expect(await statusOf()).toBe('CANCELLED');
    expect(await world.timeline(order.id)).toEqual(['PENDING', 'AWAITING_PAYMENT', 'CANCELLING', 'CANCELLED']);
  });
});

describe('who may demand what, and when', () => {
  test('an administrator cancels for the shop', async () => {
    const { order } = await orderAt('PENDING');
    expect(await cancelOrder(world.deps, callerOf('ADMIN'), order.id)).toMatchObject({
      order: { failureMessage: 'Cancelled by the shop.' },
    });
  });

  test("another's order is not found, nor is one that does not exist", async () => {
    const { order } = await orderAt('PENDING');
    const notFound = { userErrors: [{ code: 'NOT_FOUND', message: 'There is no such order.', field: ['id'] }] };
    expect(await cancelOrder(world.deps, callerOf(), order.id)).toEqual(notFound);
    expect(await cancelOrder(world.deps, callerOf(), uuidv7())).toEqual(notFound);
    expect(await shipOrder(world.deps, uuidv7())).toEqual(notFound);
    expect(await world.order(order.id)).toEqual(order);
  });

  test('a step that its state does not allow is refused and changes nothing', async () => {
    const { customer, order, ofOrder } = await orderAt('DECLINED');
    expect(await shipOrder(world.deps, order.id)).toMatchObject({
      userErrors: [{ code: 'INVALID_STATE', message: 'The order is AWAITING_PAYMENT and cannot be shipped.' }],
    });
    await world.deliver(ReservationsReleased, ofOrder);
    await world.sent();
    expect(await cancelOrder(world.deps, customer, order.id)).toMatchObject({
      userErrors: [{ code: 'INVALID_STATE' }],
    });
    expect(await deliverOrder(world.deps, order.id)).toMatchObject({ userErrors: [{ code: 'INVALID_STATE' }] });
    expect(await world.sent()).toEqual([]);
    expect(await world.timeline(order.id)).toEqual(['PENDING', 'AWAITING_PAYMENT', 'REJECTED']);
  });

  test('of cancelling and shipping at once one happens, whole', async () => {
    const seen = new Set<string>();
    for (let round = 0; round < 15; round += 1) {
      const { customer, order } = await orderAt('CONFIRMED');
      const [cancelled, shipped] = await Promise.all([
        cancelOrder(world.deps, customer, order.id),
        shipOrder(world.deps, order.id),
      ]);
      const codes = [...cancelled.userErrors, ...shipped.userErrors].map(({ code }) => code);
      expect(codes).toEqual(['INVALID_STATE']);
      const sent = (await world.sent()).map(({ name }) => name);
      const { status } = await world.order(order.id);
      seen.add(status);
      expect([status, sent]).toEqual(
        cancelled.userErrors.length > 0
          ? ['SHIPPED', ['NotifyOrderShipped']]
          : ['CANCELLING', ['ReturnStock', 'RefundPayment']],
      );
    }
    expect(['CANCELLING', 'SHIPPED']).toEqual(expect.arrayContaining([...seen]));
  });

  test('a demand that comes while another is being met waits for it, and meets what it made', async () => {
    const { customer, order } = await orderAt('CONFIRMED');
    const rivals: ReturnType<typeof cancelOrder>[] = [];
    await world.deps.database.transaction(async (tx) => {
      await lockOrders(tx, [order.id]);
      rivals.push(cancelOrder(world.deps, customer, order.id));
      while ((await world.waiting()) === 0) await delay(2);
      await advanceOrders(world.deps, tx, [{ orderId: order.id, event: { type: 'ShipAsked' } }]);
    });
    expect(await Promise.all(rivals)).toMatchObject([
      { userErrors: [{ code: 'INVALID_STATE', message: 'The order is SHIPPED and cannot be cancelled.' }] },
    ]);
  });

  test('what waited for an order is not earlier in its timeline than what it waited for', async () => {
    const { customer, order } = await orderAt('PENDING');
    const rivals: Promise<unknown>[] = [];
    await world.deps.database.transaction(async (tx) => {
      await lockOrders(tx, [order.id]);
      rivals.push(cancelOrder(world.deps, customer, order.id));
      while ((await world.waiting()) === 0) await delay(2);
      await delay(20); // The clocks of the two differ by so much at least.
      const { total, lines } = reserved(order);
      await advanceOrders(world.deps, tx, [{ orderId: order.id, event: { type: 'StockReserved', total }, lines }]);
    });
    await Promise.all(rivals);
    const timeline = await world.prisma.orderEvent.findMany({
      where: { orderId: order.id },
      orderBy: [{ at: 'asc' }, { version: 'asc' }],
    });
    expect(timeline.map(({ status }) => status)).toEqual(['PENDING', 'AWAITING_PAYMENT', 'CANCELLING']);
  });

  test('of fifty answers and cancellations at once each has its effect once', async () => {
    const { customer, order, ofOrder } = await orderAt('AUTHORIZING');
    const rivals = Array.from({ length: 25 }, () => [
      world.deliver(PaymentAuthorized, ofOrder),
      cancelOrder(world.deps, customer, order.id),
    ]);
    await Promise.all(rivals.flat());
    const { version, payment } = await world.order(order.id);
    const names = (await world.sent()).map(({ name }) => name);
    expect([version, names]).toEqual(
      payment === 'VOIDING'
        ? [3, ['ReleaseReservations', 'VoidPayment']]
        : [4, ['CommitReservations', 'CapturePayment']],
    );
  });
});

describe('a customer who is shut out', () => {
  test('has cancelled what is not yet confirmed, and nothing else', async () => {
    const customer = callerOf();
    const stages: Stage[] = ['PENDING', 'AUTHORIZING', 'PAST_PIVOT', 'DECLINED', 'CONFIRMED'];
    const ids: string[] = [];
    for (const stage of stages) ids.push((await bring(world, await world.placed(customer), stage)).id);
    const stranger = await world.placed(callerOf());
    await world.deliver(UserDeactivated, { userId: customer.id, version: 2 });
    const orders = await Promise.all(ids.map((id) => world.order(id)));
    expect(orders.map(({ status }) => status)).toEqual([
      'CANCELLING',
      'CANCELLING',
      'CANCELLING',
      'CANCELLING',
      'CONFIRMED',
    ]);
    expect(orders[0]?.failureMessage).toBe('Cancelled by the shop, because your access was suspended.');
    expect((await world.order(stranger.id)).status).toBe('PENDING');
  });
});
