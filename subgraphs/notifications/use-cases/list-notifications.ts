import type { Page } from '#platform/paging.ts';
import type { Deps } from '../deps.ts';
import type { ShownNotification } from './shown-notification.ts';

/** Which part of each user's list: a page of it, and only the unread ones (true), only the read ones (false) or both. */
export interface NotificationPage {
  readonly page: Page;
  readonly unread: boolean | null;
}

/** Reads the same page of several users' lists in one statement. Answers a list for each user, in the order asked for. */
export async function listNotifications(
  { database }: Deps,
  userIds: readonly string[],
  { page, unread }: NotificationPage,
): Promise<ShownNotification[][]> {
  const rows = await database.$queryRaw<ShownNotification[]>`
    SELECT listed.* FROM unnest(${[...userIds]}::uuid[]) AS reader (id)
    CROSS JOIN LATERAL (
      SELECT n.id, n.user_id AS "userId", n.type::text AS type, n.status::text AS status, n.subject, n.message, n.order_id AS "orderId",
        n.failure_reason AS "failureReason", n.created_at AS "createdAt", n.sent_at AS "sentAt", n.read_at AS "readAt"
      FROM notifications n
      WHERE n.user_id = reader.id
        AND (${page.before ?? null}::uuid IS NULL OR n.id < ${page.before ?? null}::uuid)
        AND (${unread}::boolean IS NULL OR (n.read_at IS NULL) = ${unread}::boolean)
      ORDER BY n.id DESC LIMIT ${page.take}) AS listed`;
  const byUser = Map.groupBy(rows, ({ userId }) => userId);
  return userIds.map((userId) => byUser.get(userId) ?? []);
}
