import type { NotificationParent, OrderParent, UserParent } from './mappers.ts';

/** Whose an object is, for the types that `@auth` opens to their owner. */
export const owners = {
  User: ({ id }: UserParent): string => id,
  Order: ({ ownerId }: OrderParent): string | null => ownerId,
  Notification: ({ userId }: NotificationParent): string => userId,
};
