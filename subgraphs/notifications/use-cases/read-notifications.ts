import { byId } from '#platform/authorization.ts';
import type { Reference } from '#platform/authorization.ts';
import { fail, succeed } from '#platform/errors.ts';
import { id, parseInput } from '#platform/input.ts';
import { listLoader } from '#platform/loaders.ts';
import { connection } from '#platform/paging.ts';
import type { Caller } from '#platform/token.ts';
import type { Deps } from '../deps.ts';
import type { UserNotificationsArgs } from '../generated/resolvers.ts';
import { listNotifications, listOrderNotifications, markRead } from '../rows.ts';
import type { NotificationPage, ShownNotification } from '../rows.ts';

/** Loads in batches within one request: one statement each, however many objects are shown. */
export const createLoaders = ({ database }: Deps) => ({
  ofUser: listLoader('userId', (userIds, page: NotificationPage) => listNotifications(database, userIds, page)),
  ofOrder: listLoader('orderId', (orderIds) => listOrderNotifications(database, orderIds)),
});
export type Loaders = ReturnType<typeof createLoaders>;

/** Returns a page of a user's notifications, newest first. Throws BAD_USER_INPUT for arguments out of range. */
export async function listNotificationsOf(load: Loaders, userId: string, args: UserNotificationsArgs) {
  const unread = args.unread ?? null;
  return connection('notifications', args, (page) => load.ofUser.load(userId, { ...page, unread }));
}

/** An order, its owner as known from its notifications, and these where they are loaded already. */
export type KnownOrder = Readonly<{ id: string; ownerId: string | null; notifications?: ShownNotification[] }>;

/** Returns the order of a reference, owned by the recipient of its notifications; null for another's. An order without notifications is empty for every caller. */
export const findOrder = (load: Loaders, caller: Caller | null, reference: Reference) =>
  byId(reference, async (orderId): Promise<KnownOrder | null> => {
    if (caller === null) return { id: orderId, ownerId: null };
    const notifications = await load.ofOrder.load(orderId);
    const ownerId = notifications[0]?.userId ?? caller.id;
    return caller.role === 'ADMIN' || ownerId === caller.id ? { id: orderId, ownerId, notifications } : null;
  });

/** Marks a notification as read by its recipient; repeating keeps the first time. Fails with NOT_FOUND for another's, administrators included. */
export async function markNotificationRead({ database }: Deps, caller: Caller, rawId: string) {
  const [notification] = await markRead(database, parseInput(id, rawId, 'id'), caller.id);
  return notification === undefined
    ? fail('NOT_FOUND', 'There is no such notification.', 'id')
    : succeed({ notification });
}
