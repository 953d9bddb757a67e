import type { Tx } from '#platform/database.ts';
import { fail, succeed } from '#platform/errors.ts';
import type { Outcome } from '#platform/errors.ts';
import { id, parseInput } from '#platform/input.ts';
import type { Caller } from '#platform/token.ts';
import type { CustomerStanding, Order, OrderEvent, OrderLine } from '#prisma/orders';
import type { Deps } from '../deps.ts';
import { decide } from '../domain/decide.ts';
import type { Decision, SagaEvent } from '../domain/decide.ts';
import { timelineDetail } from '../domain/presentation.ts';
import {
  ENTRIES,
  lockOpenOrders,
  lockOrders,
  lockStandings,
  movedTo,
  priceLines,
  sagaOf,
  updateOrders,
  writeStandings,
} from '../rows.ts';
import type { LockedOrder } from '../rows.ts';
import { announce } from './announce.ts';

/** An event and the order that it happens to. */
export interface OrderHappening {
  readonly orderId: string;
  readonly event: SagaEvent;
  /** With StockReserved: what the lines of the order cost, in the order they were asked for. */
  readonly lines?: readonly Omit<OrderLine, 'orderId' | 'index'>[];
  /** The trace that the event came with (W3C Trace Context). */
  readonly traceparent?: string;
}

/** What an event did to an order: the row before and after. */
interface Move {
  readonly happening: OrderHappening;
  readonly decision: Decision;
  readonly before: Order;
  readonly order: Order;
}

/**
 * Lets answers of other services happen to orders, in order of arrival. An answer that is not waited for changes nothing. Throws for an order
 * that does not exist, since nothing was ever asked about one, and for prices that are not those of its lines: both are bugs.
 */
export async function advanceOrders(
  { answerTimes }: Pick<Deps, 'answerTimes'>,
  tx: Tx,
  happenings: readonly OrderHappening[],
): Promise<void> {
  const locked = await lockOrders(tx, [...new Set(happenings.map(({ orderId }) => orderId))]);
  for (const { askedAt } of locked) answerTimes.note(askedAt);
  await moveOrders(tx, locked, happenings);
}

/** The order after a demand, or why it was not met. */
export type DemandOutcome = Outcome<{ order: Order }, 'NOT_FOUND' | 'INVALID_STATE'>;

/**
 * Cancels an order for its customer or an administrator, as long as it is not shipped. One that is cancelled or being cancelled stays
 * as it is. Another's order is NOT_FOUND.
 */
export const cancelOrder = (deps: Deps, caller: Caller, orderId: string): Promise<DemandOutcome> =>
  meetDemand(deps, orderId, ({ customerId }) => {
    if (customerId === caller.id) return { type: 'CancelAsked', by: 'CUSTOMER' };
    return caller.role === 'ADMIN' ? { type: 'CancelAsked', by: 'SHOP' } : undefined;
  });

/** Marks a CONFIRMED order as shipped and notifies its customer. */
export const shipOrder = (deps: Deps, orderId: string): Promise<DemandOutcome> =>
  meetDemand(deps, orderId, () => ({ type: 'ShipAsked' }));

/** Marks a SHIPPED order as delivered and notifies its customer. */
export const deliverOrder = (deps: Deps, orderId: string): Promise<DemandOutcome> =>
  meetDemand(deps, orderId, () => ({ type: 'DeliverAsked' }));

/** `eventOf` returns undefined where the order is not the caller's to demand anything of, which looks as if it did not exist. */
async function meetDemand(
  { database }: Deps,
  orderId: string,
  eventOf: (order: Order) => SagaEvent | undefined,
): Promise<DemandOutcome> {
  const wanted = parseInput(id, orderId, 'id');
  return database.transaction(async (tx) => {
    const locked = await lockOrders(tx, [wanted]);
    const happenings = locked.flatMap((order) => {
      const event = eventOf(order);
      return event === undefined ? [] : [{ orderId: order.id, event }];
    });
    const [move] = await moveOrders(tx, locked, happenings);
    if (move === undefined) return fail('NOT_FOUND', 'There is no such order.', 'id');
    const { decision, order } = move;
    return decision.kind === 'refused' ? fail('INVALID_STATE', decision.message, 'id') : succeed({ order });
  });
}

/** How many orders are cancelled in one transaction. Some ten milliseconds; the sweeper cancels what is left. */
export const CANCEL_BATCH_MAX = 500;

/** Cancels what these customers, or all who are shut out, have under way and not confirmed, at most a batch of it. Returns how many orders. */
export const cancelOpenOrders = async (tx: Tx, customerIds: readonly string[] | null): Promise<number> =>
  moveEach(tx, await lockOpenOrders(tx, customerIds, CANCEL_BATCH_MAX), { type: 'CancelAsked', by: 'SHUT_OUT' });

/** Notes whether customers may order, ignoring stale versions. Of those who are shut out, what is not yet confirmed is cancelled. */
export async function noteStandings(tx: Tx, standings: readonly CustomerStanding[]): Promise<void> {
  const userIds = [...new Set(standings.map(({ userId }) => userId))];
  const known = new Map((await lockStandings(tx, userIds)).map((standing) => [standing.userId, standing]));
  const news = standings.filter((standing) => {
    const { version } = known.get(standing.userId) ?? {};
    if (version !== undefined && version >= standing.version) return false;
    known.set(standing.userId, standing);
    return true;
  });
  await writeStandings(tx, [...new Map(news.map((standing) => [standing.userId, standing])).values()]);
  const shutOut = new Set(news.filter(({ active }) => !active).map(({ userId }) => userId));
  if (shutOut.size > 0) await cancelOpenOrders(tx, [...shutOut]);
}

/** Lets an event happen to each of these orders. Returns how many they are. */
export async function moveEach(tx: Tx, locked: readonly LockedOrder[], event: SagaEvent): Promise<number> {
  const happenings = locked.map(({ id: orderId }) => ({ orderId, event }));
  return (await moveOrders(tx, locked, happenings)).length;
}

/** Lets events happen to locked orders: decides, writes, sends what follows. Every movement of an order goes through here. */
async function moveOrders(
  tx: Tx,
  locked: readonly LockedOrder[],
  happenings: readonly OrderHappening[],
): Promise<Move[]> {
  const moves = foldEvents(locked, happenings);
  const moved = moves.filter(({ before, order }) => before !== order);
  await updateOrders(tx, [...new Map(moved.map(({ order }) => [order.id, order])).values()]);
  const atNewStatus = moved.filter(({ before, order }) => before.status !== order.status);
  await tx.insert(ENTRIES, atNewStatus.map(entryOf));
  const lines = moved.flatMap(pricedLinesOf);
  const [mispriced] = lines.length === 0 ? [] : await priceLines(tx, lines);
  if (mispriced !== undefined) throw new Error(`StockReserved prices other lines than order ${mispriced.id} has`);
  await announce(
    tx,
    moved.flatMap(({ order, decision, happening: { traceparent } }) =>
      decision.kind === 'moved' ? [{ order, requests: decision.requests, notice: decision.notice, traceparent }] : [],
    ),
  );
  return moves;
}

/** Events of one order happen one after the other: each meets what the one before has made, and moves the version on. */
function foldEvents(locked: readonly LockedOrder[], happenings: readonly OrderHappening[]): Move[] {
  const current = new Map(locked.map(({ at, ...order }) => [order.id, { order, at }]));
  return happenings.map((happening) => {
    const { orderId, event } = happening;
    const known = current.get(orderId);
    if (known === undefined) throw new Error(`${event.type} is about order ${orderId}, which does not exist`);
    const { order: before, at } = known;
    const decision = decide(sagaOf(before), event);
    const order = decision.kind === 'moved' ? movedTo(decision.next, before, at) : before;
    current.set(orderId, { order, at });
    return { happening, decision, before, order };
  });
}

function entryOf({ order }: Move): OrderEvent {
  const { id: orderId, version, status, updatedAt: at } = order;
  return { orderId, version, status, at, detail: timelineDetail(sagaOf(order)) };
}

function pricedLinesOf({ happening: { orderId, event, lines = [] } }: Move): OrderLine[] {
  if (event.type !== 'StockReserved') return [];
  const sum = lines.reduce((amount, line) => amount + BigInt(line.quantity) * (line.unitPriceMinor ?? 0n), 0n);
  if (sum !== event.total.amountMinor)
    throw new Error(`The lines of order ${orderId} come to ${sum}, not to ${event.total.amountMinor}`);
  return lines.map((line, index) => ({ orderId, index, ...line }));
}
