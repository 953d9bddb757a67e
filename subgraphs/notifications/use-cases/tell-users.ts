import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import type { Tx } from '#platform/database.ts';
import type { Recipient } from '#prisma/notifications';
import { noticeSchema } from '../domain/notice.ts';
import type { Notice } from '../domain/notice.ts';
import { writeNotice } from '../domain/writing.ts';
import {
  addNotifications,
  DUE,
  findRecipients,
  findWaiting,
  lockUsers,
  rewriteNotifications,
  storeRecipients,
} from '../rows.ts';
import type { NewNotification } from '../rows.ts';

/** Something that a user is to be told of; `key` is its name: see `eventKey`. */
export interface Event {
  readonly userId: string;
  readonly key: string;
  readonly notice: Notice;
  readonly orderId?: string;
  /** A one-time token for the mail alone, sealed, and when it expires. */
  readonly secret?: { readonly sealedToken: string; readonly expiresAt: string };
}

/**
 * Stores how to write to people, unless a newer version is stored, and writes one notification for each event, in its recipient's language.
 * An event whose recipient is not known is written in English and waits; when its recipient becomes known, it is written again.
 */
export async function tellUsers(tx: Tx, people: readonly Recipient[], events: readonly Event[]): Promise<void> {
  const userIds = [...new Set([...people, ...events].map(({ userId }) => userId))].toSorted();
  const known = new Map((await findRecipients(tx, userIds)).map((recipient) => [recipient.userId, recipient]));
  // Who is known stays known, so only what concerns the others must happen one after another.
  const unknown = userIds.filter((userId) => !known.has(userId));
  if (unknown.length > 0) {
    await lockUsers(tx, unknown);
    for (const recipient of await findRecipients(tx, unknown)) known.set(recipient.userId, recipient);
  }
  const changed = new Set<string>();
  for (const person of people) {
    if (person.version <= (known.get(person.userId)?.version ?? -Infinity)) continue;
    known.set(person.userId, person);
    changed.add(person.userId);
  }
  if (changed.size > 0)
    await storeRecipients(
      tx,
      [...changed].toSorted().flatMap((userId) => known.get(userId) ?? []),
    );
  const met = unknown.filter((userId) => known.has(userId));
  if (met.length > 0) await writeWaiting(tx, met, known);
  if (events.length > 0) await addNotifications(tx, events.map((event) => writeEvent(event, known)).toSorted(byKey));
  tx.signal(DUE);
}

// Two transactions that write the same events then wait for each other in one direction only.
const byKey = (a: NewNotification, b: NewNotification): number => (a.eventKey < b.eventKey ? -1 : 1);

function writeEvent(event: Event, known: ReadonlyMap<string, Recipient>): NewNotification {
  const { userId, key, notice, orderId, secret } = event;
  const locale = known.get(userId)?.locale ?? null;
  return {
    id: uuidv7(),
    userId,
    type: notice.type,
    eventKey: key,
    orderId,
    notice: z.encode(noticeSchema, notice),
    ...writeNotice(notice, locale ?? 'EN'),
    locale,
    ...secret,
  };
}

async function writeWaiting(tx: Tx, userIds: readonly string[], known: ReadonlyMap<string, Recipient>): Promise<void> {
  const waiting = await findWaiting(tx, userIds);
  const written = waiting.map(({ id, userId, notice }) => {
    const locale = known.get(userId)?.locale ?? 'EN';
    return { id, locale, ...writeNotice(z.parse(noticeSchema, notice), locale) };
  });
  await rewriteNotifications(tx, written);
}
