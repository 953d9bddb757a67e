import {
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
import { UserChanged, UserRegistered } from '#users/messages.ts';
import type { Tx } from './deps.ts';
import { rememberRecipient } from './use-cases/remember-recipient.ts';
import { tellAboutOrder } from './use-cases/tell-about-order.ts';
import { tellPasswordReset } from './use-cases/tell-password-reset.ts';
import { welcomeUser } from './use-cases/welcome-user.ts';

/** Which message makes what happen. */
export const subscriptions: readonly Subscription<Tx>[] = [
  on(UserRegistered, welcomeUser),
  on(UserChanged, rememberRecipient),
  on(NotifyOrderPlaced, (tx, fact) => tellAboutOrder(tx, 'ORDER_PLACED', fact)),
  on(NotifyOrderConfirmed, (tx, fact) => tellAboutOrder(tx, 'ORDER_CONFIRMED', fact)),
  on(NotifyOrderRejected, (tx, fact) => tellAboutOrder(tx, 'ORDER_REJECTED', fact)),
  on(NotifyOrderCancelled, (tx, fact) => tellAboutOrder(tx, 'ORDER_CANCELLED', fact)),
  on(NotifyOrderExpired, (tx, fact) => tellAboutOrder(tx, 'ORDER_EXPIRED', fact)),
  on(NotifyOrderShipped, (tx, fact) => tellAboutOrder(tx, 'ORDER_SHIPPED', fact)),
  on(NotifyOrderDelivered, (tx, fact) => tellAboutOrder(tx, 'ORDER_DELIVERED', fact)),
  on(NotifyPasswordReset, tellPasswordReset),
];
