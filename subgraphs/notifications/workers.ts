import { createHash } from 'node:crypto';
import {
  NotifyEmailVerification,
  NotifyOrderCancelled,
  NotifyOrderConfirmed,
  NotifyOrderDelivered,
  NotifyOrderExpired,
  NotifyOrderPlaced,
  NotifyOrderRejected,
  NotifyOrderShipped,
  NotifyPasswordReset,
} from '#notifications/messages.ts';
import { on } from '#platform/inbox.ts';
import type { Subscription } from '#platform/inbox.ts';
import type { MessageOf } from '#platform/message.ts';
import { UserChanged, UserRegistered } from '#users/messages.ts';
import { eventKey } from './domain/notice.ts';
import { tellUsers } from './use-cases/tell-users.ts';
import type { Event } from './use-cases/tell-users.ts';

const PEOPLE = [UserRegistered, UserChanged] as const;
const NOTICES = [
  NotifyOrderPlaced,
  NotifyOrderConfirmed,
  NotifyOrderRejected,
  NotifyOrderCancelled,
  NotifyOrderExpired,
  NotifyOrderShipped,
  NotifyOrderDelivered,
  NotifyEmailVerification,
  NotifyPasswordReset,
] as const;
type Told = MessageOf<(typeof PEOPLE)[number] | (typeof NOTICES)[number]>;

const ORDER_NOTICES = {
  NotifyOrderPlaced: 'ORDER_PLACED',
  NotifyOrderConfirmed: 'ORDER_CONFIRMED',
  NotifyOrderRejected: 'ORDER_REJECTED',
  NotifyOrderCancelled: 'ORDER_CANCELLED',
  NotifyOrderExpired: 'ORDER_EXPIRED',
  NotifyOrderShipped: 'ORDER_SHIPPED',
  NotifyOrderDelivered: 'ORDER_DELIVERED',
} as const;

/** Which messages make what happen. */
export const subscriptions = (): Subscription[] => [
  on([...PEOPLE, ...NOTICES], (tx, messages) => {
    const people = messages.flatMap((message) => (isAboutPerson(message) ? [message.payload] : []));
    return tellUsers(tx, people, messages.flatMap(eventsOf));
  }),
];

const isAboutPerson = (message: Told): message is MessageOf<(typeof PEOPLE)[number]> =>
  message.name === 'UserRegistered' || message.name === 'UserChanged';

function eventsOf({ name, payload }: Told): Event[] {
  const { userId } = payload;
  if (name === 'UserChanged') return [];
  if (name === 'UserRegistered') return [{ userId, key: eventKey.welcome(userId), notice: { type: 'WELCOME' } }];
  if (name === 'NotifyPasswordReset' || name === 'NotifyEmailVerification') {
    const { sealedToken, expiresAt } = payload;
    const digest = createHash('sha256').update(sealedToken).digest('base64url');
    const isReset = name === 'NotifyPasswordReset';
    const key = isReset ? eventKey.passwordReset(digest) : eventKey.emailVerification(digest);
    const type = isReset ? 'PASSWORD_RESET' : 'EMAIL_VERIFICATION';
    return [{ userId, key, notice: { type, expiresAt }, secret: { sealedToken, expiresAt } }];
  }
  const { orderId, orderNumber, total, reason } = payload;
  const type = ORDER_NOTICES[name];
  return [{ userId, orderId, key: eventKey.order(type, orderId), notice: { type, orderNumber, total, reason } }];
}
