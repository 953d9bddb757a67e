import { expect } from 'vitest';
import { sweepOrders } from '../../subgraphs/orders/sweeper.ts';
import { sweepReservations } from '../../subgraphs/products/use-cases/stock-by-hand.ts';
import type { Post, Time } from './commands.ts';
import { underFreshId } from '../kit/carrier.ts';
import { pickOrder } from './order-commands.ts';
import type { Run } from './run.ts';

/** Facts of the users service come once: no sweeper repeats them, so only the queue may lose them. */
const isFact = (name: string): boolean => name.startsWith('User');

/** A sequence of numbers that depends on its seed alone. Source: the multiplier and increment are those of Numerical Recipes. */
function numbersFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >>> 8;
  };
}

/** One delivery in so many is repeated later, and one in as many is repeated under another id. */
const REPEATED_ONE_IN = 8;
/** Messages to one service come in jobs of up to this many. */
const JOB_MESSAGES_MAX = 5;

/**
 * Delivers messages, and those that they cause, in an order that depends on a seed alone, until so many are delivered or none waits. As on
 * any at-least-once queue, some come twice.
 */
async function carryAll({ world: { carrier } }: Run, seed: number, upTo: number): Promise<void> {
  const next = numbersFrom(seed);
  for (let count = 0; count < upTo; count += 1) {
    const parcel = carrier.pick(next());
    if (parcel === undefined) return;
    const others = carrier.pickFor(parcel.destination, next() % JOB_MESSAGES_MAX);
    await carrier.deliver([parcel, ...others]);
    const chance = next() % REPEATED_ONE_IN;
    if (chance === 0) carrier.waiting.push(parcel);
    if (chance === 1) carrier.waiting.push(underFreshId(parcel));
  }
}

/** Executes a command on the messages. */
export async function post(run: Run, command: Post): Promise<void> {
  const { carrier } = run.world;
  if (command.do === 'carryAll') return carryAll(run, command.order, command.upTo);
  if (command.do === 'repeat') {
    const parcel = carrier.sent[command.message % Math.max(1, carrier.sent.length)];
    if (parcel !== undefined) carrier.waiting.push(command.isUnderFreshId ? underFreshId(parcel) : parcel);
    return;
  }
  const parcel = carrier.pick(command.message);
  if (parcel === undefined) return;
  if (command.do === 'carry') await carrier.deliver([parcel], command.crash);
  else if (isFact(parcel.envelope.name)) carrier.waiting.push(parcel);
}

/** Advances the time of open orders. */
const wait = ({ world }: Run, seconds: number): PromiseLike<number> =>
  world.stored.orders.$executeRaw`UPDATE orders SET asked_at = asked_at - make_interval(secs => ${seconds})`;

/** Orders that a sweep must not leave: before the pivot and past their deadline, or of a deactivated customer. */
const overdue = ({ world }: Run): PromiseLike<unknown[]> => world.stored.orders.$queryRaw<unknown[]>`
  SELECT id, stock, payment, deadline_at FROM orders
  WHERE stock IN ('REQUESTED', 'RESERVED')
    AND (deadline_at <= now() OR EXISTS (SELECT FROM customer_standings WHERE user_id = customer_id AND NOT active))`;

/** Runs the sweepers and advances the clock. */
export async function passTime(run: Run, command: Time): Promise<void> {
  const { orders, products, carrier } = run.world;
  if (command.do === 'sweepReservations') {
    await sweepReservations(products);
  } else if (command.do === 'sweepOrders') {
    await sweepOrders(orders);
    if (run.isOneByOne) expect(await overdue(run)).toEqual([]);
    await carrier.collect('orders');
  } else if (command.do === 'rest') {
    await settle(run, command.seed);
  } else if ('seconds' in command) {
    await wait(run, command.seconds);
  } else if ('order' in command) {
    const order = await pickOrder(run, command, ['PENDING', 'AWAITING_PAYMENT']);
    if (order !== undefined)
      await run.world.stored.orders.$executeRaw`UPDATE orders SET deadline_at = now() WHERE id = ${order.id}::uuid`;
  }
}

/** Repetitions wait longer each time, up to sixteen times the first; no order needs more than this many. */
const ROUNDS_MAX = 12;
const LONG_ENOUGH_S = 100;

/** Settles everything: messages are delivered, lost ones are repeated. Returns whether it succeeded. */
export async function settle(run: Run, seed: number): Promise<boolean> {
  const { orders, products, stored, carrier } = run.world;
  await carrier.collect('orders');
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    await carryAll(run, seed + round, Number.POSITIVE_INFINITY);
    const underWay = await stored.orders.order.count({
      where: { status: { in: ['PENDING', 'AWAITING_PAYMENT', 'CANCELLING'] } },
    });
    if (underWay === 0) {
      await sweepReservations(products);
      return true;
    }
    await wait(run, LONG_ENOUGH_S);
    await sweepOrders(orders);
    await carrier.collect('orders');
  }
  return false;
}
