import { setTimeout as delay } from 'node:timers/promises';
import { isUnavailable } from '#platform/database.ts';
import { onHint } from '#platform/hints.ts';
import type { Log } from '#platform/log.ts';
import { CONNECTIONS_MAX } from './mail-server.ts';
import { mailAttempts, mailServerReachable } from './metrics.ts';
import { claimNotifications, DUE_NOTIFICATIONS, RENEWAL_MS, renewClaims } from './use-cases/claim-notifications.ts';
import type { Claimed } from './use-cases/claim-notifications.ts';
import { deliverNotification, noteDelivery } from './use-cases/deliver-notification.ts';
import type { Delivered, MailDeps } from './use-cases/deliver-notification.ts';

/** New mail wakes the sender; this is the safety net, and how exact the waits between attempts are. */
const POLL_MS = 1_000;
/** While the mail server is away it is tried with one mail at a time. */
const PAUSE_MS = 1_000;
const PAUSE_MAX_MS = 15_000;
/** How long a stop waits for mails that are under way; shorter than a process has to stop. */
const STOP_GRACE_MS = 5_000;
/** How often an outcome that could not be noted is tried to be noted again. */
const NOTE_AGAIN_MS = 250;

/** What the sender needs beside what the use cases do. */
export interface SenderOptions extends MailDeps {
  readonly log: Log;
  readonly pollMs?: number;
}

/** Sends what is queued, for as long as it runs. */
export interface RunningSender {
  /** Claims nothing more, and waits a moment for what is under way. */
  stop(): Promise<void>;
}

/** Starts to send what is queued: at once when it is there, several at a time, and together with other processes if there are any. */
export function startSender(options: SenderOptions): RunningSender {
  const { log, pollMs = POLL_MS } = options;
  const stopping = new AbortController();
  const giveUp = new AbortController();
  const underWay = new Map<string, Promise<void>>();
  const server = createServerWatch(log);
  let wake = (): void => undefined;

  const send = async (claimed: Claimed): Promise<void> => {
    try {
      const delivered = await deliverNotification(options, claimed, giveUp.signal);
      if (delivered.delivery !== undefined) server.answered(delivered.delivery.kind !== 'unreachable');
      report(log, claimed, delivered);
      await noteWhenPossible(options, claimed, delivered, giveUp.signal);
    } catch (error) {
      log.error({ err: error, notificationId: claimed.id }, 'a notification could not be sent; its claim runs out');
    } finally {
      underWay.delete(claimed.id);
      wake();
    }
  };

  const sendDue = async (): Promise<void> => {
    for (;;) {
      const limit = server.limit(underWay.size);
      if (limit <= 0 || stopping.signal.aborted) return;
      const claimed = await claimNotifications(options, limit, [...underWay.keys()]);
      for (const each of claimed) underWay.set(each.id, send(each));
      if (claimed.length < limit) return;
    }
  };

  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      const { promise, resolve } = Promise.withResolvers<void>();
      wake = resolve;
      const timer = setTimeout(resolve, pollMs);
      await sendDue().catch((error: unknown) => log.warn({ err: error }, 'the sender could not look for what is due'));
      if (!stopping.signal.aborted) await promise;
      clearTimeout(timer);
    }
  };

  const renewal = setInterval(() => {
    if (underWay.size === 0) return;
    renewClaims(options, [...underWay.keys()]).catch((error: unknown) =>
      log.warn({ err: error }, 'claims could not be renewed'),
    );
  }, RENEWAL_MS);
  const ignoreHints = onHint(DUE_NOTIFICATIONS, options.database, () => wake());
  const running = run();

  return {
    stop: async () => {
      stopping.abort();
      ignoreHints();
      wake();
      const grace = setTimeout(() => giveUp.abort(), STOP_GRACE_MS);
      await Promise.all([running, ...underWay.values()]);
      clearTimeout(grace);
      clearInterval(renewal);
    },
  };
}

/** Knows whether the mail server answers, and so how much to ask of it. */
function createServerWatch(log: Log) {
  let isReachable = true;
  let pauseMs = 0;
  let pausedUntilMs = 0;
  mailServerReachable.set(1);
  return {
    answered: (reachable: boolean): void => {
      if (reachable !== isReachable) {
        if (reachable) log.info('the mail server answers again');
        else log.error('the mail server does not answer; mail waits');
      }
      isReachable = reachable;
      mailServerReachable.set(reachable ? 1 : 0);
      if (reachable) pauseMs = 0;
      else if (Date.now() >= pausedUntilMs) {
        pauseMs = Math.min(Math.max(pauseMs * 2, PAUSE_MS), PAUSE_MAX_MS);
        pausedUntilMs = Date.now() + pauseMs;
      }
    },
    limit: (underWay: number): number => {
      if (isReachable) return CONNECTIONS_MAX - underWay;
      return Date.now() < pausedUntilMs ? 0 : 1 - underWay;
    },
  };
}

function report(log: Log, { id, type, attempts }: Claimed, { delivery, next }: Delivered): void {
  if (delivery !== undefined) mailAttempts.inc({ outcome: delivery.kind });
  const fields = { notificationId: id, type, attempts };
  if (next.status === 'SENT') log.info(fields, 'notification sent');
  else if (next.status === 'FAILED') log.error({ ...fields, reason: next.reason }, 'notification failed');
  else
    log.warn(
      {
        ...fields,
        reason: delivery !== undefined && 'reason' in delivery ? delivery.reason : undefined,
        delayMs: next.delayMs,
      },
      'notification not sent yet',
    );
}

/** A mail that is sent must not be sent again because the database was away for a moment. */
async function noteWhenPossible(
  options: SenderOptions,
  claimed: Claimed,
  { next }: Delivered,
  signal: AbortSignal,
): Promise<void> {
  for (;;) {
    try {
      return await noteDelivery(options, claimed, next);
    } catch (error) {
      if (!isUnavailable(error) || signal.aborted) throw error;
      await delay(NOTE_AGAIN_MS, undefined, { signal });
    }
  }
}
