import { fail, succeed } from '#platform/errors.ts';
import { id, parseInput } from '#platform/input.ts';
import { listLoader, loader } from '#platform/loaders.ts';
import { connectionOf, pageOf } from '#platform/paging.ts';
import type { Caller } from '#platform/token.ts';
import type { Deps } from '../deps.ts';
import type { UserNotificationsArgs } from '../generated/resolvers.ts';
import { listNotifications, listOrderNotifications, markRead } from '../rows.ts';
import type { NotificationPage, ShownNotification } from '../rows.ts';

/** Reads that are batched within a request: a list costs one statement, however many parents it has. */
export type Loaders = ReturnType<typeof createLoaders>;

/** Makes the loaders of one request. */
export const createLoaders = ({ database }: Deps) => ({
  ofUser: listLoader(async (userIds, page: NotificationPage) => {
    const byUser = Map.groupBy(await listNotifications(database, userIds, page), ({ userId }) => userId);
    return userIds.map((userId) => byUser.get(userId) ?? []);
  }),
  ofOrder: loader(async (orderIds) => {
    const byOrder = Map.groupBy(await listOrderNotifications(database, orderIds), ({ orderId }) => orderId);
    return orderIds.map((orderId) => byOrder.get(orderId) ?? []);
  }),
});

/** Returns a page of a user's notifications, newest first. Throws BAD_USER_INPUT for arguments out of range. */
export async function listNotificationsOf(load: Loaders, userId: string, args: UserNotificationsArgs) {
  const page = pageOf('notifications', args);
  return connectionOf(page, await load.ofUser.load(userId, { ...page, unread: args.unread ?? null }));
}

/** An order, its owner as far as notifications tell, and what was told of it where that is read already. */
export interface KnownOrder {
  readonly id: string;
  readonly ownerId: string | null;
  readonly notifications?: ShownNotification[];
}

/**
 * Returns an order; its owner is whom it was told to. An order of which nothing was told has an empty list, for whomever: that says nothing
 * of whether it exists. Returns null for another's order.
 */
export async function findOrder(
  load: Loaders,
  caller: Caller | null,
  orderId: string | undefined,
): Promise<KnownOrder | null> {
  if (orderId === undefined) return null;
  if (caller === null) return { id: orderId, ownerId: null };
  const notifications = await load.ofOrder.load(orderId);
  const ownerId = notifications[0]?.userId ?? caller.id;
  return caller.role === 'ADMIN' || ownerId === caller.id ? { id: orderId, ownerId, notifications } : null;
}

/** Marks a notification as read by its recipient; the first time counts. Fails with NOT_FOUND for another's, administrators included. */
export async function markNotificationRead({ database }: Deps, caller: Caller, rawId: string) {
  const [notification] = await markRead(database, parseInput(id, rawId, 'id'), caller.id);
  return notification === undefined
    ? fail('NOT_FOUND', 'There is no such notification.', 'id')
    : succeed({ notification });
}
