import * as accounts from '#accounts/messages.ts';
import * as notifications from '#notifications/messages.ts';
import type { Tx } from '#platform/database.ts';
import { send } from '#platform/outbox.ts';
import type { Order, OrderLine } from '#prisma/orders';
import * as products from '#products/messages.ts';
import type { Notice } from '../domain/decide.ts';
import type { SagaRequest } from '../domain/saga.ts';
import { findLines, moneyOf, sagaOf } from '../rows.ts';

const MESSAGES = { ...accounts, ...notifications, ...products };

/** What is to be sent about an order: messages by their names, in a trace (W3C Trace Context) or in that of the current scope. */
export interface Announcement {
  readonly order: Order;
  readonly requests: readonly SagaRequest[];
  readonly notice: Notice | 'NotifyOrderPlaced';
  readonly traceparent?: string | undefined;
}

/** Sends requests and notices. They follow from the order alone, so that asking again asks the same. Reads the lines it needs unless given. */
export async function announce(tx: Tx, announcements: readonly Announcement[], known?: readonly OrderLine[]) {
  const unpriced = announcements.flatMap(({ order, requests }) => (requests.includes('ReserveStock') ? order.id : []));
  const lines = known ?? (unpriced.length === 0 ? [] : await findLines(tx, unpriced));
  const linesOf = Map.groupBy(lines, ({ orderId }) => orderId);
  for (const announcement of announcements) {
    const { order, requests, notice, traceparent } = announcement;
    for (const request of requests) sendRequest(tx, request, announcement, linesOf.get(order.id) ?? []);
    if (notice === null) continue;
    const { id: orderId, customerId: userId, number: orderNumber, failureCode: reason } = order;
    send(tx, MESSAGES[notice], { userId, orderId, orderNumber, total: sagaOf(order).total, reason }, traceparent);
  }
}

function sendRequest(tx: Tx, request: SagaRequest, { order, traceparent }: Announcement, lines: readonly OrderLine[]) {
  const ofOrder = { orderId: order.id, customerId: order.customerId };
  if (request === 'ReserveStock') {
    const ordered = lines.map(({ productId, sku, quantity }) => ({ productId, sku, quantity }));
    const expectedTotal = moneyOf(order.expectedTotalMinor, order.expectedCurrency);
    send(tx, MESSAGES[request], { ...ofOrder, lines: ordered, expectedTotal }, traceparent);
  } else if (request === 'AuthorizePayment' || request === 'VoidPayment') {
    const amount = sagaOf(order).total;
    if (amount === null) throw new Error(`Order ${order.id} is to be paid before it is priced`);
    send(tx, MESSAGES[request], { ...ofOrder, amount }, traceparent);
  } else {
    send(tx, MESSAGES[request], ofOrder, traceparent);
  }
}
