import { AuthorizePayment, CapturePayment, RefundPayment, VoidPayment } from '#accounts/messages.ts';
import { on } from '#platform/inbox.ts';
import type { Subscription } from '#platform/inbox.ts';
import { UserDeactivated, UserReactivated, UserRegistered } from '#users/messages.ts';
import type { Deps, Tx } from './deps.ts';
import { authorizePayment } from './use-cases/authorize-payment.ts';
import { capturePayment } from './use-cases/capture-payment.ts';
import { openFirstAccount } from './use-cases/open-first-account.ts';
import { refundPayment } from './use-cases/refund-payment.ts';
import { setFrozen } from './use-cases/set-frozen.ts';
import { voidPayment } from './use-cases/void-payment.ts';

/** Which message wakes which use case. */
export const subscriptions = (deps: Deps): Subscription<Tx>[] => [
  on(UserRegistered, (tx: Tx, { userId }) => openFirstAccount(deps, tx, userId)),
  on(UserDeactivated, (tx: Tx, standing) => setFrozen(deps, tx, { ...standing, frozen: true })),
  on(UserReactivated, (tx: Tx, standing) => setFrozen(deps, tx, { ...standing, frozen: false })),
  on(AuthorizePayment, (tx: Tx, request) => authorizePayment(deps, tx, request)),
  on(CapturePayment, (tx: Tx, request) => capturePayment(deps, tx, request)),
  on(VoidPayment, (tx: Tx, request) => voidPayment(deps, tx, request)),
  on(RefundPayment, (tx: Tx, request) => refundPayment(deps, tx, request)),
];
