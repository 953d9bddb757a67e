import type { Tx } from '#platform/database.ts';
import { fail, succeed } from '#platform/errors.ts';
import { id, parseInput } from '#platform/input.ts';
import type { MessageOf } from '#platform/message.ts';
import type { Origin } from '#platform/scope.ts';
import type { Caller } from '#platform/token.ts';
import type { CustomerStanding, Order, OrderLine } from '#prisma/orders';
import type { StockReserved } from '#products/messages.ts';
import type { Deps } from '../deps.ts';
import { decide, type SagaEvent } from '../domain/decide.ts';
import * as rows from '../rows.ts';
import { announce } from './announce.ts';

/** An event, the order that it happens to, and where it comes from, by default the current scope. */
export interface OrderHappening {
  readonly orderId: string;
  readonly event: SagaEvent;
  /** With StockReserved: what the lines of the order cost, in the order they were asked for. */
  readonly lines?: MessageOf<typeof StockReserved>['payload']['lines'];
  readonly origin?: Origin;
}

/** Applies replies of other services to orders, in order of arrival. Throws for an unknown order, and for prices of other lines: both are bugs. */
export async function advanceOrders({ answerTimes }: Deps, tx: Tx, happenings: readonly OrderHappening[]) {
  const locked = await rows.lockOrders(tx, [...new Set(happenings.map(({ orderId }) => orderId))]);
  for (const { askedAt, at } of locked) answerTimes.note(at.getTime() - askedAt.getTime());
  await moveOrders(tx, locked, happenings);
}

/** Cancels an order for its customer or an administrator until it is shipped; cancelling again changes nothing. Another customer's order is NOT_FOUND. */
export const cancelOrder = (deps: Deps, caller: Caller, orderId: string) =>
  meetDemand(deps, orderId, ({ customerId }) => {
    if (customerId === caller.id) return { type: 'CancelAsked', by: 'CUSTOMER' };
    return caller.role === 'ADMIN' ? { type: 'CancelAsked', by: 'SHOP' } : undefined;
  });

/** Marks a CONFIRMED order as shipped and notifies its customer. */
export const shipOrder = (deps: Deps, orderId: string) => meetDemand(deps, orderId, () => ({ type: 'ShipAsked' }));

/** Marks a SHIPPED order as delivered and notifies its customer. */
export const deliverOrder = (deps: Deps, orderId: string) =>
  meetDemand(deps, orderId, () => ({ type: 'DeliverAsked' }));

/** `eventOf` returns undefined for an order that the caller may not change, which looks as if it did not exist. */
function meetDemand({ database }: Deps, given: string, eventOf: (order: Order) => SagaEvent | undefined) {
  const orderId = parseInput(id, given, 'id');
  return database.transaction(async (tx) => {
    const locked = await rows.lockOrders(tx, [orderId]);
    const happenings = locked.flatMap((order) => eventOf(order) ?? []).map((event) => ({ orderId, event }));
    const [move] = await moveOrders(tx, locked, happenings);
    if (move === undefined) return fail('NOT_FOUND', 'There is no such order.', 'id');
    return move.kind === 'refused' ? fail('INVALID_STATE', move.message, 'id') : succeed({ order: move.order });
  });
}

/** How many orders are cancelled in one transaction. Some ten milliseconds; the sweeper cancels what is left. */
export const CANCEL_BATCH_MAX = 500;

/** Cancels the unconfirmed orders of these customers, or of all deactivated ones, at most a batch. Returns how many. */
export const cancelOpenOrders = async (tx: Tx, customerIds: readonly string[] | null): Promise<number> =>
  moveEach(tx, await rows.lockOpenOrders(tx, customerIds, CANCEL_BATCH_MAX), { type: 'CancelAsked', by: 'SHUT_OUT' });

/** Stores whether customers may order, ignoring stale versions. Cancels unconfirmed orders of those who may not. */
export async function noteStandings(tx: Tx, standings: readonly CustomerStanding[]): Promise<void> {
  const userIds = [...new Set(standings.map(({ userId }) => userId))];
  const newest = new Map((await rows.lockStandings(tx, userIds)).map((standing) => [standing.userId, standing]));
  const shutOut = new Set<string>();
  for (const standing of standings) {
    const known = newest.get(standing.userId);
    if (known !== undefined && known.version >= standing.version) continue;
    newest.set(standing.userId, standing);
    if (!standing.active) shutOut.add(standing.userId);
  }
  await rows.writeStandings(tx, [...newest.values()]);
  if (shutOut.size > 0) await cancelOpenOrders(tx, [...shutOut]);
}

/** Applies an event to each of these orders. Returns how many they are. */
export async function moveEach(tx: Tx, locked: readonly rows.LockedOrder[], event: SagaEvent): Promise<number> {
  const happenings = locked.map(({ id: orderId }) => ({ orderId, event }));
  return (await moveOrders(tx, locked, happenings)).length;
}

/** Applies events to locked orders: decides, writes and sends. Every transition of an order goes through here. */
async function moveOrders(tx: Tx, locked: readonly rows.LockedOrder[], happenings: readonly OrderHappening[]) {
  const moves = foldEvents(locked, happenings);
  const moved = moves.filter(({ kind }) => kind === 'moved');
  await rows.updateOrders(tx, [...new Map(moved.map(({ order }) => [order.id, order])).values()]);
  const arrived = moved.filter(({ before, order }) => before.status !== order.status);
  await rows.insertEntries(
    tx,
    arrived.map(({ order }) => order),
  );
  for (const { order, origin } of arrived) {
    const about = { orderId: order.id, userId: order.customerId, reason: order.failureCode };
    tx.event(`order ${order.status.toLowerCase().replace('_', ' ')}`, about, origin);
  }
  const lines = moved.flatMap(pricedLinesOf);
  const [mispriced] = lines.length === 0 ? [] : await rows.priceLines(tx, lines);
  if (mispriced !== undefined) throw new Error(`StockReserved prices other lines than order ${mispriced.id} has`);
  await announce(tx, moved);
  return moves;
}

/** Events of one order happen one after the other: each sees the result of the one before, and increments the version. */
function foldEvents(locked: readonly rows.LockedOrder[], happenings: readonly OrderHappening[]) {
  const current = new Map(locked.map(({ at, ...order }) => [order.id, { order, at }]));
  return happenings.map((happening) => {
    const { orderId, event } = happening;
    const known = current.get(orderId);
    if (known === undefined) throw new Error(`${event.type} is about order ${orderId}, which does not exist`);
    const { order: before, at } = known;
    const decision = decide(rows.sagaOf(before), event);
    const order = decision.kind === 'moved' ? rows.movedTo(decision.next, before, at) : before;
    current.set(orderId, { order, at });
    return { ...happening, before, order, requests: [], notice: null, ...decision };
  });
}

function pricedLinesOf({ orderId, event, lines = [] }: OrderHappening): OrderLine[] {
  if (event.type !== 'StockReserved') return [];
  const sum = lines.reduce((amount, line) => amount + BigInt(line.quantity) * line.unitPriceMinor, 0n);
  if (sum !== event.total.amountMinor)
    throw new Error(`The lines of order ${orderId} come to ${sum}, not to ${event.total.amountMinor}`);
  return lines.map(({ name = null, ...line }, index) => ({ orderId, index, name, ...line }));
}
