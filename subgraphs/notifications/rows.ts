import { shape, table } from '#platform/database.ts';
import type { Sql, Tx } from '#platform/database.ts';
import { DAY_SECONDS, deleteAged } from '#platform/housekeeping.ts';
import { madeAt } from '#platform/paging.ts';
import type { Page } from '#platform/paging.ts';
import type { Origin } from '#platform/scope.ts';
import { Prisma } from '#prisma/notifications/columns';
import type { Notification, Recipient } from '#prisma/notifications';
import type { NextStep } from './domain/delivery.ts';
import type { Writing } from './domain/notice.ts';

/** Signals that a mail may be due: a notification is new, its recipient has become known, or it is queued again. */
export const DUE = 'mail due';

/** The lease of a claim: the mails of a dead process wait for so long. A live one renews its claims three times as often. */
const LEASE_MS = 15_000;
export const RENEWAL_MS = LEASE_MS / 3;

const NOTIFICATIONS = table<Notification>('notifications', Prisma.NotificationScalarFieldEnum);
const RECIPIENTS = table<Recipient>('recipients', Prisma.RecipientScalarFieldEnum);

/** A notification as the graph may show it: without the sealed token. */
export type ShownNotification = Pick<Notification, keyof typeof shown>;
const shown = {
  id: 'id',
  userId: 'userId',
  type: 'type',
  status: 'status',
  subject: 'subject',
  message: 'message',
  orderId: 'orderId',
  failureReason: 'failureReason',
  createdAt: 'createdAt',
  sentAt: 'sentAt',
  readAt: 'readAt',
} as const;
const SHOWN = shape<ShownNotification>(shown);

/** A notification to be written; the rest of its columns have defaults. */
export interface NewNotification
  extends Writing, Partial<Origin>, Pick<Notification, 'id' | 'userId' | 'type' | 'locale'> {
  /** The name of its event: see `eventKey`. */
  readonly key: string;
  /** The notice as `noticeSchema` encodes it; null for a message of an administrator. */
  readonly notice: object | null;
  readonly orderId?: string | undefined;
  readonly sealedToken?: string | undefined;
  readonly expiresAt?: string | undefined;
}

/** Returns those of some users who are known. */
export const findRecipients = (sql: Sql, userIds: readonly string[]): Promise<Recipient[]> =>
  sql.rows(RECIPIENTS)`SELECT ${RECIPIENTS} FROM recipients WHERE user_id = ANY(${userIds}::uuid[])`;

/** Locks users, known or not, so that a notice without a recipient is seen by the transaction that brings one. `userIds` must be sorted. */
export const lockUsers = (tx: Tx, userIds: readonly string[]): Promise<number> =>
  tx.run`SELECT pg_advisory_xact_lock(hashtextextended(id, 0)) FROM unnest(${userIds}::text[]) AS id`;

/** Stores recipients, sorted by id, except where a newer version is stored. */
export const storeRecipients = (tx: Tx, recipients: readonly Recipient[]): Promise<number> =>
  tx.run`
    INSERT INTO recipients (user_id, email, username, first_name, locale, version)
    SELECT "userId", email, username, "firstName", locale, version
    FROM json_to_recordset(${JSON.stringify(recipients)}::json)
      AS r ("userId" uuid, email text, username text, "firstName" text, locale locale, version integer)
    ON CONFLICT (user_id) DO UPDATE SET email = excluded.email, username = excluded.username, first_name = excluded.first_name,
      locale = excluded.locale, version = excluded.version
    WHERE recipients.version < excluded.version`;

/** Writes notifications, sorted by event key; a repeated event changes nothing. */
export const addNotifications = (tx: Tx, notifications: readonly NewNotification[]): Promise<number> =>
  tx.run`
    INSERT INTO notifications (id, user_id, type, event_key, order_id, notice, subject, message, locale, sealed_token, expires_at, created_at,
      traceparent, request_id)
    SELECT id, "userId", type, key, "orderId", notice, subject, message, locale, "sealedToken", "expiresAt", "createdAt", traceparent, "requestId"
    FROM json_to_recordset(${JSON.stringify(notifications.map((each) => ({ ...each, createdAt: madeAt(each.id) })))}::json)
      AS n (id uuid, "userId" uuid, type notification_type, key text, "orderId" uuid, notice jsonb, subject text, message text,
            locale locale, "sealedToken" text, "expiresAt" timestamptz, "createdAt" timestamptz, traceparent text, "requestId" text)
    ON CONFLICT (event_key) DO NOTHING`;

/** Returns notifications that wait for their users. */
export const findWaiting = (tx: Tx, userIds: readonly string[]): Promise<Notification[]> =>
  tx.rows(NOTIFICATIONS)`
    SELECT ${NOTIFICATIONS} FROM notifications WHERE user_id = ANY(${userIds}::uuid[]) AND locale IS NULL`;

/** Rewrites notifications in another language. */
export const rewriteNotifications = (
  tx: Tx,
  notifications: readonly Pick<Notification, 'id' | 'subject' | 'message' | 'locale'>[],
): Promise<number> => tx.update(NOTIFICATIONS, notifications, { by: ['id'], set: ['subject', 'message', 'locale'] });

/** A page of a list; `unread` leaves out the read ones (true) or the unread ones (false). */
export type NotificationPage = Page & { readonly unread: boolean | null };

/** Returns a page of each user's notifications, newest first. */
export const listNotifications = (sql: Sql, userIds: readonly string[], page: NotificationPage) =>
  sql.rows(SHOWN)`
    SELECT listed.* FROM unnest(${userIds}::uuid[]) AS reader (id)
    CROSS JOIN LATERAL (
      SELECT ${SHOWN.of('n')} FROM notifications n
      WHERE n.user_id = reader.id AND n.id < ${page.before}::uuid
        AND (${page.unread}::boolean IS NULL OR (n.read_at IS NULL) = ${page.unread}::boolean)
      ORDER BY n.id DESC LIMIT ${page.take}) AS listed`;

/** Returns all notifications about some orders, newest first: a handful each. */
export const listOrderNotifications = (sql: Sql, orderIds: readonly string[]): Promise<ShownNotification[]> =>
  sql.rows(SHOWN)`SELECT ${SHOWN} FROM notifications WHERE order_id = ANY(${orderIds}::uuid[]) ORDER BY id DESC`;

/** Returns notifications by id. */
export const findNotifications = (sql: Sql, ids: readonly string[]): Promise<ShownNotification[]> =>
  sql.rows(SHOWN)`SELECT ${SHOWN} FROM notifications WHERE id = ANY(${ids}::uuid[])`;

/** Locks a notification. */
export const lockNotification = (tx: Tx, id: string): Promise<ShownNotification[]> =>
  tx.rows(SHOWN)`SELECT ${SHOWN} FROM notifications WHERE id = ${id}::uuid FOR UPDATE`;

/** Queues a notification for another sending. */
export const queueAgain = (tx: Tx, id: string): Promise<ShownNotification[]> =>
  tx.rows(SHOWN)`
    UPDATE notifications SET status = 'QUEUED', sending = sending + 1, attempts = 0, deferrals = 0, queued_at = now(),
      next_attempt_at = now(), sent_at = NULL, failure_reason = NULL
    WHERE id = ${id}::uuid RETURNING ${SHOWN}`;

/** Marks a notification of a user as read; the first time counts. */
export const markRead = (sql: Sql, id: string, userId: string): Promise<ShownNotification[]> =>
  sql.rows(SHOWN)`
    UPDATE notifications SET read_at = coalesce(read_at, now()) WHERE id = ${id}::uuid AND user_id = ${userId}::uuid RETURNING ${SHOWN}`;

/** A notification claimed by one process. */
export type ClaimedNotification = Notification & Pick<Recipient, 'locale' | 'email'>;
const CLAIMED = shape<ClaimedNotification>({ ...Prisma.NotificationScalarFieldEnum, email: 'email' });

/** Claims up to `limit` notifications that are due, the oldest first and without those that are being sent here, until their lease ends. */
export const claimDue = (sql: Sql, limit: number, underWay: readonly string[]): Promise<ClaimedNotification[]> =>
  sql.rows(CLAIMED)`
    WITH due AS (
      SELECT id FROM notifications
      WHERE status = 'QUEUED' AND locale IS NOT NULL AND next_attempt_at <= now() AND id <> ALL(${underWay}::uuid[])
      ORDER BY next_attempt_at LIMIT ${limit} FOR UPDATE SKIP LOCKED),
    claimed AS (
      UPDATE notifications n SET attempts = n.attempts + 1, next_attempt_at = now() + make_interval(secs => ${LEASE_MS / 1000}::float8)
      FROM due WHERE n.id = due.id RETURNING n.*)
    SELECT ${CLAIMED} FROM (SELECT claimed.*, r.email FROM claimed JOIN recipients r USING (user_id)) AS mail`;

/** Extends the leases of notifications that are still being sent. Those that are being written at the moment keep theirs. */
export const renewClaims = (sql: Sql, ids: readonly string[]): Promise<number> =>
  sql.run`
    WITH held AS (SELECT id FROM notifications WHERE id = ANY(${ids}::uuid[]) AND status = 'QUEUED' FOR UPDATE SKIP LOCKED)
    UPDATE notifications n SET next_attempt_at = now() + make_interval(secs => ${LEASE_MS / 1000}::float8) FROM held WHERE n.id = held.id`;

/** The outcome of an attempt to send. */
export type AttemptOutcome = Readonly<{ claimed: ClaimedNotification; next: NextStep }>;

/** Stores outcomes. Other than SENT only where no other sender has claimed the notification since. Deletes tokens that are not needed any more. */
export function storeOutcomes(sql: Sql, outcomes: readonly AttemptOutcome[]): Promise<number> {
  const rows = outcomes.map(({ claimed: { id, sending, attempts }, next }) => ({ id, sending, attempts, ...next }));
  return sql.run`
    WITH outcome AS (
      SELECT * FROM json_to_recordset(${JSON.stringify(rows)}::json)
        AS o (id uuid, sending integer, attempts integer, status notification_status, reason text, deferrals integer, "delayMs" float8)),
    locked AS (SELECT id FROM notifications WHERE id IN (SELECT id FROM outcome) ORDER BY id FOR UPDATE)
    UPDATE notifications n SET status = o.status, failure_reason = o.reason,
      sent_at = CASE o.status WHEN 'SENT' THEN now() END,
      sealed_token = CASE o.status WHEN 'QUEUED' THEN n.sealed_token END,
      deferrals = coalesce(o.deferrals, n.deferrals),
      next_attempt_at = coalesce(now() + make_interval(secs => o."delayMs" / 1000), n.next_attempt_at)
    FROM outcome o JOIN locked USING (id)
    WHERE n.id = o.id AND n.sending = o.sending AND (o.status = 'SENT' OR (n.status = 'QUEUED' AND n.attempts = o.attempts))`;
}

/** Deletes notifications that are older than so many days and do not wait to be sent. Their events cannot arrive any more, so none is sent twice. */
export async function deleteOldNotifications(sql: Sql, days: number): Promise<void> {
  const by = { column: 'id', type: 'uuid' } as const;
  const old = { table: 'notifications', by, seconds: days * DAY_SECONDS, condition: `status <> 'QUEUED'` };
  while (await deleteAged(sql, old));
}
