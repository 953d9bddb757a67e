import type { NotificationResolvers } from '../generated/resolvers.ts';

/** A notification; what it does not name here is shown as it is stored. */
export const Notification: NotificationResolvers = {
  recipient: ({ userId }) => ({ id: userId }),
  order: ({ orderId, userId }) => (orderId === null ? null : { id: orderId, ownerId: userId }),
};
