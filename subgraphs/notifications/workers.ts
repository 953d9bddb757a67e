import { createHash } from 'node:crypto';
import * as requests from '#notifications/messages.ts';
import { on } from '#platform/inbox.ts';
import type { Subscription } from '#platform/inbox.ts';
import type { MessageOf } from '#platform/message.ts';
import { UserChanged, UserRegistered } from '#users/messages.ts';
import { eventKey, ORDER_NOTICE_OF } from './domain/notice.ts';
import { tellUsers } from './use-cases/tell-users.ts';
import type { Event } from './use-cases/tell-users.ts';

// Every request becomes a notification. A second version of one is excluded here, and gets an `on` of its own.
const MESSAGES = [UserRegistered, UserChanged, ...Object.values(requests)];

/** The use case of each message. All write to users, so all share one transaction. */
export const subscriptions: readonly Subscription[] = [
  on(MESSAGES, (tx, messages) => {
    const people = messages.flatMap(({ payload }) => ('locale' in payload ? [payload] : []));
    return tellUsers(
      tx,
      people,
      messages.flatMap((message) => {
        const { traceparent, requestId } = message;
        return eventsOf(message).map((event) => ({ ...event, traceparent, requestId }));
      }),
    );
  }),
];

function eventsOf({ name, payload }: MessageOf<(typeof MESSAGES)[number]>): Event[] {
  const { userId } = payload;
  if (name === 'UserChanged') return [];
  if (name === 'UserRegistered') return [{ userId, key: eventKey.welcome(userId), notice: { type: 'WELCOME' } }];
  if (name === 'NotifyPasswordReset' || name === 'NotifyEmailVerification') {
    const { sealedToken, expiresAt } = payload;
    const digest = createHash('sha256').update(sealedToken).digest('base64url');
    const isReset = name === 'NotifyPasswordReset';
    const key = isReset ? eventKey.passwordReset(digest) : eventKey.emailVerification(digest);
    const type = isReset ? 'PASSWORD_RESET' : 'EMAIL_VERIFICATION';
    return [{ userId, key, notice: { type, expiresAt }, sealedToken, expiresAt }];
  }
  const { orderId, orderNumber, total, reason, lines } = payload;
  const type = ORDER_NOTICE_OF[name];
  return [{ userId, orderId, key: eventKey.order(type, orderId), notice: { type, orderNumber, total, reason, lines } }];
}
