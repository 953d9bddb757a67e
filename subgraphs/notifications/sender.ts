import { setTimeout as delay } from 'node:timers/promises';
import { SpanKind } from '@opentelemetry/api';
import { Counter, Gauge } from 'prom-client';
import type { Database } from '#platform/database.ts';
import { isUnavailable } from '#platform/database-errors.ts';
import { every } from '#platform/every.ts';
import { gather } from '#platform/gather.ts';
import type { Log } from '#platform/log.ts';
import { registry } from '#platform/metrics.ts';
import { inScope, inSpan } from '#platform/scope.ts';
import { SealBrokenError, unseal } from '#platform/sealed.ts';
import type { Channel } from './channel.ts';
import type { Deps } from './deps.ts';
import { decideNext } from './domain/delivery.ts';
import type { Delivery, NextStep, Patience } from './domain/delivery.ts';
import { claimDue, DUE, RENEWAL_MS, renewClaims, storeOutcomes } from './rows.ts';
import type { AttemptOutcome, ClaimedNotification } from './rows.ts';

/** New mail wakes the sender; this is the safety net, and the precision of the waits between attempts. */
const POLL_MS = 1_000;
/** While the mail server is down, one mail at a time is tried. */
const PAUSE_MS = 1_000;
const PAUSE_MAX_MS = 15_000;
/** How long a stop waits for mails that are being sent; shorter than a process has to stop. */
const STOP_GRACE_MS = 5_000;
/** How often an outcome is stored again that could not be stored because the database was down. */
const STORE_AGAIN_MS = 250;

const mailAttempts = new Counter({
  name: 'ordergraph_mail_attempts_total',
  help: 'Attempts to send a mail, by outcome (accepted, refused, deferred, unreachable).',
  labelNames: ['outcome'],
  registers: [registry],
});

/** Alert when it stays 0: mail waits; nothing is lost and the graph is not affected. */
const mailServerReachable = new Gauge({
  name: 'ordergraph_mail_server_reachable',
  help: 'Whether the mail server could be reached at the last attempt (1) or not (0).',
  registers: [registry],
});

/** What sending needs beside the database. */
export interface SenderOptions extends Deps {
  readonly channel: Channel;
  readonly patience: Patience;
  readonly keyEncryptionKey: Uint8Array;
  readonly log: Log;
  readonly pollMs?: number;
}

/** Starts to send queued mails: at once, several at a time, and beside other processes. */
export function startSender(options: SenderOptions) {
  const { database, channel, log, pollMs = POLL_MS } = options;
  const giveUp = new AbortController();
  const underWay = new Map<string, Promise<void>>();
  // With fewer under way the next are claimed: the channel has work meanwhile, and a claim is of several.
  const refillBelow = channel.concurrency / 2;
  const server = createServerWatch(log);
  // Whether more may be due than was claimed, so that the next claim follows as soon as there is capacity.
  let isMoreDue = false;

  const run = (outcomes: readonly AttemptOutcome[]) => storeWhenAvailable(database, outcomes, giveUp.signal);
  const store = gather({ sizeMax: channel.concurrency, runsMax: 1, run });

  const send = async (claimed: ClaimedNotification): Promise<void> => {
    try {
      const delivery = await deliver(options, claimed, giveUp.signal);
      if (delivery.kind !== 'unsendable') server.answered(delivery.kind);
      const next = decideNext(delivery, claimed, options.patience, options.now());
      const origin = { traceparent: claimed.traceparent ?? '', requestId: claimed.requestId ?? undefined };
      inScope(origin, () => report(log, claimed, delivery, next));
      await store({ claimed, next });
    } catch (error) {
      const level = isUnavailable(error) ? 'debug' : 'error';
      log[level]({ err: error, notificationId: claimed.id }, 'a notification could not be sent; its claim runs out');
    } finally {
      underWay.delete(claimed.id);
      if (isMoreDue && underWay.size < refillBelow) sending.wake();
    }
  };

  const sendDue = async (signal: AbortSignal): Promise<void> => {
    do {
      const room = underWay.size < refillBelow ? channel.concurrency - underWay.size : 0;
      const limit = server.isReachable() ? room : server.mayTry() ? 1 - underWay.size : 0;
      isMoreDue = true;
      if (limit <= 0 || signal.aborted) return;
      const claimed = await claimDue(database, limit, [...underWay.keys()]);
      isMoreDue = claimed.length === limit;
      for (const each of claimed) underWay.set(each.id, send(each));
    } while (isMoreDue);
  };

  const sending = every({ name: 'sending mail', intervalMs: pollMs, log, work: sendDue });
  const stopListening = database.onSignal(DUE, () => sending.wake());
  const renew = async () => underWay.size > 0 && renewClaims(database, [...underWay.keys()]);
  const renewal = every({ name: 'renewing claims', intervalMs: RENEWAL_MS, log, work: renew });

  return {
    /** Claims nothing more, and waits a moment for mails that are being sent. */
    stop: async (): Promise<void> => {
      stopListening();
      const grace = setTimeout(() => giveUp.abort(), STOP_GRACE_MS);
      await sending.stop();
      await Promise.all(underWay.values());
      clearTimeout(grace);
      await renewal.stop();
    },
  };
}

/** Tracks whether the mail server responds, and limits concurrency by that. */
function createServerWatch(log: Log) {
  let isReachable = true;
  let pauseMs = 0;
  let pausedUntilMs = -Infinity;
  mailServerReachable.set(1);
  for (const outcome of ['accepted', 'refused', 'deferred', 'unreachable']) mailAttempts.inc({ outcome }, 0);
  return {
    answered: (outcome: Exclude<Delivery['kind'], 'unsendable'>): void => {
      mailAttempts.inc({ outcome });
      const reachable = outcome !== 'unreachable';
      if (reachable !== isReachable) {
        if (reachable) log.info('the mail server answers again');
        else log.error('the mail server does not answer; mail waits');
        mailServerReachable.set(reachable ? 1 : 0);
      }
      isReachable = reachable;
      if (reachable) pauseMs = 0;
      else if (performance.now() >= pausedUntilMs) {
        pauseMs = Math.min(Math.max(pauseMs * 2, PAUSE_MS), PAUSE_MAX_MS);
        pausedUntilMs = performance.now() + pauseMs;
      }
    },
    isReachable: () => isReachable,
    /** Whether a server that was down may be tried again. */
    mayTry: () => performance.now() >= pausedUntilMs,
  };
}

async function deliver(options: SenderOptions, claimed: ClaimedNotification, signal: AbortSignal): Promise<Delivery> {
  const { now, channel, keyEncryptionKey } = options;
  const { expiresAt, sealedToken } = claimed;
  if (expiresAt !== null && expiresAt <= now())
    return { kind: 'unsendable', reason: 'The token had expired before the mail could be sent.' };
  try {
    const token = sealedToken === null ? undefined : await unseal(keyEncryptionKey, sealedToken);
    const span = { kind: SpanKind.CLIENT, parent: claimed.traceparent ?? undefined };
    return await inSpan(`${channel.name} ${claimed.type}`, span, () => channel.send({ ...claimed, token }, signal));
  } catch (error) {
    if (!(error instanceof SealBrokenError)) throw error;
    return { kind: 'unsendable', reason: 'The token does not open: it was sealed with another KEY_ENCRYPTION_KEY.' };
  }
}

function report(
  log: Log,
  { id, userId, orderId, type, attempts }: ClaimedNotification,
  delivery: Delivery,
  next: NextStep,
): void {
  const about = { notificationId: id, userId, orderId, type, attempts, reason: delivery.reason };
  if (next.status === 'SENT') log.info(about, 'notification sent');
  else if (next.status === 'FAILED') log.error({ ...about, reason: next.reason }, 'notification failed');
  else log.warn({ ...about, delayMs: next.delayMs }, 'notification not sent yet');
}

/** Stores outcomes, with retries while the database is down: a short outage must not cause a second mail. */
async function storeWhenAvailable(database: Database, outcomes: readonly AttemptOutcome[], signal: AbortSignal) {
  for (;;) {
    try {
      await storeOutcomes(database, outcomes);
      return outcomes;
    } catch (error) {
      if (!isUnavailable(error) || signal.aborted) throw error;
      await delay(STORE_AGAIN_MS, undefined, { signal });
    }
  }
}
