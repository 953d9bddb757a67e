import { on, type Subscription } from '#platform/inbox.ts';
import { UserDeactivated, UserReactivated, UserRegistered } from '#users/messages.ts';
import type { Deps } from './deps.ts';
import { AuthorizePayment, CapturePayment, RefundPayment, VoidPayment } from './messages.ts';
import { applyMessages } from './use-cases/apply-messages.ts';

/** The use case of each message. All lock customers, so all share one transaction. */
export const subscriptions = (deps: Deps): Subscription[] => [
  on(
    [AuthorizePayment, CapturePayment, VoidPayment, RefundPayment, UserRegistered, UserDeactivated, UserReactivated],
    (tx, messages) => applyMessages(deps, tx, messages),
  ),
];
