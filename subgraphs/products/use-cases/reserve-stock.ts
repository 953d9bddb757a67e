import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import type { Tx } from '#platform/database.ts';
import type { MessageOf } from '#platform/message.ts';
import { send } from '#platform/outbox.ts';
import type { Reservation } from '#prisma/products';
import { decideReservation } from '../domain/decide-reservation.ts';
import { stepOf } from '../domain/order-stock.ts';
import { productCalled, withDeltas, type ReservationMovement } from '../domain/product.ts';
import * as messages from '../messages.ts';
import { lockOrders, ORDERS, RESERVATIONS, type KnownOrder, type Product } from '../rows.ts';
import { lockProducts, movementOf, moveStock, type Movement } from '../stock.ts';

const { ReservationsCommitted, ReservationsReleased, StockRejected, StockReserved, StockReturned } = messages;
type Reserve = MessageOf<typeof messages.ReserveStock>;
type Close = MessageOf<(typeof messages)[keyof typeof CLOSURES]>;

/** The step of a request that closes reservations, and the resulting status of the order and of each reservation. */
const CLOSURES = {
  CommitReservations: { kind: 'COMMIT', order: 'COMMITTED', reservation: 'COMMITTED' },
  ReleaseReservations: { kind: 'RELEASE', order: 'RELEASED', reservation: 'RELEASED' },
  ReturnStock: { kind: 'RETURN', order: 'RETURNED', reservation: 'RELEASED' },
} as const;

/** Locked orders and products in their state so far, and the movements that led there. */
interface Batch {
  readonly orders: Map<string, KnownOrder>;
  readonly products: Map<string, Product>;
  readonly idOfSku: ReadonlyMap<string, string>;
  readonly movements: Movement[];
}

const reservationsOf = ({ reservations }: KnownOrder): Reservation[] => reservations;

// Requests come repeated, late and early (domain/order-stock.ts). All locks are taken before anything is written: orders, then products.
/** Handles the saga's requests: reserves and prices all lines or none, and commits, releases or returns what was reserved. */
export async function serveOrders(tx: Tx, requests: readonly (Reserve | Close)[]): Promise<void> {
  const orderIds = requests.map(({ payload }) => payload.orderId);
  const known = await lockOrders(tx, orderIds);
  const lines = requests.flatMap((request) => (request.name === 'ReserveStock' ? request.payload.lines : []));
  const reserved = [...known.values()].flatMap(reservationsOf);
  const skus = [...new Set(lines.flatMap(({ sku }) => sku ?? []))];
  const products = await lockProducts(tx, {
    ids: [...lines.flatMap(({ productId }) => productId ?? []), ...reserved.map(({ productId }) => productId)],
    skus,
  });
  const batch: Batch = {
    orders: new Map(known),
    products: new Map(products.map((product) => [product.id, product])),
    idOfSku: new Map(skus.map((sku) => [sku, productCalled(products, sku)?.id ?? ''])),
    movements: [],
  };
  for (const request of requests) {
    const before = batch.orders.get(request.payload.orderId);
    const order = handle(batch, request);
    sendAnswer(tx, request, order);
    const { orderId, customerId: userId, status } = order;
    // What comes repeated or late changes nothing.
    if (batch.orders.get(orderId) !== before) tx.event(`stock ${status.toLowerCase()}`, { orderId, userId }, request);
  }
  await write(tx, batch, known);
}

/** Handles one request in memory. Returns the order, with the status of the reply. */
function handle(batch: Batch, request: Reserve | Close): KnownOrder {
  const { orderId, customerId } = request.payload;
  const known = batch.orders.get(orderId);
  if (known !== undefined && known.customerId !== customerId) throw new Error(`Order ${orderId} is another customer's`);
  const step = stepOf(request.name === 'ReserveStock' ? 'RESERVE' : CLOSURES[request.name].kind, known?.status);
  if (step !== 'ACT' && known !== undefined) return { ...known, status: step };
  const unknown: KnownOrder = { orderId, customerId, status: 'RELEASED', answer: null, reservations: [] };
  const order = request.name === 'ReserveStock' ? reserve(batch, request) : close(batch, request, known ?? unknown);
  batch.orders.set(orderId, order);
  return order;
}

function reserve(batch: Batch, { payload }: Reserve): KnownOrder {
  const { orderId, customerId, lines, expectedTotal } = payload;
  const idOf = ({ productId, sku }: (typeof lines)[number]) => productId ?? batch.idOfSku.get(sku ?? '') ?? '';
  const products = lines.flatMap((line) => batch.products.get(idOf(line)) ?? []);
  const decision = decideReservation(lines, products, expectedTotal);
  if (decision.kind === 'reject') {
    const answer = z.encode(StockRejected.payload, { orderId, code: decision.code, message: decision.message });
    return { orderId, customerId, status: 'REJECTED', answer, reservations: [] };
  }
  const { currency } = decision.total;
  const common = { orderId, customerId, currency, status: 'ACTIVE', expiresAt: null, createdAt: new Date() } as const;
  const reservations = decision.lines.map(({ productId, quantity, unitPriceMinor }, lineIndex) => {
    return { ...common, id: uuidv7(), productId, quantity, unitPriceMinor, lineIndex };
  });
  move(batch, 'RESERVE', reservations);
  const answer = z.encode(StockReserved.payload, { orderId, lines: [...decision.lines], total: decision.total });
  return { orderId, customerId, status: 'RESERVED', answer, reservations };
}

function close(batch: Batch, { name }: Close, order: KnownOrder): KnownOrder {
  const { kind, order: status, reservation } = CLOSURES[name];
  move(batch, kind, order.reservations);
  return { ...order, status, reservations: order.reservations.map((each) => ({ ...each, status: reservation })) };
}

function move({ products, movements }: Batch, kind: ReservationMovement, reservations: readonly Reservation[]): void {
  for (const reservation of reservations) {
    const movement = movementOf(kind, reservation);
    const product = products.get(movement.productId);
    if (product === undefined) throw new Error(`Product ${movement.productId} of a reservation is not locked`);
    products.set(product.id, withDeltas(product, movement));
    movements.push(movement);
  }
}

/** Writes the changes, by one statement per kind of row. */
async function write(tx: Tx, batch: Batch, before: ReadonlyMap<string, KnownOrder>): Promise<void> {
  const changed = [...batch.orders.values()].filter((order) => order !== before.get(order.orderId));
  const createdAt = new Date();
  const added = changed.filter(({ orderId }) => !before.has(orderId)).map((order) => ({ ...order, createdAt }));
  const moved = changed.filter(({ orderId }) => before.has(orderId));
  await tx.insert(ORDERS, added);
  await tx.insert(RESERVATIONS, added.flatMap(reservationsOf));
  await tx.update(ORDERS, moved, { by: ['orderId'], set: ['status'] });
  await tx.update(RESERVATIONS, moved.flatMap(reservationsOf), { by: ['id'], set: ['status'] });
  await moveStock(tx, batch.movements);
}

/** Sends the reply to a request. The first reply to ReserveStock is repeated literally. */
function sendAnswer(tx: Tx, request: Reserve | Close, { orderId, status, answer }: KnownOrder): void {
  switch (status) {
    case 'RESERVED':
      return send(tx, StockReserved, StockReserved.payload.parse(answer), request);
    case 'REJECTED':
      return send(tx, StockRejected, StockRejected.payload.parse(answer), request);
    case 'COMMITTED':
      return send(tx, ReservationsCommitted, { orderId }, request);
    case 'RELEASED':
      return send(tx, ReservationsReleased, { orderId }, request);
    case 'RETURNED':
      return send(tx, StockReturned, { orderId }, request);
    default:
      return status satisfies never;
  }
}
