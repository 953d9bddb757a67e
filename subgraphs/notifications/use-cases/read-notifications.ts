import { fail, succeed } from '#platform/errors.ts';
import type { Outcome } from '#platform/errors.ts';
import { id, parseInput } from '#platform/input.ts';
import { listLoader, loader } from '#platform/loaders.ts';
import { connectionOf, pageOf } from '#platform/paging.ts';
import type { Connection } from '#platform/paging.ts';
import type { Caller } from '#platform/token.ts';
import type { Deps } from '../deps.ts';
import { listNotifications, listOrderNotifications, markRead } from '../rows.ts';
import type { ShownNotification } from '../rows.ts';

/** The arguments of `User.notifications`. */
interface ListArguments {
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
  readonly unread?: boolean | null | undefined;
}

/** Reads that are batched within a request: a list costs one statement, however many parents it has. */
export interface Loaders {
  /** Returns a page of a user's notifications. Throws BAD_USER_INPUT for arguments out of range. */
  notificationsOfUser(userId: string, args: ListArguments): Promise<Connection<ShownNotification>>;
  /** Returns the notifications about an order, newest first. */
  notificationsOfOrder(orderId: string): Promise<ShownNotification[]>;
}

/** Makes the loaders of one request. */
export function createLoaders({ database }: Deps): Loaders {
  const ofUser = listLoader(async (userIds, page: Parameters<typeof listNotifications>[2]) => {
    const byUser = Map.groupBy(await listNotifications(database, userIds, page), ({ userId }) => userId);
    return userIds.map((userId) => byUser.get(userId) ?? []);
  });
  const ofOrder = loader(async (orderIds) => {
    const byOrder = Map.groupBy(await listOrderNotifications(database, orderIds), ({ orderId }) => orderId);
    return orderIds.map((orderId) => byOrder.get(orderId) ?? []);
  });
  return {
    notificationsOfUser: async (userId, args) => {
      const page = pageOf('notifications', args);
      const { before, take } = page;
      return connectionOf(page, await ofUser.load(userId, { before, take, unread: args.unread ?? null }));
    },
    notificationsOfOrder: (orderId) => ofOrder.load(orderId),
  };
}

/** An order, and its owner as far as notifications tell. */
export interface KnownOrder {
  readonly id: string;
  readonly ownerId: string | null;
  /** What was told of it, where it is read already. */
  readonly notifications?: ShownNotification[];
}

/**
 * Returns an order; its owner is whom it was told to. An order of which nothing was told has an empty list, for whomever: that says nothing
 * of whether it exists. Returns null for another's order.
 */
export async function findOrder(
  orders: Pick<Loaders, 'notificationsOfOrder'>,
  caller: Caller | null,
  orderId: string | undefined,
): Promise<KnownOrder | null> {
  if (orderId === undefined) return null;
  if (caller === null) return { id: orderId, ownerId: null };
  const notifications = await orders.notificationsOfOrder(orderId);
  const ownerId = notifications[0]?.userId ?? caller.id;
  return caller.role === 'ADMIN' || ownerId === caller.id ? { id: orderId, ownerId, notifications } : null;
}

/** Marks a notification as read by its recipient; the first time counts. Fails with NOT_FOUND for another's, administrators included. */
export async function markNotificationRead(
  { database }: Deps,
  caller: Caller,
  rawId: string,
): Promise<Outcome<{ notification: ShownNotification }, 'NOT_FOUND'>> {
  const [notification] = await markRead(database, parseInput(id, rawId, 'id'), caller.id);
  if (notification === undefined) return fail('NOT_FOUND', 'There is no such notification.', 'id');
  return succeed({ notification });
}
