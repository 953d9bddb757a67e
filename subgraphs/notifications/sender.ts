import { setTimeout as delay } from 'node:timers/promises';
import { Counter, Gauge } from 'prom-client';
import { isUnavailable } from '#platform/database-errors.ts';
import { every } from '#platform/every.ts';
import { gather } from '#platform/gather.ts';
import type { Log } from '#platform/log.ts';
import { registry } from '#platform/metrics.ts';
import { MAILS_MAX } from './mail-server.ts';
import { claimDue, DUE, RENEWAL_MS, renewClaims, storeOutcomes } from './rows.ts';
import type { AttemptOutcome, ClaimedNotification } from './rows.ts';
import { deliverNotification } from './use-cases/deliver-notification.ts';
import type { Delivered, MailDeps } from './use-cases/deliver-notification.ts';

/** New mail wakes the sender; this is the safety net, and the precision of the waits between attempts. */
const POLL_MS = 1_000;
/** With fewer mails than this under way the next are claimed: the connections have work meanwhile, and a claim is of several mails. */
const REFILL_BELOW = MAILS_MAX / 2;
/** While the mail server is away one mail at a time is tried. */
const PAUSE_MS = 1_000;
const PAUSE_MAX_MS = 15_000;
/** How long a stop waits for mails that are under way; shorter than a process has to stop. */
const STOP_GRACE_MS = 5_000;
/** How often an outcome is stored again that could not be stored because the database was away. */
const STORE_AGAIN_MS = 250;

const mailAttempts = new Counter({
  name: 'ordergraph_mail_attempts_total',
  help: 'Attempts to send a mail, by outcome (accepted, refused, deferred, unreachable).',
  labelNames: ['outcome'],
  registers: [registry],
});

/** Alert when it stays 0: mail waits, though nothing is lost and the graph goes on. */
const mailServerReachable = new Gauge({
  name: 'ordergraph_mail_server_reachable',
  help: 'Whether the mail server could be reached at the last attempt (1) or not (0).',
  registers: [registry],
});

/** What the sender needs beside what it takes to send one mail. */
export interface SenderOptions extends MailDeps {
  readonly log: Log;
  readonly pollMs?: number;
}

/** Sends what is queued until it is stopped. */
export interface RunningSender {
  /** Claims nothing more, and waits a moment for what is under way. */
  stop(): Promise<void>;
}

/** Starts to send what is queued: at once when it is there, several mails at a time, and beside other processes if there are any. */
export function startSender(options: SenderOptions): RunningSender {
  const { database, log, pollMs = POLL_MS } = options;
  const giveUp = new AbortController();
  const underWay = new Map<string, Promise<void>>();
  const server = createServerWatch(log);
  // Whether there may be more than was claimed, so that it is worth looking as soon as there is room.
  let isMoreDue = false;

  const store = gather<AttemptOutcome, void>({
    sizeMax: MAILS_MAX,
    runsMax: 1,
    run: async (outcomes) => {
      await whenAvailable(() => storeOutcomes(database, outcomes), giveUp.signal);
      return outcomes.map(() => undefined);
    },
  });

  const send = async (claimed: ClaimedNotification): Promise<void> => {
    try {
      const delivered = await deliverNotification(options, claimed, giveUp.signal);
      if (delivered.delivery !== undefined) server.answered(delivered.delivery.kind !== 'unreachable');
      report(log, claimed, delivered);
      await store({ claimed, next: delivered.next });
    } catch (error) {
      log.error({ err: error, notificationId: claimed.id }, 'a notification could not be sent; its claim runs out');
    } finally {
      underWay.delete(claimed.id);
      if (isMoreDue && underWay.size < REFILL_BELOW) sending.wake();
    }
  };

  const sendDue = async (signal: AbortSignal): Promise<void> => {
    do {
      const limit = server.limit(underWay.size);
      isMoreDue = true;
      if (limit <= 0 || signal.aborted) return;
      const claimed = await claimDue(database, limit, [...underWay.keys()]);
      isMoreDue = claimed.length === limit;
      for (const each of claimed) underWay.set(each.id, send(each));
    } while (isMoreDue);
  };

  const sending = every({ name: 'sending mail', intervalMs: pollMs, log, work: sendDue });
  const stopListening = database.onSignal(DUE, () => sending.wake());
  const renewal = every({
    name: 'renewing claims',
    intervalMs: RENEWAL_MS,
    log,
    work: async () => underWay.size > 0 && renewClaims(database, [...underWay.keys()]),
  });

  return {
    stop: async () => {
      stopListening();
      const grace = setTimeout(() => giveUp.abort(), STOP_GRACE_MS);
      await sending.stop();
      await Promise.all(underWay.values());
      clearTimeout(grace);
      await renewal.stop();
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
        mailServerReachable.set(reachable ? 1 : 0);
      }
      isReachable = reachable;
      if (reachable) pauseMs = 0;
      else if (Date.now() >= pausedUntilMs) {
        pauseMs = Math.min(Math.max(pauseMs * 2, PAUSE_MS), PAUSE_MAX_MS);
        pausedUntilMs = Date.now() + pauseMs;
      }
    },
    /** Returns how many mails to claim; zero while there is no room. */
    limit: (underWay: number): number => {
      if (isReachable) return underWay < REFILL_BELOW ? MAILS_MAX - underWay : 0;
      return Date.now() < pausedUntilMs ? 0 : 1 - underWay;
    },
  };
}

function report(log: Log, { id, type, attempts }: ClaimedNotification, { delivery, next }: Delivered): void {
  if (delivery !== undefined) mailAttempts.inc({ outcome: delivery.kind });
  const about = { notificationId: id, type, attempts };
  if (next.status === 'SENT') log.debug(about, 'notification sent');
  else if (next.status === 'FAILED') log.error({ ...about, reason: next.reason }, 'notification failed');
  else {
    const reason = delivery !== undefined && 'reason' in delivery ? delivery.reason : undefined;
    log.warn({ ...about, reason, delayMs: next.delayMs }, 'notification not sent yet');
  }
}

/** Runs `work` again while the database is away: a mail that is sent must not be sent twice because of a moment's outage. */
async function whenAvailable(work: () => Promise<unknown>, signal: AbortSignal): Promise<void> {
  for (;;) {
    try {
      await work();
      return;
    } catch (error) {
      if (!isUnavailable(error) || signal.aborted) throw error;
      await delay(STORE_AGAIN_MS, undefined, { signal });
    }
  }
}
