import { connectionOf, pageOf } from '#platform/paging.ts';
import type { Connection } from '#platform/paging.ts';
import type { Caller } from '#platform/token.ts';
import type { Order } from '#prisma/orders';
import type { Deps } from '../deps.ts';
import type { OrderStatus } from '../domain/saga.ts';
import { visibleTo } from './visible-to.ts';

/** Which orders to list. */
export interface OrderListArgs {
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
  readonly status?: readonly OrderStatus[] | null | undefined;
}

/** A page of the caller's orders, or of everybody's for an administrator, newest first. Throws BAD_USER_INPUT for `first` and `after`. */
export async function listOrders(deps: Deps, caller: Caller, args: OrderListArgs): Promise<Connection<Order>> {
  const page = pageOf('orders', args);
  const { status } = args;
  const orders = await deps.database.order.findMany({
    where: {
      ...visibleTo(caller),
      ...(page.before !== undefined && { id: { lt: page.before } }),
      ...(status != null && status.length > 0 && { status: { in: [...status] } }),
    },
    orderBy: { id: 'desc' },
    take: page.take,
  });
  return connectionOf(page, orders);
}
