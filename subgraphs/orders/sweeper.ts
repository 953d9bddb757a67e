import type { Tx } from '#platform/database.ts';
import { isUnavailable } from '#platform/database-errors.ts';
import { gauge, observe } from '#platform/gauges.ts';
import type { Deps } from './deps.ts';
import { requestsOf } from './domain/saga.ts';
import { countOrdersUnderWay, lockExpiredOrders, repeatAsks, sagaOf } from './rows.ts';
import { CANCEL_BATCH_MAX, cancelOpenOrders, moveEach } from './use-cases/advance-orders.ts';
import { announce } from './use-cases/announce.ts';

const ordersUnderWay = gauge('ordergraph_orders_under_way', 'Orders that are not settled, by status.', ['status']);
const unmovedSeconds = gauge(
  'ordergraph_orders_unmoved_seconds',
  'For how long the order that waits longest in a status has not moved.',
  ['status'],
);

/** Sets the gauges of orders under way at each scrape. */
export const observeOrders = ({ database }: Deps): void =>
  observe(async () => {
    for (const { status, count, unmovedSeconds: seconds } of await countOrdersUnderWay(database)) {
      ordersUnderWay.set({ status }, count);
      unmovedSeconds.set({ status }, seconds);
    }
  });

/** Keeps each transaction short, so that concurrent replies do not wait for the sweeper. */
const BATCH_MAX = 100;
/** From the third repetition on, an operator should look at it. */
const REPETITIONS_UNREMARKABLE = 2;
/** Answer times are remembered for one to two windows. */
const WINDOW_MS = 15_000;

/** The current wait of orders for replies. */
export type AnswerTimes = ReturnType<typeof createAnswerTimes>;

/** Keeps the longest waits of the last half minute, as this process sees them, so that a busy queue is not taken for a lost message. */
export function createAnswerTimes(now: () => Date) {
  const longestMs = new Map<number, number>();
  const windowNow = (): number => Math.floor(now().getTime() / WINDOW_MS);
  const longestIn = (window: number): number => longestMs.get(window) ?? 0;
  return {
    /** Records how long a reply took, by the database's clock. */
    note: (waitedMs: number): void => {
      const window = windowNow();
      for (const other of longestMs.keys()) if (other < window - 1) longestMs.delete(other);
      longestMs.set(window, Math.max(longestIn(window), waitedMs));
    },
    /** Returns the longest recent wait; 0 without replies. */
    longestMs: (): number => Math.max(longestIn(windowNow()), longestIn(windowNow() - 1)),
  };
}

// By the database's clock. Several processes may sweep at once: an order that another transaction has locked is left to it.
/** Expires overdue orders, cancels those of deactivated customers, repeats the requests of those that do not move. Returns how many. Never throws. */
export async function sweepOrders(deps: Deps): Promise<Record<'expired' | 'cancelled' | 'askedAgain', number>> {
  const sweep = {
    expired: await inBatches(deps, BATCH_MAX, async (tx) =>
      moveEach(tx, await lockExpiredOrders(tx, BATCH_MAX), { type: 'DeadlinePassed' }),
    ),
    cancelled: await inBatches(deps, CANCEL_BATCH_MAX, (tx) => cancelOpenOrders(tx, null)),
    askedAgain: await inBatches(deps, BATCH_MAX, (tx) => askAgain(deps, tx)),
  };
  if (sweep.expired + sweep.cancelled + sweep.askedAgain > 0) deps.log.info(sweep, 'swept');
  return sweep;
}

/** Repeats `work`, a transaction each time, as long as it finds a full batch. Returns how much was done. */
async function inBatches({ database, log }: Deps, batchMax: number, work: (tx: Tx) => Promise<number>) {
  let done = 0;
  try {
    let count;
    do {
      count = await database.transaction(work);
      done += count;
    } while (count >= batchMax);
  } catch (error) {
    if (!isUnavailable(error)) log.error({ err: error }, 'a sweep failed');
  }
  return done;
}

async function askAgain({ log, askAgainAfterMs, answerTimes }: Deps, tx: Tx): Promise<number> {
  // If all orders wait long, repetitions would make the queues longer: only a request that is far behind the others can be lost.
  const patienceMs = askAgainAfterMs + 2 * answerTimes.longestMs();
  const orders = await repeatAsks(tx, patienceMs, BATCH_MAX);
  const asked = orders.map((order) => ({ order, requests: requestsOf(sagaOf(order)), notice: null }));
  await announce(tx, asked);
  for (const { order, requests } of asked) {
    const about = { orderId: order.id, requests, repetition: order.asksRepeated, unmovedSince: order.updatedAt };
    if (order.asksRepeated > REPETITIONS_UNREMARKABLE) log.warn(about, 'an order does not move');
    else log.debug(about, 'an order is asked about again');
  }
  return orders.length;
}
