import type { NotificationType } from './notice.ts';

/** What decides whether a notification can be sent once more. */
export interface Resendable {
  readonly type: NotificationType;
  readonly status: 'QUEUED' | 'SENT' | 'FAILED';
}

/** Why a notification cannot be sent once more, as a sentence; undefined where it can. */
export function resendFault({ type, status }: Resendable): string | undefined {
  if (status === 'QUEUED') return 'The notification is waiting to be sent already.';
  if (type === 'PASSWORD_RESET')
    return 'A password reset cannot be sent again, since its token is not kept. The user can ask for a new one.';
  return undefined;
}
