import { SealBrokenError, unseal } from '#platform/sealed.ts';
import type { Deps } from '../deps.ts';
import { decideNext } from '../domain/delivery.ts';
import type { Delivery, NextStep, Patience } from '../domain/delivery.ts';
import { composeMail } from '../domain/mail.ts';
import type { Sender } from '../domain/mail.ts';
import type { MailServer } from '../mail-server.ts';
import type { Claimed } from './claim-notifications.ts';

/** What sending needs beside the database. */
export interface MailDeps extends Deps {
  readonly mailServer: MailServer;
  readonly sender: Sender;
  readonly patience: Patience;
  readonly keyEncryptionKey: Uint8Array;
}

/** What came of it: how the mail server answered (undefined where it was not asked), and what that means for the notification. */
export interface Delivered {
  readonly delivery: Delivery | undefined;
  readonly next: NextStep;
}

/** Sends a claimed notification, outside of any transaction. What came of it is still to be noted: see `noteDelivery`. */
export async function deliverNotification(deps: MailDeps, claimed: Claimed, signal: AbortSignal): Promise<Delivered> {
  const { now, mailServer, sender, patience } = deps;
  if (claimed.expiresAt !== null && claimed.expiresAt <= now()) {
    return {
      delivery: undefined,
      next: { status: 'FAILED', reason: 'The token had expired before the mail could be sent.' },
    };
  }
  let token: string | undefined;
  try {
    token = claimed.sealedToken === null ? undefined : await unseal(deps.keyEncryptionKey, claimed.sealedToken);
  } catch (error) {
    if (!(error instanceof SealBrokenError)) throw error;
    const reason = 'The token does not open: it was sealed with another KEY_ENCRYPTION_KEY.';
    return { delivery: undefined, next: { status: 'FAILED', reason } };
  }
  const delivery = await mailServer.send(composeMail({ ...claimed, token }, sender), signal);
  return { delivery, next: decideNext(delivery, claimed, patience, now()) };
}

/**
 * Notes what came of an attempt. SENT is a fact, whoever notes it; the rest only counts if nobody has claimed the notification since.
 * A token is deleted as soon as its mail is sent, or never will be.
 */
export async function noteDelivery(
  { database }: Pick<Deps, 'database'>,
  { id, sending, attempts }: Claimed,
  next: NextStep,
): Promise<void> {
  switch (next.status) {
    case 'SENT':
      await database.$executeRaw`
        UPDATE notifications SET status = 'SENT', sent_at = now(), failure_reason = NULL, sealed_token = NULL
        WHERE id = ${id}::uuid AND sending = ${sending}`;
      return;
    case 'FAILED':
      await database.$executeRaw`
        UPDATE notifications SET status = 'FAILED', failure_reason = ${next.reason}, sealed_token = NULL
        WHERE id = ${id}::uuid AND sending = ${sending} AND attempts = ${attempts} AND status = 'QUEUED'`;
      return;
    case 'QUEUED':
      await database.$executeRaw`
        UPDATE notifications SET deferrals = ${next.deferrals}, next_attempt_at = now() + make_interval(secs => ${next.delayMs / 1000}::float8)
        WHERE id = ${id}::uuid AND sending = ${sending} AND attempts = ${attempts} AND status = 'QUEUED'`;
  }
}
