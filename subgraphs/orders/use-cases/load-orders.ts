import { connectionOf } from '#platform/paging.ts';
import type { Connection, Page } from '#platform/paging.ts';
import type { Caller } from '#platform/token.ts';
import type { Order, OrderEvent, OrderLine } from '#prisma/orders';
import type { Deps } from '../deps.ts';
import type { OrderStatus } from '../domain/saga.ts';
import { ORDER_COLUMNS } from './order-rows.ts';
import { visibleTo } from './visible-to.ts';

/** Orders by id, in the order of the ids; null where there is none or the caller may not see it. */
export async function loadOrders(deps: Deps, caller: Caller | null, ids: readonly string[]): Promise<(Order | null)[]> {
  if (caller === null) return ids.map(() => null);
  const orders = await deps.database.order.findMany({ where: { id: { in: [...ids] }, ...visibleTo(caller) } });
  const byId = new Map(orders.map((order) => [order.id, order]));
  return ids.map((id) => byId.get(id) ?? null);
}

/** The lines of each order, in the order they were given. */
export async function loadLines(deps: Deps, orderIds: readonly string[]): Promise<OrderLine[][]> {
  const lines = await deps.database.orderLine.findMany({
    where: { orderId: { in: [...orderIds] } },
    orderBy: [{ orderId: 'asc' }, { index: 'asc' }],
  });
  const byOrder = Map.groupBy(lines, ({ orderId }) => orderId);
  return orderIds.map((id) => byOrder.get(id) ?? []);
}

/** The timeline of each order, oldest first. */
export async function loadTimelines(deps: Deps, orderIds: readonly string[]): Promise<OrderEvent[][]> {
  const events = await deps.database.orderEvent.findMany({
    where: { orderId: { in: [...orderIds] } },
    orderBy: [{ orderId: 'asc' }, { version: 'asc' }],
  });
  const byOrder = Map.groupBy(events, ({ orderId }) => orderId);
  return orderIds.map((id) => byOrder.get(id) ?? []);
}

/** Which page of each customer's orders. */
export interface CustomersPage {
  readonly page: Page;
  readonly statuses: readonly OrderStatus[];
}

/** A page of the orders of each of many customers, newest first, by one statement. Whoever asks for them has been allowed to. */
export async function loadOrdersOfCustomers(
  deps: Deps,
  customerIds: readonly string[],
  { page, statuses }: CustomersPage,
): Promise<Connection<Order>[]> {
  const orders = await deps.database.$queryRaw<Order[]>`
    SELECT found.* FROM unnest(${customerIds}::uuid[]) AS customer (user_id) CROSS JOIN LATERAL (
      SELECT ${ORDER_COLUMNS} FROM orders
      WHERE customer_id = user_id AND (${page.before ?? null}::uuid IS NULL OR id < ${page.before ?? null}::uuid)
        AND (${statuses.length === 0} OR status = ANY(${statuses}::order_status[]))
      ORDER BY id DESC LIMIT ${page.take}
    ) AS found ORDER BY found.id DESC`;
  const byCustomer = Map.groupBy(orders, ({ customerId }) => customerId);
  return customerIds.map((id) => connectionOf(page, byCustomer.get(id) ?? []));
}
