import type { Prisma } from '#prisma/notifications';

/** What of a notification may be shown; a sealed token is not read where it is not needed. */
export const shown = {
  id: true,
  userId: true,
  type: true,
  status: true,
  subject: true,
  message: true,
  orderId: true,
  failureReason: true,
  createdAt: true,
  sentAt: true,
  readAt: true,
} as const satisfies Prisma.NotificationSelect;

/** A notification as it may be shown. */
export type ShownNotification = Prisma.NotificationGetPayload<{ select: typeof shown }>;
