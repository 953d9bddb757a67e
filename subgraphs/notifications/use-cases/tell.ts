import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import { hintAt } from '#platform/hints.ts';
import type { Tx } from '../deps.ts';
import { noticeSchema } from '../domain/notice.ts';
import type { Notice } from '../domain/notice.ts';
import { writeNotice } from '../domain/writing.ts';
import { DUE_NOTIFICATIONS } from './claim-notifications.ts';
import { lockUser } from './lock-user.ts';

/** Something that happened, whom it concerns, and its name: see `eventKey`. */
export interface Event {
  readonly userId: string;
  readonly key: string;
  readonly notice: Notice;
  readonly orderId?: string;
  /** A one-time token for the mail alone, sealed, and when it ends. */
  readonly secret?: { readonly sealedToken: string; readonly expiresAt: Date };
}

/**
 * Writes the one notification of an event, in the recipient's language; an event that was told before changes nothing. Where the
 * recipient is not known yet it is written in English for now, and waits: `rememberRecipient` writes it anew.
 */
export async function tell(tx: Tx, { userId, key, notice, orderId, secret }: Event): Promise<void> {
  await lockUser(tx, userId);
  const recipient = await tx.recipient.findUnique({ where: { userId }, select: { locale: true } });
  const { subject, message } = writeNotice(notice, recipient?.locale ?? 'EN');
  await tx.notification.createMany({
    data: {
      id: uuidv7(),
      userId,
      type: notice.type,
      eventKey: key,
      orderId: orderId ?? null,
      notice: z.encode(noticeSchema, notice),
      subject,
      message,
      locale: recipient?.locale ?? null,
      sealedToken: secret?.sealedToken ?? null,
      expiresAt: secret?.expiresAt ?? null,
    },
    skipDuplicates: true,
  });
  hintAt(DUE_NOTIFICATIONS, tx);
}
