import { transaction } from '#platform/database.ts';
import type { Order } from '#prisma/orders';
import type { Deps, Tx } from '../deps.ts';
import { requestsOf } from '../domain/saga.ts';
import { advanceOrder } from './advance-order.ts';
import { sendRequest } from './announce.ts';
import { CANCEL_BATCH_MAX, cancelOpenOrders } from './cancel-open-orders.ts';
import { ORDER_COLUMNS, sagaOf } from './order-rows.ts';

/** Keeps each transaction short, so that the answers that come meanwhile do not wait for the sweeper. */
const BATCH_MAX = 100;
/** The waits double up to sixteen times the first: an hour's outage is asked about some fifty times, not two thousand. */
const DOUBLINGS_MAX = 4;
/** From the third repetition on, something is wrong that a person should know of. */
const REPETITIONS_UNREMARKABLE = 2;

/** What a sweep did. */
export interface Sweep {
  readonly expired: number;
  readonly askedAgain: number;
  readonly cancelled: number;
}

/**
 * Sees to it that no order stays in between: expires those whose deadline has passed, cancels what is left of customers who are shut out,
 * asks again for those that do not move; all by the database's clock. Several processes may sweep at once: an order that somebody else
 * is at is left to them. Steps after the pivot and compensations are asked for until they are answered. Never throws: a part that fails is
 * reported and keeps the others from nothing.
 */
export async function sweepOrders(deps: Deps): Promise<Sweep> {
  return {
    expired: await inBatches(deps, BATCH_MAX, expireSome),
    cancelled: await inBatches(deps, CANCEL_BATCH_MAX, cancelSome),
    askedAgain: await inBatches(deps, BATCH_MAX, (tx) => askSomeAgain(deps, tx)),
  };
}

/** Repeats `work`, a transaction each time, as long as it finds a whole batch to do. Answers how much was done. */
async function inBatches(deps: Deps, batchMax: number, work: (tx: Tx) => Promise<number>): Promise<number> {
  let done = 0;
  try {
    for (;;) {
      const count = await transaction(deps.database, work);
      done += count;
      if (count < batchMax) break;
    }
  } catch (error) {
    deps.log.error({ err: error }, 'a sweep failed');
  }
  return done;
}

async function expireSome(tx: Tx): Promise<number> {
  const orders = await tx.$queryRaw<Order[]>`
    SELECT ${ORDER_COLUMNS} FROM orders WHERE stock IN ('REQUESTED', 'RESERVED') AND deadline_at <= now()
    ORDER BY deadline_at LIMIT ${BATCH_MAX} FOR UPDATE SKIP LOCKED`;
  for (const order of orders) await advanceOrder(tx, order, { type: 'DeadlinePassed' });
  return orders.length;
}

async function cancelSome(tx: Tx): Promise<number> {
  const owners = await tx.$queryRaw<{ id: string }[]>`
    SELECT user_id AS id FROM customer_standings WHERE NOT active AND EXISTS (
      SELECT FROM orders WHERE customer_id = user_id AND status IN ('PENDING', 'AWAITING_PAYMENT'))
    ORDER BY user_id LIMIT ${BATCH_MAX}`;
  return owners.length === 0
    ? 0
    : cancelOpenOrders(
        tx,
        owners.map(({ id }) => id),
      );
}

async function askSomeAgain({ log, askAgainAfterMs, answerTimes }: Deps, tx: Tx): Promise<number> {
  // Where everybody waits long, asking again would make the queues longer still: only what is overtaken by far can be lost.
  const patienceMs = askAgainAfterMs + 2 * answerTimes.longestMs();
  const orders = await tx.$queryRaw<Order[]>`
    SELECT ${ORDER_COLUMNS} FROM orders
    WHERE status IN ('PENDING', 'AWAITING_PAYMENT', 'CANCELLING')
      AND asked_at <= now() - make_interval(secs => ${patienceMs / 1000} * 2 ^ least(asks_repeated, ${DOUBLINGS_MAX}::int))
    ORDER BY asked_at LIMIT ${BATCH_MAX} FOR UPDATE SKIP LOCKED`;
  for (const order of orders) {
    const requests = requestsOf(sagaOf(order));
    for (const request of requests) await sendRequest(tx, order, request);
    const about = { orderId: order.id, requests, repetition: order.asksRepeated + 1, standsSince: order.updatedAt };
    if (order.asksRepeated >= REPETITIONS_UNREMARKABLE) log.warn(about, 'an order does not move');
    else log.debug(about, 'an order is asked about again');
  }
  if (orders.length > 0)
    await tx.$executeRaw`
    UPDATE orders SET asked_at = now(), asks_repeated = asks_repeated + 1 WHERE id = ANY(${orders.map(({ id }) => id)}::uuid[])`;
  return orders.length;
}
