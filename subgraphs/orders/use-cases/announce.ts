import { AuthorizePayment, CapturePayment, RefundPayment, VoidPayment } from '#accounts/messages.ts';
import {
  NotifyOrderCancelled,
  NotifyOrderConfirmed,
  NotifyOrderDelivered,
  NotifyOrderExpired,
  NotifyOrderPlaced,
  NotifyOrderRejected,
  NotifyOrderShipped,
} from '#notifications/messages.ts';
import type { Money } from '#platform/money.ts';
import { send } from '#platform/outbox.ts';
import type { Order, OrderLine } from '#prisma/orders';
import { CommitReservations, ReleaseReservations, ReserveStock, ReturnStock } from '#products/messages.ts';
import type { Tx } from '../deps.ts';
import type { Notice } from '../domain/decide.ts';
import type { SagaRequest } from '../domain/saga.ts';
import { sagaOf } from './order-rows.ts';

const NOTICES = {
  NotifyOrderPlaced,
  NotifyOrderConfirmed,
  NotifyOrderRejected,
  NotifyOrderCancelled,
  NotifyOrderExpired,
  NotifyOrderShipped,
  NotifyOrderDelivered,
};

/** Has the customer told of something that is settled. */
export const sendNotice = (tx: Tx, order: Order, notice: Notice | 'NotifyOrderPlaced'): Promise<void> =>
  send(tx, NOTICES[notice], {
    userId: order.customerId,
    orderId: order.id,
    orderNumber: order.number,
    total: sagaOf(order).total,
    reason: order.failureCode,
  });

const ofOrder = ({ id, customerId }: Order) => ({ orderId: id, customerId });

const REQUESTS: Readonly<Record<SagaRequest, (tx: Tx, order: Order) => Promise<void>>> = {
  ReserveStock: requestStockAgain,
  CommitReservations: (tx, order) => send(tx, CommitReservations, ofOrder(order)),
  ReleaseReservations: (tx, order) => send(tx, ReleaseReservations, ofOrder(order)),
  ReturnStock: (tx, order) => send(tx, ReturnStock, ofOrder(order)),
  AuthorizePayment: (tx, order) => send(tx, AuthorizePayment, { ...ofOrder(order), amount: totalOf(order) }),
  CapturePayment: (tx, order) => send(tx, CapturePayment, ofOrder(order)),
  VoidPayment: (tx, order) => send(tx, VoidPayment, { ...ofOrder(order), amount: totalOf(order) }),
  RefundPayment: (tx, order) => send(tx, RefundPayment, ofOrder(order)),
};

/** Sends a request of the saga. What it says depends on the order alone, so that asking again asks for the same. */
export const sendRequest = (tx: Tx, order: Order, request: SagaRequest): Promise<void> => REQUESTS[request](tx, order);

/** A line as it was ordered. */
export type OrderedLine = Pick<OrderLine, 'productId' | 'sku' | 'quantity'>;

/** Asks for an order's stock. */
export async function requestStock(tx: Tx, order: Order, lines: OrderedLine[]): Promise<void> {
  const { expectedTotalMinor, expectedCurrency } = order;
  const expectedTotal =
    expectedTotalMinor === null || expectedCurrency === null
      ? null
      : { amountMinor: expectedTotalMinor, currency: expectedCurrency };
  await send(tx, ReserveStock, { ...ofOrder(order), lines, expectedTotal });
}

async function requestStockAgain(tx: Tx, order: Order): Promise<void> {
  const lines = await tx.orderLine.findMany({
    where: { orderId: order.id },
    orderBy: { index: 'asc' },
    select: { productId: true, sku: true, quantity: true },
  });
  await requestStock(tx, order, lines);
}

function totalOf(order: Order): Money {
  const { total } = sagaOf(order);
  if (total === null) throw new Error(`Order ${order.id} is to be paid before it is priced`);
  return total;
}
