import type { Prisma } from '#prisma/users';
import { on } from '#platform/inbox.ts';
import type { Subscription } from '#platform/inbox.ts';
import { PasswordResetRequested } from '#users/messages.ts';
import type { Deps } from './deps.ts';
import { sendPasswordReset } from './use-cases/send-password-reset.ts';

/** Which message wakes which use case. */
export const subscriptions = (deps: Pick<Deps, 'keyEncryptionKey'>): Subscription<Prisma.TransactionClient>[] => [
  on(PasswordResetRequested, (tx, { email }) => sendPasswordReset(deps, tx, email)),
];
