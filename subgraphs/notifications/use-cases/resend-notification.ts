import { transaction } from '#platform/database.ts';
import { fail, succeed } from '#platform/errors.ts';
import type { Outcome } from '#platform/errors.ts';
import { hintAt } from '#platform/hints.ts';
import { id, parseInput } from '#platform/input.ts';
import type { Deps } from '../deps.ts';
import type { Resendable } from '../domain/resend.ts';
import { resendFault } from '../domain/resend.ts';
import { DUE_NOTIFICATIONS } from './claim-notifications.ts';
import { shown } from './shown-notification.ts';
import type { ShownNotification } from './shown-notification.ts';

/** Has a notification that was sent, or could not be, sent once more. Fails with NOT_FOUND or INVALID_STATE. */
export async function resendNotification(
  { database }: Deps,
  rawId: string,
): Promise<Outcome<{ notification: ShownNotification }, 'NOT_FOUND' | 'INVALID_STATE'>> {
  const notificationId = parseInput(id, rawId, 'id');
  return transaction(database, async (tx) => {
    const [known] = await tx.$queryRaw<Resendable[]>`
      SELECT type::text AS type, status::text AS status FROM notifications WHERE id = ${notificationId}::uuid FOR UPDATE`;
    if (known === undefined) return fail('NOT_FOUND', 'There is no such notification.', 'id');
    const fault = resendFault(known);
    if (fault !== undefined) return fail('INVALID_STATE', fault, 'id');
    await tx.$executeRaw`
      UPDATE notifications SET status = 'QUEUED', sending = sending + 1, attempts = 0, deferrals = 0, queued_at = now(),
        next_attempt_at = now(), sent_at = NULL, failure_reason = NULL
      WHERE id = ${notificationId}::uuid`;
    hintAt(DUE_NOTIFICATIONS, tx);
    return succeed({
      notification: await tx.notification.findUniqueOrThrow({ where: { id: notificationId }, select: shown }),
    });
  });
}
