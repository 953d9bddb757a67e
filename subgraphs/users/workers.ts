import { on } from '#platform/inbox.ts';
import type { Subscription } from '#platform/inbox.ts';
import { PasswordResetRequested } from '#users/messages.ts';
import type { Deps } from './deps.ts';
import { sendPasswordResets } from './use-cases/passwords.ts';

/** The use case of each message. */
export const subscriptions = (deps: Deps): Subscription[] => [
  on([PasswordResetRequested], (tx, wishes) => sendPasswordResets(deps, tx, wishes)),
];
