import { badUserInput } from '#platform/errors.ts';
import { id, parseInput, someOf, text } from '#platform/input.ts';
import { listLoader, loader } from '#platform/loaders.ts';
import { connection } from '#platform/paging.ts';
import type { Caller } from '#platform/token.ts';
import type { Order } from '#prisma/orders';
import type { Deps } from '../deps.ts';
import { readOrderNumber } from '../domain/order-number.ts';
import { bucketsOf, stepsIn } from '../domain/statistics.ts';
import type { QueryOrderArgs, QueryOrdersArgs, QueryOrderStatisticsArgs } from '../generated/resolvers.ts';
import { STATUSES, countOrders, findEntries, findLines, findOrderPages, findOrders } from '../rows.ts';
import type { OrderPage } from '../rows.ts';

/** Longer than any spelling of a number. */
const NUMBER_LENGTH_MAX = 100;

/** Loads in batches within one request: one statement each, however many objects are shown. Another customer's order is null, as one that does not exist. */
export function createLoaders({ database }: Deps, caller: Caller | null) {
  const visibleOrders = async (by: 'id' | 'number', keys: readonly string[]): Promise<Order[]> => {
    const orders = caller === null ? [] : await findOrders(database, by, keys);
    return orders.filter(({ customerId }) => caller?.role === 'ADMIN' || caller?.id === customerId);
  };
  return {
    order: loader('id', (ids) => visibleOrders('id', ids)),
    orderByNumber: loader('number', (numbers) => visibleOrders('number', numbers)),
    lines: listLoader('orderId', (ids) => findLines(database, ids)),
    timeline: listLoader('orderId', (ids) => findEntries(database, ids)),
    /** A page of each customer's orders. Access is checked before it is loaded. */
    ordersOf: listLoader('customerId', (ids, page: OrderPage) => findOrderPages(database, ids, page)),
  };
}
export type Loaders = ReturnType<typeof createLoaders>;

/** Returns an order that the caller may see, by id or by number; null where there is none. Throws BAD_USER_INPUT for both, neither or a malformed one. */
export async function findOrder(load: Loaders, { id: byId, number }: QueryOrderArgs): Promise<Order | null> {
  if ((byId == null) === (number == null)) throw badUserInput('id', 'exactly one of id and number must be given');
  return number == null
    ? load.order.load(parseInput(id, byId, 'id'))
    : load.orderByNumber.load(readOrderNumber(parseInput(text(NUMBER_LENGTH_MAX), number, 'number')));
}

/** Returns a page of the caller's orders, or of all orders for an administrator, newest first. Throws BAD_USER_INPUT. */
export async function listOrders({ database }: Deps, caller: Caller, args: QueryOrdersArgs) {
  const statuses = someOf(STATUSES, args.status, 'status');
  return connection('orders', args, (page) =>
    findOrderPages(database, caller.role === 'ADMIN' ? null : [caller.id], { ...page, statuses }),
  );
}

/** Returns a page of a customer's orders, newest first. Throws BAD_USER_INPUT. */
export async function listOrdersOf(load: Loaders, customerId: string, args: QueryOrdersArgs) {
  const statuses = someOf(STATUSES, args.status, 'status');
  return connection('userOrders', args, (page) => load.ordersOf.load(customerId, { ...page, statuses }));
}

const STEP_MS = { MINUTE: 60_000, HOUR: 3_600_000, DAY: 86_400_000 };
/** A day in minutes, and some more: what a plot can show. */
const STEPS_MAX = 1_500;

/** Returns the statistics of all orders placed from one moment to another. Throws BAD_USER_INPUT for an empty range, or for too many steps. */
export async function orderStatistics({ database }: Deps, { from, to, bucket }: QueryOrderStatisticsArgs) {
  const steps = { from, to, stepMs: STEP_MS[bucket ?? 'HOUR'] };
  if (to <= from) throw badUserInput('to', 'must be later than from');
  if (stepsIn(steps) > STEPS_MAX) throw badUserInput('to', `must be at most ${STEPS_MAX} steps after from`);
  const counts = await countOrders(database, steps);
  return {
    buckets: bucketsOf(steps, counts),
    statuses: STATUSES.map((status) => ({
      status,
      orders: counts.reduce((sum, count) => sum + (count.status === status ? count.orders : 0), 0),
    })),
  };
}
