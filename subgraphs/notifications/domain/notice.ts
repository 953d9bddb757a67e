import { z } from 'zod';
import { moneyMessage } from '#platform/money.ts';
import type { Money } from '#platform/money.ts';

/** Notifications of an order by the message that requests them, in the order in which they can occur. */
export const ORDER_NOTICE_OF = {
  NotifyOrderPlaced: 'ORDER_PLACED',
  NotifyOrderConfirmed: 'ORDER_CONFIRMED',
  NotifyOrderRejected: 'ORDER_REJECTED',
  NotifyOrderCancelled: 'ORDER_CANCELLED',
  NotifyOrderExpired: 'ORDER_EXPIRED',
  NotifyOrderShipped: 'ORDER_SHIPPED',
  NotifyOrderDelivered: 'ORDER_DELIVERED',
} as const;
export const ORDER_NOTICES = Object.values(ORDER_NOTICE_OF);
export type OrderNoticeType = (typeof ORDER_NOTICES)[number];

/** What a mail with a one-time token is for. */
export const TOKEN_NOTICES = ['EMAIL_VERIFICATION', 'PASSWORD_RESET'] as const;

/** Everything that a notification can be about. CUSTOM is what an administrator writes. */
export const NOTIFICATION_TYPES = ['WELCOME', ...TOKEN_NOTICES, ...ORDER_NOTICES, 'CUSTOM'] as const;
export type NotificationType = (typeof NOTIFICATION_TYPES)[number];

/** The languages of notifications. */
export type Locale = 'EN' | 'RU';

const orderNotice = z.object({
  type: z.enum(ORDER_NOTICES),
  orderNumber: z.string(),
  total: moneyMessage.nullable(),
  reason: z.string().nullable(),
  lines: z.array(z.object({ name: z.string(), quantity: z.number(), total: moneyMessage.nullable() })).optional(),
});

/** The content of an order's mail. `reason` is the code of the order's failure, if any. */
export type OrderNotice = z.output<typeof orderNotice>;

/** The facts of an event, without a one-time token. They are stored, since the reader's language may become known later. */
export const noticeSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('WELCOME') }),
  z.object({ type: z.literal('EMAIL_VERIFICATION'), expiresAt: z.iso.datetime() }),
  z.object({ type: z.literal('PASSWORD_RESET'), expiresAt: z.iso.datetime() }),
  orderNotice,
]);
export type Notice = z.output<typeof noticeSchema>;

/** The key of an event. It is the same under every message id, so that the user is notified once. */
export const eventKey = {
  welcome: (userId: string): string => `welcome:${userId}`,
  order: (type: OrderNoticeType, orderId: string): string => `order:${orderId}:${type}`,
  /** Identified by a digest of the token, so that the token itself can be deleted. */
  passwordReset: (tokenDigest: string): string => `password-reset:${tokenDigest}`,
  emailVerification: (tokenDigest: string): string => `email-verification:${tokenDigest}`,
  /** Each message of an administrator is an event of its own. */
  custom: (notificationId: string): string => `custom:${notificationId}`,
};

/** A notification in words. The subject is one line; paragraphs of the message are separated by an empty line. */
export type Writing = Readonly<{ subject: string; message: string }>;

/** All texts in one language. They are text, not HTML: a mail's layout escapes it. */
export interface Language {
  /** As the Content-Language header names it (RFC 3282). */
  readonly tag: string;
  welcome(): Writing;
  /** Is shown in the graph as well, so it does not contain the token. */
  passwordReset(expiresAt: Date): Writing;
  emailVerification(expiresAt: Date): Writing;
  readonly orders: Readonly<Record<OrderNoticeType, (order: OrderNotice) => Writing>>;
  /** Above the lines of an order. */
  readonly linesLabel: string;
  money(money: Money): string;
  /** The subject of a message that was given none. */
  readonly generalSubject: string;
  /** Contains no name: name and address come from the registration, which anyone can send for any address. */
  readonly greeting: string;
  /** The line above a one-time token. */
  readonly tokenLabel: string;
}
