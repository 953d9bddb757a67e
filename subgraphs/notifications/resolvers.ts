import { signedIn, visibleUser } from '#platform/authorization.ts';
import type { NotificationParent, OrderParent, UserParent } from './context.ts';
import type { Resolvers } from './generated/resolvers.ts';
import { findOrder, listNotificationsOf, markNotificationRead } from './use-cases/read-notifications.ts';
import { resendNotification, sendNotification } from './use-cases/send-notifications.ts';

/** Every resolver of the notifications service; fields without one are shown as they are stored. */
export const resolvers = {
  Mutation: {
    sendNotification: (_parent, { input }, context) => sendNotification(context.deps, signedIn(context), input),
    resendNotification: (_parent, { id }, { deps }) => resendNotification(deps, id),
    markNotificationRead: (_parent, { id }, context) => markNotificationRead(context.deps, signedIn(context), id),
  },
  Notification: {
    recipient: ({ userId }) => ({ id: userId }),
    order: ({ orderId, userId }) => (orderId === null ? null : { id: orderId, ownerId: userId }),
  },
  Order: {
    __resolveReference: (reference, { load, caller }) => findOrder(load, caller, reference),
    notifications: ({ id, notifications }, _args, { load }) => notifications ?? load.ofOrder.load(id),
  },
  User: {
    __resolveReference: (reference, { caller }) => visibleUser(reference, caller),
    notifications: ({ id }, args, { load }) => listNotificationsOf(load, id, args),
  },
} satisfies Resolvers;

/** Returns the owner of an object, for the types that `@auth` opens to their owner. */
export const owners = {
  User: ({ id }: UserParent): string => id,
  Order: ({ ownerId }: OrderParent): string | null => ownerId,
  Notification: ({ userId }: NotificationParent): string => userId,
};
