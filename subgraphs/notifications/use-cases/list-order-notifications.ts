import type { Deps } from '../deps.ts';
import { shown } from './shown-notification.ts';
import type { ShownNotification } from './shown-notification.ts';

/** Reads what was told of several orders in one statement, newest first: a handful each. Answers a list for each order, in the order asked for. */
export async function listOrderNotifications(
  { database }: Deps,
  orderIds: readonly string[],
): Promise<ShownNotification[][]> {
  const rows = await database.notification.findMany({
    where: { orderId: { in: [...orderIds] } },
    orderBy: { id: 'desc' },
    select: shown,
  });
  const byOrder = Map.groupBy(rows, ({ orderId }) => orderId);
  return orderIds.map((orderId) => byOrder.get(orderId) ?? []);
}
