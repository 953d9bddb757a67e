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
import type { Tx } from '#platform/database.ts';
import { send } from '#platform/outbox.ts';
import type { Order, OrderLine } from '#prisma/orders';
import { CommitReservations, ReleaseReservations, ReserveStock, ReturnStock } from '#products/messages.ts';
import type { SagaRequest } from '../domain/saga.ts';
import { findLines, moneyOf, sagaOf } from '../rows.ts';

const NOTICES = {
  NotifyOrderPlaced,
  NotifyOrderConfirmed,
  NotifyOrderRejected,
  NotifyOrderCancelled,
  NotifyOrderExpired,
  NotifyOrderShipped,
  NotifyOrderDelivered,
};
const REQUESTS = { CommitReservations, ReleaseReservations, ReturnStock, CapturePayment, RefundPayment };
const REQUESTS_OF_TOTAL = { AuthorizePayment, VoidPayment };

/** What is to be sent about an order. */
export interface Announcement {
  readonly order: Order;
  readonly requests: readonly SagaRequest[];
  readonly notice: keyof typeof NOTICES | null;
  /** The trace that the messages continue (W3C Trace Context); that of the current scope where it is undefined. */
  readonly traceparent?: string | undefined;
}

/**
 * Sends the requests and the notice of each announcement. What they say depends on the order alone, so that asking again asks for the same.
 * The lines of orders whose stock is asked for are read by one statement, unless they are given.
 */
export async function announce(
  tx: Tx,
  announcements: readonly Announcement[],
  known?: readonly OrderLine[],
): Promise<void> {
  const unpriced = announcements
    .filter(({ requests }) => requests.includes('ReserveStock'))
    .map(({ order }) => order.id);
  const lines = known ?? (unpriced.length === 0 ? [] : await findLines(tx, unpriced));
  const linesOf = Map.groupBy(lines, ({ orderId }) => orderId);
  for (const announcement of announcements) {
    const { order, requests, notice, traceparent } = announcement;
    for (const request of requests) sendRequest(tx, request, announcement, linesOf.get(order.id) ?? []);
    if (notice === null) continue;
    const { id: orderId, customerId: userId, number: orderNumber, failureCode: reason } = order;
    send(tx, NOTICES[notice], { userId, orderId, orderNumber, total: sagaOf(order).total, reason }, traceparent);
  }
}

function sendRequest(
  tx: Tx,
  request: SagaRequest,
  { order, traceparent }: Announcement,
  lines: readonly OrderLine[],
): void {
  const ofOrder = { orderId: order.id, customerId: order.customerId };
  if (request === 'ReserveStock') {
    const ordered = lines.map(({ productId, sku, quantity }) => ({ productId, sku, quantity }));
    const expectedTotal = moneyOf(order.expectedTotalMinor, order.expectedCurrency);
    send(tx, ReserveStock, { ...ofOrder, lines: ordered, expectedTotal }, traceparent);
  } else if (request === 'AuthorizePayment' || request === 'VoidPayment') {
    const amount = sagaOf(order).total;
    if (amount === null) throw new Error(`Order ${order.id} is to be paid before it is priced`);
    send(tx, REQUESTS_OF_TOTAL[request], { ...ofOrder, amount }, traceparent);
  } else {
    send(tx, REQUESTS[request], ofOrder, traceparent);
  }
}
