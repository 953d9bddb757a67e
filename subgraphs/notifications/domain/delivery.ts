import type { NotificationType } from './notice.ts';

/** The server's answer to a mail, in its words. `unreachable` is not about the mail; an `unsendable` mail never reached a server. */
export type Delivery =
  | { readonly kind: 'accepted'; readonly reason?: undefined }
  | { readonly kind: 'refused' | 'deferred' | 'unreachable' | 'unsendable'; readonly reason: string };

/** How the sender retries after a deferral. */
export type Patience = Readonly<{ deferralsMax: number; retryMs: number }>;

/** What happens to a notification after an attempt. */
export type NextStep =
  | { readonly status: 'SENT' }
  | { readonly status: 'FAILED'; readonly reason: string }
  | { readonly status: 'QUEUED'; readonly delayMs: number; readonly deferrals: number };

/** A deferral usually means minutes (grey-listing: RFC 6647, section 3.2). */
const DEFERRED_DELAY_MAX_MS = 15 * 60_000;
/** An outage is not the mail's fault: retries are frequent, so that mail is sent as soon as the server is back. */
const UNREACHABLE_DELAY_MS = 1_000;
const UNREACHABLE_DELAY_MAX_MS = 30_000;
/** RFC 5321, section 4.5.4.1: the time before giving up is four to five days at least. */
const UNREACHABLE_MAX_MS = 4 * 24 * 3_600_000;

/** Decides what comes after an attempt; `attempts` counts it, `deferrals` does not. A reason is a sentence for an administrator. */
export function decideNext(
  delivery: Delivery,
  attempt: { readonly attempts: number; readonly deferrals: number; readonly queuedAt: Date },
  { deferralsMax, retryMs }: Patience,
  now: Date,
): NextStep {
  const failed = (what: string): NextStep => ({
    status: 'FAILED',
    reason: `The mail server ${what}: ${delivery.reason}`,
  });
  const { attempts, deferrals, queuedAt } = attempt;
  switch (delivery.kind) {
    case 'accepted':
      return { status: 'SENT' };
    case 'unsendable':
      return { status: 'FAILED', reason: delivery.reason };
    case 'refused':
      return failed('refused the message');
    case 'deferred':
      return deferrals + 1 < deferralsMax
        ? { status: 'QUEUED', delayMs: doubled(retryMs, deferrals, DEFERRED_DELAY_MAX_MS), deferrals: deferrals + 1 }
        : failed(`said "later" ${deferrals + 1} times, the last time with`);
    case 'unreachable': {
      if (now.getTime() - queuedAt.getTime() >= UNREACHABLE_MAX_MS)
        return failed('could not be reached for four days, at last because of');
      const delayMs = doubled(UNREACHABLE_DELAY_MS, attempts - 1, UNREACHABLE_DELAY_MAX_MS);
      return { status: 'QUEUED', delayMs, deferrals };
    }
    default:
      return delivery satisfies never;
  }
}

const doubled = (firstMs: number, times: number, maxMs: number): number => Math.min(firstMs * 2 ** times, maxMs);

/** Returns why a notification cannot be sent once more, as a sentence; undefined where it can. */
export function resendFault(notification: {
  readonly type: NotificationType;
  readonly status: NextStep['status'];
}): string | undefined {
  const { type, status } = notification;
  if (status === 'QUEUED') return 'The notification is waiting to be sent already.';
  if (type === 'PASSWORD_RESET' || type === 'EMAIL_VERIFICATION')
    return 'A one-time token cannot be sent again, since it is not kept. The user can ask for a new one.';
  return undefined;
}
