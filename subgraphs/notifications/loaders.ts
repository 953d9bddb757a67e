import DataLoader from 'dataloader';
import { connectionOf, pageOf } from '#platform/paging.ts';
import type { Connection } from '#platform/paging.ts';
import type { Deps } from './deps.ts';
import { listNotifications } from './use-cases/list-notifications.ts';
import { listOrderNotifications } from './use-cases/list-order-notifications.ts';
import type { ShownNotification } from './use-cases/shown-notification.ts';

/** The arguments of `User.notifications`. */
interface ListArguments {
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
  readonly unread?: boolean | null | undefined;
}

/** Reads that are batched within a request, so that a list costs one statement however many parents it hangs on. */
export interface Loaders {
  /** A page of what a user was told. Throws BAD_USER_INPUT for arguments out of range. */
  notificationsOfUser(userId: string, args: ListArguments): Promise<Connection<ShownNotification>>;
  /** What was told of an order, newest first. */
  notificationsOfOrder(orderId: string): Promise<ShownNotification[]>;
}

/** Makes the loaders of one request. */
export function createLoaders(deps: Deps): Loaders {
  const byArguments = new Map<string, DataLoader<string, ShownNotification[]>>();
  const ofOrder = new DataLoader<string, ShownNotification[]>((orderIds) => listOrderNotifications(deps, orderIds));
  return {
    notificationsOfUser: async (userId, args) => {
      const page = pageOf('notifications', args);
      const unread = args.unread ?? null;
      const key = JSON.stringify([page.size, page.before ?? null, unread]);
      const loader =
        byArguments.get(key) ??
        new DataLoader<string, ShownNotification[]>((userIds) => listNotifications(deps, userIds, { page, unread }));
      byArguments.set(key, loader);
      return connectionOf(page, await loader.load(userId));
    },
    notificationsOfOrder: (orderId) => ofOrder.load(orderId),
  };
}
