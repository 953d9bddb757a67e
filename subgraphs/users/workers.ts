import { on } from '#platform/inbox.ts';
import type { Subscription } from '#platform/inbox.ts';
import { PasswordResetRequested } from '#users/messages.ts';
import type { Deps } from './deps.ts';
import { sendPasswordResets } from './use-cases/passwords.ts';

/** Which messages wake which use case. */
export const subscriptions = (deps: Pick<Deps, 'keyEncryptionKey'>): Subscription[] => [
  on([PasswordResetRequested], (tx, wishes) => sendPasswordResets(deps, tx, wishes)),
];
