import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import {
  AccountDocument,
  CancelOrderDocument,
  DeliverOrderDocument,
  OrderStatusDocument,
  ShipOrderDocument,
} from '../../../client/generated/graphql.ts';
import { stockArticle, stockOf } from '../../kit/shop.ts';
import type { Article } from '../../kit/shop.ts';
import type { OrderPage, Visitor } from '../../kit/visitor.ts';
import { codesOf, failure } from './answers.ts';
import { NOBODY } from './calls.ts';
import { DEADLINE_SECONDS } from './world.ts';
import type { Person, Within, World } from './world.ts';

const NOTHING = { order: null };

const cancel = async (somebody: Visitor, id: string) => (await somebody.ask(CancelOrderDocument, { id })).cancelOrder;
const ship = async (somebody: Visitor, id: string) => (await somebody.ask(ShipOrderDocument, { id })).shipOrder;
const deliver = async (somebody: Visitor, id: string) =>
  (await somebody.ask(DeliverOrderDocument, { id })).deliverOrder;
const statusesOf = ({ timeline }: OrderPage) => timeline.map(({ status }) => status);

/** A customer with 100.00, an article of 10.00 with five pieces, and an order of two of them. */
async function setting({ admin, customerWith }: World) {
  const customer = await customerWith('100.00');
  const article = await stockArticle(admin, '10.00', 5);
  const place = () => customer.placeOrder([{ sku: article.sku, quantity: 2 }]);
  const confirmed = async (): Promise<string> => {
    const { id, status } = await customer.settled(await place());
    expect(status).toBe('CONFIRMED');
    return id;
  };
  return { customer, article, place, confirmed };
}

/** That money and stock are as they were before the order. */
async function expectUndone(customer: Person, article: Article): Promise<void> {
  const { me } = await customer.ask(AccountDocument, {});
  expect(me?.account).toMatchObject({ balance: { amount: '100.00' }, held: { amount: '0.00' } });
  expect(await stockOf(customer, article)).toEqual({ onHand: 5, reserved: 0, available: 5 });
}

function cancelling(within: Within): void {
  describe('cancelOrder', () => {
    test('before anything is reserved undoes what comes of it', async () => {
      const { customer, article, place } = await setting(within());
      const id = await within().whileStopped(['products'], async () => {
        const placed = await place();
        expect(await cancel(customer, placed)).toMatchObject({
          order: { status: 'CANCELLING', failure: { code: 'CANCELLED' } },
          userErrors: [],
        });
        expect(await cancel(customer, placed)).toMatchObject({ order: { status: 'CANCELLING' }, userErrors: [] });
        return placed;
      });
      const order = await customer.settled(id);
      expect(order).toMatchObject({ status: 'CANCELLED', payment: null });
      expect(order.reservations?.filter(({ status }) => status !== 'RELEASED')).toEqual([]);
      await expectUndone(customer, article);
    });

    test('before the money is held voids the payment and releases the stock', async () => {
      const { customer, article, place } = await setting(within());
      const id = await within().whileStopped(['accounts'], async () => {
        const placed = await place();
        await expect.poll(async () => (await stockOf(customer, article)).reserved, { timeout: 10_000 }).toBe(2);
        const status = async () => (await customer.ask(OrderStatusDocument, { id: placed })).order?.status;
        await expect.poll(status, { timeout: 10_000 }).toBe('AWAITING_PAYMENT');
        expect(codesOf(await cancel(customer, placed))).toEqual([]);
        return placed;
      });
      const order = await customer.settled(id);
      expect(order).toMatchObject({ status: 'CANCELLED', failure: { code: 'CANCELLED' }, total: { amount: '20.00' } });
      expect(order).toMatchObject({ payment: { status: 'VOIDED' }, reservations: [{ status: 'RELEASED' }] });
      expect(statusesOf(order)).toEqual(['PENDING', 'AWAITING_PAYMENT', 'CANCELLING', 'CANCELLED']);
      await expectUndone(customer, article);
    });

    test('after it is confirmed refunds the payment and returns the stock, also for an administrator', async () => {
      const { customer, article, confirmed } = await setting(within());
      for (const somebody of [customer, within().admin]) {
        const id = await confirmed();
        expect(await cancel(somebody, id)).toMatchObject({ order: { id, status: 'CANCELLING' }, userErrors: [] });
        const order = await customer.settled(id);
        expect(order).toMatchObject({ status: 'CANCELLED', failure: { code: 'CANCELLED' } });
        expect(order).toMatchObject({ payment: { status: 'REFUNDED' }, reservations: [{ status: 'RELEASED' }] });
        await expectUndone(customer, article);
        expect(await cancel(somebody, id)).toMatchObject({ order: { status: 'CANCELLED' }, userErrors: [] });
      }
    });

    test("fails with NOT_FOUND for another's and for none", async () => {
      const { confirmed } = await setting(within());
      const id = await confirmed();
      expect(await cancel(await within().newcomer(), id)).toEqual(failure('NOT_FOUND', 'id', NOTHING));
      expect(await cancel(within().admin, NOBODY)).toEqual(failure('NOT_FOUND', 'id', NOTHING));
    });
  });
}

function shipping(within: Within): void {
  describe('shipOrder and deliverOrder', () => {
    test('take a confirmed order to its end, one step at a time and no other way', async () => {
      const { admin, whileStopped } = within();
      const { customer, place } = await setting(within());
      const invalid = failure('INVALID_STATE', 'id', NOTHING);
      const id = await whileStopped(['products'], async () => {
        const placed = await place();
        expect(await ship(admin, placed)).toEqual(invalid);
        expect(await deliver(admin, placed)).toEqual(invalid);
        return placed;
      });
      await customer.settled(id);
      expect(await deliver(admin, id)).toEqual(invalid);
      expect(await ship(admin, id)).toMatchObject({ order: { id, status: 'SHIPPED' }, userErrors: [] });
      expect(await ship(admin, id)).toEqual(invalid);
      expect(await cancel(customer, id)).toEqual(invalid);
      expect(await deliver(admin, id)).toMatchObject({ order: { id, status: 'DELIVERED' }, userErrors: [] });
      expect(await deliver(admin, id)).toEqual(invalid);
      expect(await cancel(admin, id)).toEqual(invalid);
      const order = await customer.orderPage(id);
      expect(statusesOf(order)).toEqual(['PENDING', 'AWAITING_PAYMENT', 'CONFIRMED', 'SHIPPED', 'DELIVERED']);
      expect(order).toMatchObject({ payment: { status: 'CAPTURED' }, reservations: [{ status: 'COMMITTED' }] });
    });

    test('fail with NOT_FOUND for none', async () => {
      expect(await ship(within().admin, NOBODY)).toEqual(failure('NOT_FOUND', 'id', NOTHING));
      expect(await deliver(within().admin, NOBODY)).toEqual(failure('NOT_FOUND', 'id', NOTHING));
    });

    test('of cancel and ship at once one is done, whole, and the other fails with INVALID_STATE', async () => {
      const { admin } = within();
      for (let round = 0; round < 6; round += 1) {
        const { customer, article, confirmed } = await setting(within());
        const id = await confirmed();
        const both = [() => cancel(customer, id), () => ship(admin, id)];
        const answers = await Promise.all((round % 2 === 0 ? both : both.toReversed()).map((give) => give()));
        expect(answers.flatMap((answer) => codesOf(answer))).toEqual(['INVALID_STATE']);
        const order = await customer.settled(id);
        const { balance, held } = order.customer?.account ?? {};
        expect({
          status: order.status,
          payment: order.payment?.status,
          money: [balance?.amount, held?.amount],
          stock: await stockOf(admin, article),
        }).toEqual(ENDS.find(({ status }) => status === order.status));
      }
    });
  });
}

/** The two ends of an order of 20.00, from 100.00 and five pieces. */
const ENDS = [
  {
    status: 'SHIPPED',
    payment: 'CAPTURED',
    money: ['80.00', '0.00'],
    stock: { onHand: 3, reserved: 0, available: 3 },
  },
  {
    status: 'CANCELLED',
    payment: 'REFUNDED',
    money: ['100.00', '0.00'],
    stock: { onHand: 5, reserved: 0, available: 5 },
  },
];

function expiry(within: Within): void {
  test('an order that is not through at its deadline ends EXPIRED, with everything undone', async () => {
    const { stop, mailbox } = within();
    const { customer, article, place } = await setting(within());
    const russian = await within().newcomer({ locale: 'RU' });
    await russian.deposit('100.00');
    const resume = stop('accounts');
    onTestFinished(resume);
    const ids = [await place(), await russian.placeOrder([{ sku: article.sku, quantity: 2 }])] as const;
    await delay((DEADLINE_SECONDS + 1) * 1000);
    resume();
    const orders = [await customer.settled(ids[0]), await russian.settled(ids[1])];
    for (const order of orders) {
      expect(order).toMatchObject({ status: 'EXPIRED', failure: { code: 'EXPIRED' } });
      expect(order).toMatchObject({ payment: { status: 'VOIDED' }, reservations: [{ status: 'RELEASED' }] });
      expect(statusesOf(order)).toEqual(['PENDING', 'AWAITING_PAYMENT', 'EXPIRED']);
    }
    await expectUndone(customer, article);
    await expectUndone(russian, article);
    await mailbox.mailTo(customer.email, `Your order ${orders[0]?.number} has expired`);
    await mailbox.mailTo(russian.email, `Срок обработки заказа ${orders[1]?.number} истёк`);
  });
}

/** What happens to an order once it is placed. */
export function orderStepTests(within: Within): void {
  cancelling(within);
  shipping(within);
  expiry(within);
}
