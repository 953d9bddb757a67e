import { idOf } from '#platform/authorization.ts';
import { badUserInput } from '#platform/errors.ts';
import { id, parseInput, text } from '#platform/input.ts';
import { listLoader, loader } from '#platform/loaders.ts';
import { connectionOf, pageOf } from '#platform/paging.ts';
import type { Connection } from '#platform/paging.ts';
import type { Caller } from '#platform/token.ts';
import type { Order } from '#prisma/orders';
import type { Deps } from '../deps.ts';
import { readOrderNumber } from '../domain/order-number.ts';
import type { QueryOrderArgs, QueryOrdersArgs } from '../generated/resolvers.ts';
import {
  STATUSES,
  findEntries,
  findLines,
  findOrderPage,
  findOrderPages,
  findOrders,
  findOrdersByNumber,
} from '../rows.ts';
import type { OrderPage } from '../rows.ts';

/** Longer than any way to write a number. */
const NUMBER_LENGTH_MAX = 100;

/** What is loaded in batches within one request: one statement each, however many orders are shown. */
export type Loaders = ReturnType<typeof createLoaders>;

/** Makes the loaders of one request. Those of orders give null for another's, for none, and for what is no id. */
export function createLoaders({ database }: Pick<Deps, 'database'>, caller: Caller | null) {
  const visibleBy = (field: 'id' | 'number', keys: readonly string[], orders: readonly Order[]): (Order | null)[] => {
    const visible = orders.filter(({ customerId }) => caller?.role === 'ADMIN' || caller?.id === customerId);
    const byKey = new Map(visible.map((order) => [order[field], order]));
    return keys.map((key) => byKey.get(key) ?? null);
  };
  return {
    order: loader(async (references) => {
      const ids = references.map((reference) => idOf({ id: reference }) ?? '');
      return visibleBy('id', ids, caller === null ? [] : await findOrders(database, ids.filter(Boolean)));
    }),
    orderByNumber: loader(async (numbers) => visibleBy('number', numbers, await findOrdersByNumber(database, numbers))),
    lines: loader(async (ids) => grouped(ids, await findLines(database, ids), ({ orderId }) => orderId)),
    timeline: loader(async (ids) => grouped(ids, await findEntries(database, ids), ({ orderId }) => orderId)),
    /** A page of each customer's orders, newest first. Whoever loads it has been allowed to. */
    ordersOf: listLoader(async (customerIds, page: OrderPage) =>
      grouped(customerIds, await findOrderPages(database, customerIds, page), ({ customerId }) => customerId),
    ),
  };
}

function grouped<Row>(keys: readonly string[], rows: readonly Row[], keyOf: (row: Row) => string): Row[][] {
  const byKey = Map.groupBy(rows, keyOf);
  return keys.map((key) => byKey.get(key) ?? []);
}

/** Returns an order that the caller may see, by id or by number; null where there is none. Throws BAD_USER_INPUT for both, neither or a malformed one. */
export async function findOrder(
  load: Pick<Loaders, 'order' | 'orderByNumber'>,
  { id: byId, number }: QueryOrderArgs,
): Promise<Order | null> {
  if ((byId == null) === (number == null)) throw badUserInput('id', 'exactly one of id and number must be given');
  return number == null
    ? load.order.load(parseInput(id, byId, 'id'))
    : load.orderByNumber.load(readOrderNumber(parseInput(text(NUMBER_LENGTH_MAX), number, 'number')));
}

/** Returns a page of the caller's orders, or of everybody's for an administrator, newest first. Throws BAD_USER_INPUT. */
export async function listOrders(
  { database }: Pick<Deps, 'database'>,
  caller: Caller,
  args: QueryOrdersArgs,
): Promise<Connection<Order>> {
  const page = orderPageOf('orders', args);
  const orders = caller.role === 'ADMIN' ? findOrderPage(database, page) : findOrderPages(database, [caller.id], page);
  return connectionOf(page, await orders);
}

/** Returns a page of a customer's orders, newest first. Throws BAD_USER_INPUT. */
export async function listOrdersOf(
  load: Pick<Loaders, 'ordersOf'>,
  customerId: string,
  args: QueryOrdersArgs,
): Promise<Connection<Order>> {
  const page = orderPageOf('userOrders', args);
  return connectionOf(page, await load.ordersOf.load(customerId, page));
}

function orderPageOf(list: string, { status, ...args }: QueryOrdersArgs): OrderPage {
  const wanted = status ?? [];
  if (wanted.length > STATUSES.length) throw badUserInput('status', `must name at most ${STATUSES.length} statuses`);
  const statuses = STATUSES.filter((each) => wanted.length === 0 || wanted.includes(each));
  return { ...pageOf(list, args), statuses };
}
