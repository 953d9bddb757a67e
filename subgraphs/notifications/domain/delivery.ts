import type { NotificationType } from './notice.ts';

/**
 * What became of an attempt to hand a mail over, with the server's words: taken; refused for good; refused for now; or the server
 * could not be talked to, which says nothing about the mail.
 */
export type Delivery =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'refused' | 'deferred' | 'unreachable'; readonly reason: string };

/** What is known of a notification when an attempt ends, this attempt included. */
export interface Attempt {
  readonly attempts: number;
  /** How often the server has said "later" before. */
  readonly deferrals: number;
  readonly queuedAt: Date;
}

/** How patient the sender is with a server that says "later". */
export interface Patience {
  readonly deferralsMax: number;
  readonly retryMs: number;
}

/** What happens to a notification after an attempt. */
export type NextStep =
  | { readonly status: 'SENT' }
  | { readonly status: 'FAILED'; readonly reason: string }
  | { readonly status: 'QUEUED'; readonly delayMs: number; readonly deferrals: number };

/** A server that says "later" means minutes, seldom more (grey-listing: RFC 6647, section 3.2). */
const DEFERRED_DELAY_MAX_MS = 15 * 60_000;
/** An outage is no fault of the mail: it is asked again soon, so that a server that is back gets its mail at once. */
const UNREACHABLE_DELAY_MS = 1_000;
const UNREACHABLE_DELAY_MAX_MS = 30_000;
/** RFC 5321, section 4.5.4.1: the time before giving up is four to five days at least. */
const UNREACHABLE_MAX_MS = 4 * 24 * 3_600_000;

const doubled = (firstMs: number, times: number, maxMs: number): number =>
  Math.min(firstMs * 2 ** Math.min(times, 30), maxMs);

/** Decides what comes after an attempt. A reason is a sentence that an administrator understands. */
export function decideNext(delivery: Delivery, attempt: Attempt, patience: Patience, now: Date): NextStep {
  switch (delivery.kind) {
    case 'accepted':
      return { status: 'SENT' };
    case 'refused':
      return { status: 'FAILED', reason: `The mail server refused the message: ${delivery.reason}` };
    case 'deferred':
      return afterDeferral(delivery.reason, attempt, patience);
    case 'unreachable':
      return afterOutage(delivery.reason, attempt, now);
    default:
      return delivery satisfies never;
  }
}

function afterDeferral(words: string, { deferrals: before }: Attempt, { deferralsMax, retryMs }: Patience): NextStep {
  const deferrals = before + 1;
  if (deferrals < deferralsMax) {
    return { status: 'QUEUED', delayMs: doubled(retryMs, before, DEFERRED_DELAY_MAX_MS), deferrals };
  }
  return { status: 'FAILED', reason: `The mail server said "later" ${deferrals} times, the last time with: ${words}` };
}

function afterOutage(words: string, { attempts, deferrals, queuedAt }: Attempt, now: Date): NextStep {
  if (now.getTime() - queuedAt.getTime() < UNREACHABLE_MAX_MS) {
    return {
      status: 'QUEUED',
      delayMs: doubled(UNREACHABLE_DELAY_MS, attempts - 1, UNREACHABLE_DELAY_MAX_MS),
      deferrals,
    };
  }
  return {
    status: 'FAILED',
    reason: `The mail server could not be reached for four days, at last because of: ${words}`,
  };
}

/** What decides whether a notification can be sent once more. */
export interface Resendable {
  readonly type: NotificationType;
  readonly status: 'QUEUED' | 'SENT' | 'FAILED';
}

/** Returns why a notification cannot be sent once more, as a sentence; undefined where it can. */
export function resendFault({ type, status }: Resendable): string | undefined {
  if (status === 'QUEUED') return 'The notification is waiting to be sent already.';
  if (type === 'PASSWORD_RESET' || type === 'EMAIL_VERIFICATION')
    return 'A one-time token cannot be sent again, since it is not kept. The user can ask for a new one.';
  return undefined;
}
