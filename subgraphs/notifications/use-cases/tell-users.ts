import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import type { Tx } from '#platform/database.ts';
import type { Recipient } from '#prisma/notifications';
import { noticeSchema } from '../domain/notice.ts';
import type { Notice } from '../domain/notice.ts';
import { writeNotice } from '../domain/writing.ts';
import * as rows from '../rows.ts';

/** An event that a user is notified of. A token is for the mail alone. */
export interface Event extends Pick<
  rows.NewNotification,
  'userId' | 'key' | 'orderId' | 'sealedToken' | 'expiresAt' | 'traceparent' | 'requestId'
> {
  readonly notice: Notice;
}

/** Stores newer recipients and writes a notification per event, in its recipient's language; while that is unknown, in English, to be rewritten later. */
export async function tellUsers(tx: Tx, people: readonly Recipient[], events: readonly Event[]): Promise<void> {
  const userIds = [...new Set([...people, ...events].map(({ userId }) => userId))].toSorted();
  const known = new Map((await rows.findRecipients(tx, userIds)).map((recipient) => [recipient.userId, recipient]));
  // Known recipients are never removed, so only unknown ones need a lock.
  const unknown = userIds.filter((userId) => !known.has(userId));
  if (unknown.length > 0) {
    await rows.lockUsers(tx, unknown);
    for (const recipient of await rows.findRecipients(tx, unknown)) known.set(recipient.userId, recipient);
  }
  for (const person of people)
    if (person.version > (known.get(person.userId)?.version ?? -Infinity)) known.set(person.userId, person);
  const write = (userId: string, notice: Notice) => {
    const locale = known.get(userId)?.locale ?? null;
    return { locale, ...writeNotice(notice, locale ?? 'EN') };
  };

  // Sorted here and below, so that two transactions that write the same rows cannot deadlock.
  const changed = people
    .filter((person) => known.get(person.userId) === person)
    .toSorted((a, b) => (a.userId < b.userId ? -1 : 1));
  if (changed.length > 0) await rows.storeRecipients(tx, changed);
  const met = unknown.filter((userId) => known.has(userId));
  const waiting = met.length === 0 ? [] : await rows.findWaiting(tx, met);
  const rewritten = waiting.map(({ id, userId, notice }) => ({ id, ...write(userId, noticeSchema.parse(notice)) }));
  await rows.rewriteNotifications(tx, rewritten);
  const notifications = events
    .map(({ notice, ...event }) => {
      const { type } = notice;
      return { ...event, id: uuidv7(), type, notice: z.encode(noticeSchema, notice), ...write(event.userId, notice) };
    })
    .toSorted((a, b) => (a.key < b.key ? -1 : 1));
  if (notifications.length > 0) await rows.addNotifications(tx, notifications);
  tx.signal(rows.DUE);
}
