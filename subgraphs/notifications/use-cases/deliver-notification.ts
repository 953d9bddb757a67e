import { SealBrokenError, unseal } from '#platform/sealed.ts';
import type { Deps } from '../deps.ts';
import { decideNext } from '../domain/delivery.ts';
import type { Delivery, NextStep, Patience } from '../domain/delivery.ts';
import { composeMail } from '../domain/mail.ts';
import type { Sender } from '../domain/mail.ts';
import type { MailServer } from '../mail-server.ts';
import type { ClaimedNotification } from '../rows.ts';

/** What sending needs beside the database. */
export interface MailDeps extends Deps {
  readonly mailServer: MailServer;
  readonly sender: Sender;
  readonly patience: Patience;
  readonly keyEncryptionKey: Uint8Array;
}

/** What came of an attempt: the mail server's answer (undefined where it was not asked), and what follows for the notification. */
export interface Delivered {
  readonly delivery: Delivery | undefined;
  readonly next: NextStep;
}

const failed = (reason: string): Delivered => ({ delivery: undefined, next: { status: 'FAILED', reason } });

/** Sends a claimed notification, outside of any transaction. The outcome is still to be stored: see `storeOutcomes`. */
export async function deliverNotification(
  { now, mailServer, sender, patience, keyEncryptionKey }: MailDeps,
  claimed: ClaimedNotification,
  signal: AbortSignal,
): Promise<Delivered> {
  if (claimed.expiresAt !== null && claimed.expiresAt <= now())
    return failed('The token had expired before the mail could be sent.');
  let token: string | undefined;
  try {
    token = claimed.sealedToken === null ? undefined : await unseal(keyEncryptionKey, claimed.sealedToken);
  } catch (error) {
    if (!(error instanceof SealBrokenError)) throw error;
    return failed('The token does not open: it was sealed with another KEY_ENCRYPTION_KEY.');
  }
  const delivery = await mailServer.send(composeMail({ ...claimed, token }, sender), signal);
  return { delivery, next: decideNext(delivery, claimed, patience, now()) };
}
