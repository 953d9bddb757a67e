import * as accounts from '#accounts/messages.ts';
import * as notifications from '#notifications/messages.ts';
import type { Tx } from '#platform/database.ts';
import { send } from '#platform/outbox.ts';
import type { Origin } from '#platform/scope.ts';
import type { Order, OrderLine } from '#prisma/orders';
import * as products from '#products/messages.ts';
import type { Notice } from '../domain/decide.ts';
import type { SagaRequest } from '../domain/saga.ts';
import { findLines, moneyOf, sagaOf } from '../rows.ts';

const MESSAGES = { ...accounts, ...notifications, ...products };

/** The messages to send about an order, by name, and their origin, by default the current scope. */
export interface Announcement {
  readonly order: Order;
  readonly requests: readonly SagaRequest[];
  readonly notice: Notice | 'NotifyOrderPlaced';
  readonly origin?: Origin | undefined;
}

/** Sends requests and notices. They follow from the order alone, so a repetition is the same. Reads the lines it needs unless given. */
export async function announce(tx: Tx, announcements: readonly Announcement[], known?: readonly OrderLine[]) {
  const withLines = announcements.filter(
    ({ requests, notice }) => notice !== null || requests.includes('ReserveStock'),
  );
  const ids = withLines.map(({ order }) => order.id);
  const lines = known ?? (ids.length === 0 ? [] : await findLines(tx, ids));
  const linesOf = Map.groupBy(lines, ({ orderId }) => orderId);
  for (const announcement of announcements) {
    const { order, requests, notice, origin } = announcement;
    for (const request of requests) sendRequest(tx, request, announcement, linesOf.get(order.id) ?? []);
    if (notice === null) continue;
    const { id: orderId, customerId: userId, number: orderNumber, failureCode: reason } = order;
    const about = { userId, orderId, orderNumber, total: sagaOf(order).total, reason };
    send(tx, MESSAGES[notice], { ...about, lines: namedLines(order, linesOf.get(orderId) ?? []) }, origin);
  }
}

/** The lines as a mail lists them, by name or SKU; undefined while one has neither. */
function namedLines({ currency }: Order, lines: readonly OrderLine[]) {
  const named = lines.flatMap(({ name, sku, quantity, unitPriceMinor }) => {
    const label = name ?? sku;
    const price = unitPriceMinor === null ? null : unitPriceMinor * BigInt(quantity);
    return label === null ? [] : [{ name: label, quantity, total: moneyOf(price, currency) }];
  });
  return named.length === lines.length ? named : undefined;
}

function sendRequest(tx: Tx, request: SagaRequest, { order, origin }: Announcement, lines: readonly OrderLine[]) {
  const ofOrder = { orderId: order.id, customerId: order.customerId };
  if (request === 'ReserveStock') {
    const ordered = lines.map(({ productId, sku, quantity }) => ({ productId, sku, quantity }));
    const expectedTotal = moneyOf(order.expectedTotalMinor, order.expectedCurrency);
    send(tx, MESSAGES[request], { ...ofOrder, lines: ordered, expectedTotal }, origin);
  } else if (request === 'AuthorizePayment' || request === 'VoidPayment') {
    const amount = sagaOf(order).total;
    if (amount === null) throw new Error(`Order ${order.id} is to be paid before it is priced`);
    send(tx, MESSAGES[request], { ...ofOrder, amount }, origin);
  } else {
    send(tx, MESSAGES[request], ofOrder, origin);
  }
}
