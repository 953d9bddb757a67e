import { z } from 'zod';
import { hintAt } from '#platform/hints.ts';
import type { Tx } from '../deps.ts';
import { noticeSchema } from '../domain/notice.ts';
import type { Locale } from '../domain/notice.ts';
import { writeNotice } from '../domain/writing.ts';
import { DUE_NOTIFICATIONS } from './claim-notifications.ts';
import { lockUser } from './lock-user.ts';

/** A person as the users service tells of them. */
export interface Person {
  readonly userId: string;
  readonly email: string;
  readonly username: string;
  readonly firstName: string | null;
  readonly locale: Locale;
  readonly version: number;
}

/** Keeps how to write to a person, unless something newer is known, and writes in their language what has waited for them. */
export async function rememberRecipient(tx: Tx, person: Person): Promise<void> {
  const { userId, email, username, firstName, locale, version } = person;
  await lockUser(tx, userId);
  await tx.$executeRaw`
    INSERT INTO recipients (user_id, email, username, first_name, locale, version)
    VALUES (${userId}::uuid, ${email}, ${username}, ${firstName}, ${locale}::locale, ${version})
    ON CONFLICT (user_id) DO UPDATE SET email = excluded.email, username = excluded.username, first_name = excluded.first_name,
      locale = excluded.locale, version = excluded.version
    WHERE recipients.version < excluded.version`;
  await writeWaiting(tx, userId);
}

async function writeWaiting(tx: Tx, userId: string): Promise<void> {
  const waiting = await tx.notification.findMany({
    where: { userId, locale: null },
    select: { id: true, notice: true },
  });
  if (waiting.length === 0) return;
  hintAt(DUE_NOTIFICATIONS, tx);
  const { locale } = await tx.recipient.findUniqueOrThrow({ where: { userId }, select: { locale: true } });
  for (const { id, notice } of waiting) {
    const { subject, message } = writeNotice(z.parse(noticeSchema, notice), locale);
    await tx.notification.update({ where: { id }, data: { subject, message, locale }, select: { id: true } });
  }
}
